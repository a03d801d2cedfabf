import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('producers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('pin', models.CharField(max_length=6, verbose_name='pincode')),
            ],
            options={
                'verbose_name': 'hub',
                'verbose_name_plural': 'hubs',
            },
        ),
        migrations.CreateModel(
            name='PostOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pin', models.CharField(max_length=6, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('district', models.CharField(max_length=80)),
                ('state', models.CharField(max_length=60)),
                ('gst_state_code', models.CharField(max_length=2)),
            ],
            options={
                'verbose_name': 'post office',
                'verbose_name_plural': 'post offices',
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_local', models.BooleanField(default=False, verbose_name='inside Ladakh')),
            ],
            options={
                'verbose_name': 'zone',
                'verbose_name_plural': 'zones',
            },
        ),
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days_to_hub_min', models.PositiveSmallIntegerField(verbose_name='fewest days to the hub')),
                ('days_to_hub_max', models.PositiveSmallIntegerField(verbose_name='most days to the hub')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='origin', to='producers.producergroup')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='delivery.hub')),
            ],
            options={
                'verbose_name': 'origin',
                'verbose_name_plural': 'origins',
                'constraints': [models.CheckConstraint(condition=models.Q(('days_to_hub_max__gte', models.F('days_to_hub_min'))), name='origin_days')],
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to_g', models.PositiveIntegerField()),
                ('charge_paise', models.BigIntegerField()),
                ('days_min', models.PositiveSmallIntegerField()),
                ('days_max', models.PositiveSmallIntegerField()),
                ('surface_only_days', models.PositiveSmallIntegerField(default=0, help_text='days more for liquids and glass, which can not fly')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='delivery.hub')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='delivery.zone')),
            ],
            options={
                'verbose_name': 'rate',
                'verbose_name_plural': 'rates',
                'constraints': [models.UniqueConstraint(fields=('hub', 'zone', 'up_to_g', 'valid_from'), name='rate_once'), models.CheckConstraint(condition=models.Q(('charge_paise__gte', 0)), name='rate_charge_not_negative'), models.CheckConstraint(condition=models.Q(('days_max__gte', models.F('days_min'))), name='rate_days')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=120, verbose_name='cause')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to')),
                ('extra_days', models.PositiveSmallIntegerField(verbose_name='days more')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='delivery.hub')),
                ('zone', models.ForeignKey(blank=True, help_text='empty: all zones outside Ladakh', null=True, on_delete=django.db.models.deletion.CASCADE, to='delivery.zone')),
            ],
            options={
                'verbose_name': 'closure',
                'verbose_name_plural': 'closures',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='closure_dates')],
            },
        ),
        migrations.CreateModel(
            name='ZonePins',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='delivery.zone')),
            ],
            options={
                'verbose_name': 'pincodes of a zone',
                'verbose_name_plural': 'pincodes of zones',
                'indexes': [models.Index(fields=['first', 'last'], name='zone_pins_range')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='zone_pins_order')],
            },
        ),
    ]
