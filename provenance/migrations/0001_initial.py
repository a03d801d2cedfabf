import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('catalogue', '0033_listings_types_translations'),
        ('partner', '0007_partneraddress_code'),
        ('producers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('other_names', models.CharField(blank=True, max_length=160, verbose_name='other names')),
                ('area', models.CharField(blank=True, max_length=80, verbose_name='block or area')),
                ('altitude_m', models.PositiveIntegerField(blank=True, null=True, verbose_name='altitude in metres')),
                ('latitude', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ('position_confidence', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], default='low', max_length=6)),
                ('pin', models.CharField(blank=True, max_length=6, verbose_name='pincode')),
                ('source', models.CharField(blank=True, max_length=200)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='producers.district')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='code')),
                ('made_on', models.DateField(verbose_name='made or gathered on')),
                ('best_before', models.DateField(blank=True, null=True, verbose_name='best before')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, verbose_name='quantity')),
                ('unit', models.CharField(max_length=8, verbose_name='unit')),
                ('status', models.CharField(choices=[('open', 'In order'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='status')),
                ('withdrawn_reason', models.TextField(blank=True, verbose_name='why it was withdrawn')),
                ('what_to_do', models.TextField(blank=True, verbose_name='what a buyer should do')),
                ('is_demo', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='producers.producergroup')),
                ('product_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='catalogue.producttype')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='provenance.place')),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='lot_quantity_positive'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='lot_withdrawn_says_why')],
            },
        ),
        migrations.CreateModel(
            name='StockLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='pieces')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_lots', to='provenance.lot')),
                ('stock_record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stock_lots', to='partner.stockrecord')),
            ],
            options={
                'verbose_name': 'stock from a lot',
                'verbose_name_plural': 'stock from lots',
                'constraints': [models.UniqueConstraint(fields=('stock_record', 'lot'), name='stock_lot_once')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('gi_ladakh_pashmina', 'GI: Ladakh Pashmina'), ('gi_raktsey_karpo', 'GI: Ladakh Raktsey Karpo Apricot'), ('gi_ladakh_seabuckthorn', 'GI: Ladakh Seabuckthorn'), ('gi_ladakhi_wood_carving', 'GI: Ladakhi Wood Carving'), ('pgs_organic', 'Organic, PGS-India'), ('women_led', 'Women-led'), ('wild_collected', 'Wild-collected, with permit')], max_length=24, verbose_name='mark')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('issuer', models.CharField(max_length=120, verbose_name='issued by')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(verbose_name='valid to')),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_demo', models.BooleanField(default=False)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='producers.producergroup')),
                ('product_type', models.ForeignKey(blank=True, help_text='empty: for all goods of the group', null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.producttype')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='certificate_dates'), models.UniqueConstraint(fields=('mark', 'group', 'number'), name='certificate_once')],
            },
        ),
        migrations.CreateModel(
            name='LotStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('stage', models.CharField(max_length=60, verbose_name='stage')),
                ('happened_on', models.DateField(verbose_name='date')),
                ('done_by', models.CharField(max_length=120, verbose_name='by')),
                ('note', models.CharField(blank=True, max_length=240, verbose_name='note')),
                ('quantity_in', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True)),
                ('quantity_out', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True)),
                ('unit', models.CharField(blank=True, max_length=8)),
                ('evidence', models.CharField(blank=True, max_length=160, verbose_name='evidence')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='provenance.lot')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='provenance.place')),
            ],
            options={
                'verbose_name': 'step of a lot',
                'verbose_name_plural': 'steps of lots',
                'ordering': ['lot', 'position'],
                'constraints': [models.UniqueConstraint(fields=('lot', 'position'), name='lot_step_position')],
            },
        ),
    ]
