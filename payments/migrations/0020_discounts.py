"""Discounts that the shop bears, on parts of payments, refunds and lines of refunds.

SQLite rebuilds the table of the lines for this and loses the triggers that keep them: they are made again, forwards and backwards.
"""

from importlib import import_module

import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


def protect_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        import_module("payments.migrations.0014_refund_lines_append_only").protect(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0020_transfers_of_a_gateway'),
        ('producers', '0005_pan_of_a_group'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect_again),
        migrations.RemoveConstraint(
            model_name='refundline',
            name='refund_line_inside',
        ),
        migrations.RemoveConstraint(
            model_name='refundline',
            name='refund_line_delivery_bears_no_fee',
        ),
        migrations.AddField(
            model_name='allocation',
            name='subsidy_back_paise',
            field=models.BigIntegerField(default=0, help_text='of this, what refunds gave back to the shop'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='subsidy_paise',
            field=models.BigIntegerField(default=0, help_text='what the shop adds for a discount that it bears'),
        ),
        migrations.AddField(
            model_name='refund',
            name='subsidy_paise',
            field=models.BigIntegerField(default=0, help_text='what comes back to the shop of a discount that it bore'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='subsidy_paise',
            field=models.BigIntegerField(default=0, help_text='what comes back to the shop of a discount that it bore'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('subsidy_back_paise__gte', 0), ('subsidy_back_paise__lte', models.F('subsidy_paise'))), name='allocation_subsidy_bounds'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('subsidy_paise', 0), models.Q(('bearer', 'group'), ('subsidy_paise__gt', 0)), _connector='OR'), name='refund_subsidy'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(('commission_paise__gte', 0), ('commission_paise__lte', django.db.models.expressions.CombinedExpression(models.F('amount_paise'), '+', models.F('subsidy_paise'))), ('subsidy_paise__gte', 0), ('tax_paise__gte', 0), ('tax_paise__lte', models.F('amount_paise'))), name='refund_line_inside'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', 'delivery'), _negated=True), models.Q(('commission_paise', 0), ('pieces', 0), ('subsidy_paise', 0)), _connector='OR'), name='refund_line_delivery_bears_no_fee'),
        ),
        migrations.RunPython(protect_again, migrations.RunPython.noop),
    ]
