"""Sales certificates. The database itself refuses to change or delete one: call ``protect`` again where a later migration rebuilds the table."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE = """
CREATE TRIGGER payments_salescertificate_no_{verb} BEFORE {verb} ON payments_salescertificate
BEGIN SELECT RAISE(ABORT, 'sales certificates are only ever added'); END
"""

POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION payments_salescertificate_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'sales certificates are only ever added' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER payments_salescertificate_no_change BEFORE UPDATE OR DELETE ON payments_salescertificate
    FOR EACH ROW EXECUTE FUNCTION payments_salescertificate_refuse()
    """,
)


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb))
    else:
        for statement in POSTGRES:
            schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER payments_salescertificate_no_{verb}")
    else:
        schema_editor.execute("DROP TRIGGER payments_salescertificate_no_change ON payments_salescertificate")
        schema_editor.execute("DROP FUNCTION payments_salescertificate_refuse()")


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0011_allocations_have_groups'),
        ('producers', '0004_may_approve_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SalesCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('legal_name', models.CharField(max_length=160)),
                ('group_name', models.CharField(max_length=120)),
                ('months', models.PositiveSmallIntegerField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('rows', models.JSONField()),
                ('parts_count', models.PositiveIntegerField(help_text='producer orders with a paper that stands')),
                ('sold_paise', models.BigIntegerField()),
                ('taken_back_paise', models.BigIntegerField()),
                ('net_paise', models.BigIntegerField()),
                ('is_demo', models.BooleanField(default=False)),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales_certificates', to='producers.producergroup')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sales certificate',
                'verbose_name_plural': 'sales certificates',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('net_paise', django.db.models.expressions.CombinedExpression(models.F('sold_paise'), '-', models.F('taken_back_paise')))), name='certificate_sums'), models.CheckConstraint(condition=models.Q(('months__in', [12, 24, 36])), name='certificate_months'), models.CheckConstraint(condition=models.Q(('last_day__gt', models.F('first_day'))), name='certificate_days')],
            },
        ),
        migrations.RunPython(protect, release),
    ]
