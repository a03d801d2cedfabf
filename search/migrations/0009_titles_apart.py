"""On PostgreSQL titles and descriptions have indexes of their own: a common word need not be looked up in every product that tells it."""

from django.db import migrations

# As in 0007: keeps the title apart from what follows it.
APART = "\ua66e"
INDEXES = {
    "search_productfacts_titled": "to_tsvector('pg_catalog.simple', title_stems)",
    "search_productfacts_described": f"to_tsvector('pg_catalog.simple', title_stems || ' {APART} ' || about_stems)",
}


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, words in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} ON search_productfacts USING gin (({words}))", params=None)


def back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("search", "0008_sought")]

    operations = [migrations.RunPython(forward, back)]
