"""Tables whose rows are only ever added: the database itself refuses to change, delete or truncate them.

A model says so with ``@append_only("words of the refusal")``. The triggers are not part of any migration: after every ``migrate``
those that are missing are made, so a migration that rebuilds a table (SQLite does, and loses its triggers) cannot leave it open.
``tests/house/test_append_only.py`` tries every table on both databases.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Model = TypeVar("Model", bound=type[models.Model])

WORDS: dict[type[models.Model], str] = {}

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES_ROWS = """
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_append_only('{words}')
"""
POSTGRES_TABLE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only('{words}')
"""


def append_only(words: str) -> Callable[[Model], Model]:
    """Mark a model: its rows are only ever added, and ``words`` is what the database answers to everything else."""
    if "'" in words:
        raise ValueError(f"Words of a refusal stand in SQL: no apostrophe, please ({words}).")

    def mark(model: Model) -> Model:
        WORDS[model] = words
        return model

    return mark


def protect(app_config: AppConfig, using: str, **_: Any) -> None:
    """Make the triggers of a room's tables (receiver of ``post_migrate``)."""
    marked = {model._meta.db_table: words for model, words in WORDS.items() if model._meta.app_config is app_config}
    if not marked:
        return
    connection = connections[using]
    for table in marked.keys() & set(connection.introspection.table_names()):
        _protect_table(connection, table, marked[table])


def missing(*wanted: type[models.Model], using: str = "default") -> list[str]:
    """The triggers that these models should have in the database and have not, by name."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            verbs = ("update", "delete")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            verbs = ("change", "truncate")
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        found = {row[0] for row in cursor.fetchall()}
    return sorted({f"{model._meta.db_table}_no_{verb}" for model in wanted for verb in verbs} - found)


def _protect_table(connection: BaseDatabaseWrapper, table: str, words: str) -> None:
    if connection.vendor == "sqlite":
        statements = [SQLITE.format(table=table, words=words, verb=verb) for verb in ("update", "delete")]
    else:
        statements = [POSTGRES_FUNCTION, *(statement.format(table=table, words=words) for statement in (POSTGRES_ROWS, POSTGRES_TABLE))]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
