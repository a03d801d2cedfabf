"""The database itself refuses to change or delete a line of a refund.

On SQLite a later migration that alters this table rebuilds it and loses its triggers: call ``protect`` again in that migration.
``tests/payments/test_refund_lines.py`` fails when they are missing.
"""

from django.db import migrations

TABLE = "payments_refundline"

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'lines of refunds are only ever added'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION payments_refundline_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'lines of refunds are only ever added' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES_ROWS = f"""
CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION payments_refundline_refuse()
"""
POSTGRES_TABLE = f"""
CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
FOR EACH STATEMENT EXECUTE FUNCTION payments_refundline_refuse()
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(table=TABLE, verb=verb))
        return
    for statement in (POSTGRES_FUNCTION, POSTGRES_ROWS, POSTGRES_TABLE):
        schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}")
        return
    schema_editor.execute(f"DROP TRIGGER {TABLE}_no_change ON {TABLE}")
    schema_editor.execute(f"DROP TRIGGER {TABLE}_no_truncate ON {TABLE}")
    schema_editor.execute("DROP FUNCTION payments_refundline_refuse()")


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_refund_lines")]

    operations = [migrations.RunPython(protect, release)]
