"""The database itself refuses to change or delete what was written about a complaint.

On SQLite a later migration that alters this table rebuilds it and loses the triggers: call ``protect`` again in that migration.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER orders_grievancemessage_no_{verb} BEFORE {verb} ON orders_grievancemessage
BEGIN SELECT RAISE(ABORT, 'messages about complaints are only ever added'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION orders_grievancemessage_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'messages about complaints are only ever added' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES_ROWS = """
CREATE TRIGGER orders_grievancemessage_no_change BEFORE UPDATE OR DELETE ON orders_grievancemessage
FOR EACH ROW EXECUTE FUNCTION orders_grievancemessage_refuse()
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb))
    else:
        for statement in (POSTGRES_FUNCTION, POSTGRES_ROWS):
            schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER orders_grievancemessage_no_{verb}")
    else:
        schema_editor.execute("DROP TRIGGER orders_grievancemessage_no_change ON orders_grievancemessage")
        schema_editor.execute("DROP FUNCTION orders_grievancemessage_refuse()")


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_grievances")]

    operations = [migrations.RunPython(protect, release)]
