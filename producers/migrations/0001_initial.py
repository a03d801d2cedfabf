import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('media', '0001_initial'),
        ('partner', '0007_partneraddress_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('rollup', models.CharField(choices=[('leh', 'Leh'), ('kargil', 'Kargil')], max_length=6, verbose_name='counted with')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('source', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'district',
                'verbose_name_plural': 'districts',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='district_code_from'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='district_dates')],
            },
        ),
        migrations.CreateModel(
            name='ProducerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('fpo', 'Farmer producer organisation'), ('shg', 'Self-help group'), ('cooperative', 'Co-operative'), ('artisan_group', 'Artisan group')], max_length=16, verbose_name='kind')),
                ('status', models.CharField(choices=[('applied', 'Applied'), ('approved', 'Approved'), ('suspended', 'Suspended')], db_index=True, default='applied', max_length=10, verbose_name='status')),
                ('village', models.CharField(max_length=80, verbose_name='village')),
                ('place_code', models.SlugField(blank=True, help_text='code of the village among the places of provenance', max_length=60, verbose_name='place')),
                ('pin', models.CharField(max_length=6, verbose_name='pincode')),
                ('address', models.TextField(verbose_name='address')),
                ('year_founded', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded in')),
                ('members_count', models.PositiveIntegerField(default=0, verbose_name='members')),
                ('women_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='share of women, percent')),
                ('legal_name', models.CharField(max_length=160, verbose_name='legal name')),
                ('tax_status', models.CharField(choices=[('regular', 'Registered under GST'), ('composition', 'Composition scheme'), ('enrolled', 'Enrolled, not registered'), ('exempt_only', 'Sells exempt goods only')], max_length=12, verbose_name='tax status')),
                ('gstin', models.CharField(blank=True, max_length=15, verbose_name='GSTIN')),
                ('pan', models.CharField(blank=True, help_text='where there is no GSTIN, which holds it', max_length=10, validators=[django.core.validators.RegexValidator('\\A[A-Z]{5}[0-9]{4}[A-Z]\\Z', 'A PAN has ten signs: five letters, four digits, a letter.')], verbose_name='PAN')),
                ('fssai', models.CharField(blank=True, max_length=14, verbose_name='FSSAI number')),
                ('care_phone', models.CharField(blank=True, max_length=20, verbose_name='help line')),
                ('care_email', models.EmailField(blank=True, max_length=254, verbose_name='help address')),
                ('about', models.TextField(blank=True, verbose_name='about the group')),
                ('history', models.JSONField(blank=True, default=list, help_text='list of [year, sentence]', verbose_name='how it began')),
                ('dispatch_days', models.PositiveSmallIntegerField(default=3, verbose_name='days to pack')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
                ('applied_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='producers.district', verbose_name='district')),
                ('oscar_partner', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='producer_group', to='partner.partner')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'producer group',
                'verbose_name_plural': 'producer groups',
                'ordering': ['name'],
                'permissions': [('approve_group', 'May approve, suspend and reinstate groups')],
                'constraints': [models.CheckConstraint(condition=models.Q(('women_percent__lte', 100)), name='group_women_percent'), models.CheckConstraint(condition=models.Q(models.Q(('tax_status', 'regular'), _negated=True), models.Q(('gstin', ''), _negated=True), _connector='OR'), name='group_regular_has_gstin'), models.CheckConstraint(condition=models.Q(('status', 'applied'), ('oscar_partner__isnull', False), _connector='OR'), name='group_approved_has_partner')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('packer', 'Packer'), ('accountant', 'Accountant')], max_length=10, verbose_name='role')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='producers.producergroup')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'group'), name='membership_one_current')],
            },
        ),
        migrations.CreateModel(
            name='Facilitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consent', models.TextField(help_text='who of the group agreed, when and how', verbose_name='consent')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilitations', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilitations', to='producers.producergroup')),
            ],
            options={
                'verbose_name': 'facilitation',
                'verbose_name_plural': 'facilitations',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'group'), name='facilitation_one_current'), models.CheckConstraint(condition=models.Q(('consent', ''), _negated=True), name='facilitation_has_consent')],
            },
        ),
    ]
