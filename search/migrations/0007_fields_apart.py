"""On PostgreSQL another word keeps title and description apart: the former began with letters that people type, and was found by them."""

from django.db import migrations

# A letter of old church books, which is a word to every PostgreSQL and begins nothing that anybody looks for here.
APART = "\ua66e"
FORMER = "shopfieldsmeet"


def _vector(apart: str) -> list[str]:
    return [
        "ALTER TABLE search_productfacts DROP COLUMN vector",
        "ALTER TABLE search_productfacts ADD COLUMN vector tsvector GENERATED ALWAYS AS"
        f" (setweight(to_tsvector('pg_catalog.simple', title_stems || ' {apart}'), 'A')"
        f" || setweight(to_tsvector('pg_catalog.simple', about_stems || ' {apart}'), 'B')"
        " || setweight(to_tsvector('pg_catalog.simple', words), 'D')) STORED",
        "CREATE INDEX search_productfacts_vector ON search_productfacts USING gin (vector)",
    ]


def _run(schema_editor, apart):
    if schema_editor.connection.vendor == "postgresql":
        for statement in _vector(apart):
            schema_editor.execute(statement)


def forward(apps, schema_editor):
    _run(schema_editor, APART)


def back(apps, schema_editor):
    _run(schema_editor, FORMER)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_groups_away")]

    operations = [migrations.RunPython(forward, back)]
