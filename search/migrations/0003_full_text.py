"""The words of products: an FTS5 table on SQLite, a generated tsvector column on PostgreSQL."""

from django.db import migrations

# Porter stems English; accents fall; vowel signs (category M) belong to words, otherwise Hindi is cut into letters.
SQLITE = [
    "CREATE VIRTUAL TABLE search_words USING fts5"
    " (title, words, tokenize = \"porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\", prefix = '2 3')",
    "INSERT INTO search_words (rowid, title, words) SELECT id, title_key, words FROM search_productfacts",
]
SQLITE_BACK = ["DROP TABLE search_words"]

# A configuration of our own: English stemming without stop words, so that both databases find the same. Needs no superuser.
POSTGRES = [
    "CREATE TEXT SEARCH DICTIONARY shop_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION shop_words (COPY = pg_catalog.simple)",
    "ALTER TEXT SEARCH CONFIGURATION shop_words ALTER MAPPING FOR asciiword, word WITH shop_stem",
    "ALTER TABLE search_productfacts ADD COLUMN vector tsvector GENERATED ALWAYS AS"
    " (setweight(to_tsvector('shop_words', title_key), 'A') || setweight(to_tsvector('shop_words', words), 'D')) STORED",
    "CREATE INDEX search_productfacts_vector ON search_productfacts USING gin (vector)",
]
POSTGRES_BACK = [
    "ALTER TABLE search_productfacts DROP COLUMN vector",
    "DROP TEXT SEARCH CONFIGURATION shop_words",
    "DROP TEXT SEARCH DICTIONARY shop_stem",
]


def _run(schema_editor, sqlite, postgres):
    for statement in {"sqlite": sqlite, "postgresql": postgres}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
