"""Stems made by our own code instead of by each database; the tables beside them; every listing is owed fresh facts."""

import uuid

import django.utils.timezone
from django.db import migrations, models

SQLITE = [
    "DROP TABLE search_words",
    # Stems come ready: nothing is to be cut off or changed. Vowel signs (category M) belong to words.
    "CREATE VIRTUAL TABLE search_words USING fts5"
    " (title, about, words, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\", prefix = '2 3')",
]
SQLITE_BACK = [
    "DROP TABLE search_words",
    "CREATE VIRTUAL TABLE search_words USING fts5"
    " (title, words, tokenize = \"porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\", prefix = '2 3')",
    "INSERT INTO search_words (rowid, title, words) SELECT id, title_key, words FROM search_productfacts",
]
# A word that nobody types keeps the end of one field and the start of the next from reading as one phrase.
APART = "shopfieldsmeet"
POSTGRES = [
    "ALTER TABLE search_productfacts DROP COLUMN vector",
    "DROP TEXT SEARCH CONFIGURATION shop_words",
    "DROP TEXT SEARCH DICTIONARY shop_stem",
    "ALTER TABLE search_productfacts ADD COLUMN vector tsvector GENERATED ALWAYS AS"
    f" (setweight(to_tsvector('pg_catalog.simple', title_stems || ' {APART}'), 'A')"
    f" || setweight(to_tsvector('pg_catalog.simple', about_stems || ' {APART}'), 'B')"
    " || setweight(to_tsvector('pg_catalog.simple', words), 'D')) STORED",
    "CREATE INDEX search_productfacts_vector ON search_productfacts USING gin (vector)",
]
POSTGRES_BACK = [
    "ALTER TABLE search_productfacts DROP COLUMN vector",
    "CREATE TEXT SEARCH DICTIONARY shop_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION shop_words (COPY = pg_catalog.simple)",
    "ALTER TEXT SEARCH CONFIGURATION shop_words ALTER MAPPING FOR asciiword, word WITH shop_stem",
    "ALTER TABLE search_productfacts ADD COLUMN vector tsvector GENERATED ALWAYS AS"
    " (setweight(to_tsvector('shop_words', title_key), 'A') || setweight(to_tsvector('shop_words', words), 'D')) STORED",
    "CREATE INDEX search_productfacts_vector ON search_productfacts USING gin (vector)",
]
LISTINGS_AN_EFFECT = 200


def _run(schema_editor, sqlite, postgres):
    for statement in {"sqlite": sqlite, "postgresql": postgres}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


def owe_fresh_facts(apps, schema_editor):
    """The stems of what is on sale are written by the worker, the first thing it does."""
    listings = list(apps.get_model("search", "ProductFacts").objects.order_by("pk").values_list("listing_id", flat=True))
    Effect = apps.get_model("journal", "Effect")
    for start in range(0, len(listings), LISTINGS_AN_EFFECT):
        payload = {"listings": listings[start : start + LISTINGS_AN_EFFECT]}
        key = f"search.refresh:{uuid.uuid4().hex}"
        Effect.objects.create(kind="search.refresh", dedup_key=key, payload=payload, due_at=django.utils.timezone.now())


class Migration(migrations.Migration):
    dependencies = [("search", "0003_full_text"), ("journal", "0001_initial")]
    operations = [
        migrations.AddField(
            "productfacts",
            "title_stems",
            models.TextField(blank=True, default="", help_text="stems of the title in all its languages"),
            preserve_default=False,
        ),
        migrations.AddField(
            "productfacts",
            "about_stems",
            models.TextField(
                blank=True, default="", help_text="stems of what says what it is: summary, type, size, group, place"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(forwards, backwards),
        migrations.RunPython(owe_fresh_facts, migrations.RunPython.noop),
    ]
