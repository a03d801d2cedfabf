"""The ledger as text that programs of plain-text accounting read (hledger, Ledger)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from money.paise import to_rupees
from payments.ledger.accounts import ACCOUNTS
from payments.ledger_models import Journal

CHUNK = 5000
CURRENCY = "INR"
_COLUMNS = ("pk", "at", "kind", "source", "order_number", "memo", "key", "entries__account", "entries__group__slug", "entries__paise")


def lines(begin: date | None = None, end: date | None = None) -> Iterator[str]:
    """The accounts, then one transaction for each journal, in the sequence in which they were written.

    ``begin`` and ``end`` are Indian days, both included.
    """
    for account in ACCOUNTS.values():
        yield f"account {name_of(account.code)}"
    for _pk, rows in groupby(_rows(begin, end), key=lambda row: row[0]):
        yield from _transaction(list(rows))


def name_of(code: str, group: str | None = None) -> str:
    """An account's full name: its kind, its code, and the group where it is kept for each. Memoranda stand apart from the shop's own."""
    account = ACCOUNTS[code]
    return ":".join([*(["memoranda"] if account.is_memorandum else []), account.kind, *code.split("."), *([group] if group else [])])


def _rows(begin: date | None, end: date | None) -> Iterator[tuple[Any, ...]]:
    found = Journal.objects.order_by("pk", "entries__pk")
    if begin:
        found = found.filter(at__gte=_midnight(begin))
    if end:
        found = found.filter(at__lt=_midnight(end + timedelta(days=1)))
    return found.values_list(*_COLUMNS).iterator(chunk_size=CHUNK)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def _transaction(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    _pk, at, kind, source, order_number, memo, key, *_entry = rows[0]
    yield ""
    yield f"{timezone.localdate(at)} * ({source}) {_plain(f'{kind} {memo}')}"
    yield f"    ; key: {_plain(key)}"
    if order_number:
        yield f"    ; order: {order_number}"
    for *_journal, account, group, paise in rows:
        if account is not None:
            yield f"    {name_of(account, group)}  {to_rupees(paise)} {CURRENCY}"


def _plain(text: str) -> str:
    """Nothing in it begins a comment or another line."""
    return re.sub(r"[;|\s]+", " ", text).strip()
