"""Counting a database: rows of every table and the sum of every column of money."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from marketplace.backup.manifest import Figures

MONEY = "_paise"


def count(database: BaseDatabaseWrapper) -> Figures:
    """The figures of all tables that ``database`` sees. A new column of money is summed without a line here."""
    rows, sums = {}, {}
    quoted = database.ops.quote_name
    with database.cursor() as cursor:
        for table in sorted(database.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {quoted(table)}")  # noqa: S608 - names come from the schema
            rows[table] = int(cursor.fetchone()[0])
            # Django's own description of a table would probe the default database, which may not be there yet.
            cursor.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608 - the same
            for column in [described[0] for described in cursor.description if described[0].endswith(MONEY)]:
                cursor.execute(f"SELECT coalesce(sum({quoted(column)}), 0) FROM {quoted(table)}")  # noqa: S608 - the same
                sums[f"{table}.{column}"] = int(cursor.fetchone()[0])
    return Figures(rows=rows, sums_paise=sums)


def applied_migrations(database: BaseDatabaseWrapper) -> list[str]:
    """The migrations of this code that the database has, as "app.name"."""
    with database.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = {(app, name) for app, name in cursor.fetchall()}
    return sorted(f"{app}.{name}" for app, name in applied & known_migrations())


def known_migrations() -> set[tuple[str, str]]:
    """Every migration of this code."""
    return set(MigrationLoader(None).disk_migrations)
