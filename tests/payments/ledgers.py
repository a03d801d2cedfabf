"""What tests ask of the ledger, and how one forges it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from journal import append_only
from payments.ledger.balances import balances
from payments.ledger.verifying import verify
from payments.models import Entry, Journal, Seal

_TABLES = [model._meta.db_table for model in (Journal, Entry, Seal)]


@contextmanager
def unguarded() -> Iterator[None]:
    """The triggers are dropped, as somebody would who owns the database, and put back."""
    verbs, ending = (("update", "delete"), "") if connection.vendor == "sqlite" else (("change", "truncate"), " ON {table}")
    with connection.cursor() as cursor:
        for table in _TABLES:
            for verb in verbs:
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + ending.format(table=table))
    yield
    append_only.protect(apps.get_app_config("payments"), using=connection.alias)


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
