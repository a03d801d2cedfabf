"""The database itself refuses to change or delete an audit entry.

On SQLite a later migration that alters this table rebuilds it and loses the triggers: call ``protect`` again in that migration.
``tests/journal/test_audit.py`` fails when they are missing.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_auditentry_no_{verb} BEFORE {verb} ON journal_auditentry
BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are only ever added' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES_ROWS = """
CREATE TRIGGER journal_auditentry_no_change BEFORE UPDATE OR DELETE ON journal_auditentry
FOR EACH ROW EXECUTE FUNCTION journal_auditentry_refuse()
"""
POSTGRES_TABLE = """
CREATE TRIGGER journal_auditentry_no_truncate BEFORE TRUNCATE ON journal_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION journal_auditentry_refuse()
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb))
    else:
        for statement in (POSTGRES_FUNCTION, POSTGRES_ROWS, POSTGRES_TABLE):
            schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER journal_auditentry_no_{verb}")
    else:
        schema_editor.execute("DROP TRIGGER journal_auditentry_no_change ON journal_auditentry")
        schema_editor.execute("DROP TRIGGER journal_auditentry_no_truncate ON journal_auditentry")
        schema_editor.execute("DROP FUNCTION journal_auditentry_refuse()")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
