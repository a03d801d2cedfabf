"""Codes that take something off, their uses, and what of a discount the shop bears."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0036_drafts_and_edits'),
        ('order', '0021_billingaddress_code_shippingaddress_code'),
        ('orders', '0012_parcels_that_ended'),
        ('payments', '0020_discounts'),
        ('producers', '0005_pan_of_a_group'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('words', models.CharField(max_length=160, verbose_name='words for the shopper')),
                ('kind', models.CharField(choices=[('percent', 'A part of the price'), ('amount', 'An amount')], max_length=7, verbose_name='what is taken off')),
                ('rate_bp', models.PositiveIntegerField(default=0, verbose_name='part of the price in basis points')),
                ('ceiling_paise', models.BigIntegerField(default=0, help_text='zero: no ceiling', verbose_name='at most, where it is a part of the price')),
                ('amount_paise', models.BigIntegerField(default=0, verbose_name='amount')),
                ('least_goods_paise', models.BigIntegerField(default=0, verbose_name='least sum of the goods it is for')),
                ('family', models.CharField(blank=True, max_length=40, verbose_name='only goods of this family')),
                ('valid_from', models.DateField(verbose_name='first day')),
                ('valid_to', models.DateField(verbose_name='last day')),
                ('most_uses', models.PositiveIntegerField(blank=True, null=True, verbose_name='most orders in all')),
                ('most_uses_each', models.PositiveIntegerField(blank=True, null=True, verbose_name='most orders for one mobile number')),
                ('uses', models.PositiveIntegerField(default=0)),
                ('bearer', models.CharField(choices=[('shop', 'The shop: the group earns as if there were no discount'), ('group', 'The group: for its own goods, with its consent')], max_length=5, verbose_name='who bears it')),
                ('consent_at', models.DateTimeField(blank=True, null=True, verbose_name='the group agreed')),
                ('consent_paper', models.CharField(blank=True, max_length=200, verbose_name='the signed paper, and where it is kept')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'code',
                'verbose_name_plural': 'codes',
                'permissions': [('run_vouchers', 'Can make and stop codes that take something off')],
            },
        ),
        migrations.CreateModel(
            name='VoucherUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mobile', models.CharField(max_length=16)),
                ('discount_paise', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('given_back_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'use of a code',
                'verbose_name_plural': 'uses of codes',
            },
        ),
        migrations.AddField(
            model_name='linerecord',
            name='subsidy_paise',
            field=models.BigIntegerField(default=0, verbose_name='of the discount, what the shop bears'),
        ),
        migrations.AddField(
            model_name='producerorder',
            name='subsidy_paise',
            field=models.BigIntegerField(default=0, verbose_name='what the shop adds for a discount that it bears'),
        ),
        migrations.AddConstraint(
            model_name='linerecord',
            constraint=models.CheckConstraint(condition=models.Q(('subsidy_paise__gte', 0), ('subsidy_paise__lte', models.F('discount_paise'))), name='line_subsidy_inside'),
        ),
        migrations.AddConstraint(
            model_name='producerorder',
            constraint=models.CheckConstraint(condition=models.Q(('subsidy_paise__gte', 0)), name='producer_order_subsidy'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='consent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='voucher',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='producers.producergroup'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='voucher',
            name='product_type',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.producttype'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='stopped_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='voucheruse',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voucher_use', to='order.order'),
        ),
        migrations.AddField(
            model_name='voucheruse',
            name='voucher',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='orders.voucher'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_paise', 0), ('ceiling_paise__gte', 0), ('kind', 'percent'), ('rate_bp__gt', 0), ('rate_bp__lte', 10000)), models.Q(('amount_paise__gt', 0), ('ceiling_paise', 0), ('kind', 'amount'), ('rate_bp', 0)), _connector='OR'), name='voucher_takes_one_thing_off'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='voucher_days'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('least_goods_paise__gte', 0)), name='voucher_least'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('most_uses__isnull', True), ('most_uses__gt', 0), _connector='OR'), name='voucher_most_uses'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('most_uses_each__isnull', True), ('most_uses_each__gt', 0), _connector='OR'), name='voucher_most_uses_each'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bearer', 'group'), _negated=True), ('group__isnull', False), _connector='OR'), name='voucher_whose_group_bears_it'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_at__isnull', True), ('consent_by__isnull', True)), models.Q(('consent_at__isnull', False), ('consent_by__isnull', False)), _connector='OR'), name='voucher_consent_of_whom'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='voucher_stopped_by_whom'),
        ),
        migrations.AddIndex(
            model_name='voucheruse',
            index=models.Index(fields=['voucher', 'mobile'], name='voucher_use_of_whom'),
        ),
        migrations.AddConstraint(
            model_name='voucheruse',
            constraint=models.CheckConstraint(condition=models.Q(('discount_paise__gt', 0)), name='voucher_use_takes_something_off'),
        ),
    ]
