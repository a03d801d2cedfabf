"""Every table that says so is append-only in the database itself, whatever a migration did to it."""

import pytest
from django.apps import apps
from django.db import connection

from journal import append_only
from payments.models import MemberEntry

pytestmark = pytest.mark.django_db

VERBS = {"sqlite": {"update", "delete"}, "postgresql": {"change", "truncate"}}
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
}


def _triggers(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor], [table])
        return {name for (name,) in cursor.fetchall()}


def _expected(table: str) -> set[str]:
    return {f"{table}_no_{verb}" for verb in VERBS[connection.vendor]}


def test_every_append_only_table_has_its_triggers() -> None:
    tables = {model._meta.db_table for model in append_only.WORDS}
    assert len(tables) >= 16
    assert {table: _triggers(table) for table in tables} == {table: _expected(table) for table in tables}


def test_no_trigger_is_left_on_a_table_that_does_not_say_so() -> None:
    tables = set(connection.introspection.table_names()) - {model._meta.db_table for model in append_only.WORDS}
    assert {table for table in tables if any("_no_" in name for name in _triggers(table))} == set()


def test_triggers_that_a_rebuilt_table_lost_are_made_again_after_the_migration() -> None:
    table = MemberEntry._meta.db_table
    with connection.cursor() as cursor:
        for name in sorted(_expected(table)):
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    assert _triggers(table) == set()
    append_only.protect(apps.get_app_config("orders"), using=connection.alias)
    assert _triggers(table) == set(), "each room makes its own"
    append_only.protect(apps.get_app_config("payments"), using=connection.alias)
    assert _triggers(table) == _expected(table)


def test_words_with_an_apostrophe_are_refused() -> None:
    with pytest.raises(ValueError, match="apostrophe"):
        append_only.append_only("nobody's")
