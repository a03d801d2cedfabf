from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0035_seasons'),
    ]

    operations = [
        migrations.AddField(
            model_name='variant',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken off sale at'),
        ),
    ]
