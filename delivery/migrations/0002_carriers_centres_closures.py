from datetime import date

import delivery.models
import django.db.models.deletion
from django.db import migrations, models


def name_the_carrier(apps, schema_editor):
    """Rates that exist were India Post's; a new database gets its carriers with the reference data."""
    if apps.get_model("delivery", "Rate").objects.exists():
        given = {"name": "India Post, parcel", "as_of": date(2026, 11, 22)}
        apps.get_model("delivery", "Carrier").objects.get_or_create(code="india_post_parcel", defaults=given)


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('divisor', models.PositiveIntegerField(default=5000, verbose_name='cubic centimetres that count as a kilogram')),
                ('most_g', models.PositiveIntegerField(default=20000, verbose_name='heaviest parcel in grams')),
                ('refuses', models.JSONField(blank=True, default=list, verbose_name='does not take')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('as_of', models.DateField(verbose_name='as of')),
            ],
            options={
                'verbose_name': 'carrier',
                'verbose_name_plural': 'carriers',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='FacilityCentre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('days_min', models.PositiveSmallIntegerField(default=1, verbose_name='fewest days to join parcels')),
                ('days_max', models.PositiveSmallIntegerField(default=2, verbose_name='most days to join parcels')),
                ('fee_paise', models.BigIntegerField(default=0, verbose_name='fee for a joined parcel, in paise')),
                ('most_days_later', models.PositiveSmallIntegerField(default=3, verbose_name='joined only if no later than so many days')),
                ('is_open', models.BooleanField(default=False, verbose_name='joins parcels')),
            ],
            options={
                'verbose_name': 'common facility centre',
                'verbose_name_plural': 'common facility centres',
            },
        ),
        migrations.AlterModelOptions(
            name='closure',
            options={'permissions': [('run_delivery', 'May set rates, carriers and closures')], 'verbose_name': 'closure', 'verbose_name_plural': 'closures'},
        ),
        migrations.AddField(
            model_name='closure',
            name='batch',
            field=models.CharField(db_index=True, default=delivery.models.new_batch, max_length=24),
        ),
        migrations.AddField(
            model_name='closure',
            name='touches',
            field=models.CharField(choices=[('all', 'All parcels'), ('road', 'What goes by road: liquids, glass, parcels inside Ladakh'), ('air', 'What flies'), ('frost', 'Goods that must not freeze')], default='all', max_length=5, verbose_name='touches'),
        ),
        migrations.AddField(
            model_name='closure',
            name='waits',
            field=models.BooleanField(default=False, verbose_name='parcels wait until it is over'),
        ),
        migrations.AlterField(
            model_name='closure',
            name='hub',
            field=models.ForeignKey(blank=True, help_text='empty: all hubs', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='delivery.hub'),
        ),
        migrations.AddField(
            model_name='facilitycentre',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='centres', to='delivery.hub', verbose_name='hub'),
        ),
        migrations.AddField(
            model_name='origin',
            name='centre',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='delivery.facilitycentre'),
        ),
        migrations.AddConstraint(
            model_name='facilitycentre',
            constraint=models.CheckConstraint(condition=models.Q(('days_max__gte', models.F('days_min'))), name='centre_days'),
        ),
        migrations.AddConstraint(
            model_name='facilitycentre',
            constraint=models.CheckConstraint(condition=models.Q(('fee_paise__gte', 0)), name='centre_fee'),
        ),
        migrations.RunPython(name_the_carrier, migrations.RunPython.noop),
    ]
