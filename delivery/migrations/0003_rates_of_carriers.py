import django.db.models.deletion
from django.db import migrations, models


def carrier_of_old_rates():
    """The one carrier that the migration before has named; none where there are no rates yet."""
    from delivery.models import Carrier

    return Carrier.objects.filter(code="india_post_parcel").values_list("pk", flat=True).first()


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0002_carriers_centres_closures'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rate',
            name='rate_once',
        ),
        migrations.AddField(
            model_name='rate',
            name='carrier',
            field=models.ForeignKey(default=carrier_of_old_rates, on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='delivery.carrier'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.UniqueConstraint(fields=('carrier', 'hub', 'zone', 'up_to_g', 'valid_from'), name='rate_once'),
        ),
    ]
