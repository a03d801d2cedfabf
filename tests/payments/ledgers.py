"""What tests ask of the ledger, and how one forges it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection

from payments.ledger.balances import balances
from payments.ledger.verifying import verify
from payments.models import Journal

_MIGRATION = import_module("payments.migrations.0006_ledger_append_only")


@dataclass(frozen=True)
class _Editor:
    """As much of a schema editor as the migration needs, inside a test's transaction."""

    connection: Any

    def execute(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)


@contextmanager
def unguarded() -> Iterator[None]:
    """The triggers are dropped, as somebody would who owns the database, and put back."""
    editor = _Editor(connection)
    _MIGRATION.release(None, editor)
    yield
    _MIGRATION.protect(None, editor)


def check_ledger() -> None:
    """Every journal balances and is as it was written, and nothing stands where it must not."""
    assert verify().faults == []


def standing() -> dict[str, int]:
    """Balances by account, groups taken together; accounts at zero are left out."""
    sums: dict[str, int] = {}
    for (account, _group), paise in balances().items():
        sums[account] = sums.get(account, 0) + paise
    return {account: paise for account, paise in sums.items() if paise}


def kinds() -> list[str]:
    """The kinds of all journals, in the sequence in which they were written."""
    return list(Journal.objects.order_by("pk").values_list("kind", flat=True))
