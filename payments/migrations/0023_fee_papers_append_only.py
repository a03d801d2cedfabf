"""The database itself refuses to change or delete a paper about the fee, or a line of one.

The migration before this one rebuilt the lines of households' accounts on SQLite: their triggers are put back here.

On SQLite a later migration that alters one of these tables rebuilds it and loses its triggers: call ``protect`` again in that migration.
``tests/payments/test_fee_papers.py`` and ``test_households.py`` fail when they are missing.
"""

from django.db import migrations

TABLES = ("payments_feepaper", "payments_feepaperline")
REBUILT = "payments_memberentry"

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'papers about the fee are only ever added'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION payments_feepaper_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'papers about the fee are only ever added' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES_ROWS = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION payments_feepaper_refuse()
"""
POSTGRES_TABLE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION payments_feepaper_refuse()
"""


def protect(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table in (*TABLES, REBUILT) if is_sqlite else TABLES:
        if is_sqlite:
            for verb in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        else:
            schema_editor.execute(POSTGRES_ROWS.format(table=table))
            schema_editor.execute(POSTGRES_TABLE.format(table=table))


def release(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in (*TABLES, REBUILT) if is_sqlite else TABLES:
        if is_sqlite:
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_change ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION payments_feepaper_refuse()")


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_fee_papers")]

    operations = [migrations.RunPython(protect, release)]
