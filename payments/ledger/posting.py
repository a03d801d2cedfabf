"""Writing a journal: in the transaction of the row it tells of, once for each key, and only if it balances."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.utils import timezone

from journal.audit import require_transaction
from journal.inserting import insert, insert_unless_there
from payments.errors import KeyReused, Unbalanced, UnknownKind
from payments.ledger.accounts import ACCOUNTS
from payments.ledger.kinds import KINDS
from payments.ledger_models import Entry, Journal
from producers.models import ProducerGroup

Row = tuple[str, int | None, int]  # account, group, paise


@dataclass(frozen=True)
class Line:
    """One line of a journal: a debit above zero, a credit below. ``group`` is named where the account is kept for each group."""

    account: str
    paise: int
    group: ProducerGroup | int | None = None

    @property
    def row(self) -> Row:
        return self.account, self.group.pk if isinstance(self.group, models.Model) else self.group, self.paise


@dataclass(frozen=True)
class Posting:
    """A journal as it should stand: what ``post`` writes, and what ``reconcile`` compares with what was written."""

    kind: str
    key: str
    source: str
    lines: tuple[Line, ...]
    order_number: str = ""
    at: datetime | None = None
    memo: str = ""

    @property
    def rows(self) -> list[Row]:
        """The lines that move something."""
        return in_sequence(line.row for line in self.lines if line.paise)


def in_sequence(rows: Iterable[Row]) -> list[Row]:
    """The rows in the one sequence in which they are written, compared and hashed."""
    return sorted(rows, key=_sequence)


def _sequence(row: Row) -> tuple[str, int, int]:
    return row[0], row[1] or 0, row[2]


def post(
    *, kind: str, key: str, source: str, lines: Sequence[Line], order_number: str = "", at: datetime | None = None, memo: str = ""
) -> Journal:
    """Write a journal in the caller's transaction. The same key again is the same journal, and nothing is written.

    ``key`` comes from the row that tells of the money, ``source`` is that row's public number. Lines of zero are left out. Raises
    ``Unbalanced`` where the lines do not sum to zero, are fewer than two, or name an account or a group wrongly; ``KeyReused`` where
    the key stands for other lines; ``UnknownKind``.
    """
    return write(Posting(kind, key, source, tuple(lines), order_number, at, memo))


def write(posting: Posting) -> Journal:
    """``post`` for a posting that is made already."""
    require_transaction("A journal of the ledger")
    check(posting)
    at = (posting.at or timezone.now()).astimezone(UTC)
    rows = posting.rows
    journal = Journal(
        key=posting.key,
        kind=posting.kind,
        source=posting.source,
        order_number=posting.order_number,
        at=at,
        memo=posting.memo,
        digest=digest(posting.kind, posting.key, posting.source, posting.order_number, at, posting.memo, rows),
    )
    if insert_unless_there(journal):
        insert(Entry(journal=journal, account=account, group_id=group_id, paise=paise) for account, group_id, paise in rows)
        return journal
    journal = Journal.objects.get(key=posting.key)
    if differs(posting, journal):
        raise KeyReused(posting.key)
    return journal


def check(posting: Posting) -> None:
    """Raises ``Unbalanced``, ``UnknownKind``."""
    if posting.kind not in KINDS:
        raise UnknownKind(posting.kind)
    if len(posting.rows) < 2 or sum(paise for _account, _group, paise in posting.rows) != 0:
        raise Unbalanced(f"{posting.key}: {posting.rows}")
    for account, group_id, _paise in posting.rows:
        if account not in ACCOUNTS or ACCOUNTS[account].is_per_group is (group_id is None):
            raise Unbalanced(f"{posting.key}: {account} for group {group_id}")
    if sum(paise for account, _group, paise in posting.rows if ACCOUNTS[account].is_memorandum):
        raise Unbalanced(f"{posting.key}: memoranda and the shop's own money are mixed")


def differs(posting: Posting, journal: Journal) -> bool:
    """Whether a journal tells something else than it should. One query."""
    told = journal.kind, journal.source, journal.order_number
    return told != (posting.kind, posting.source, posting.order_number) or rows_of(journal.entries.all()) != posting.rows


def rows_of(entries: Iterable[Entry]) -> list[Row]:
    """The lines of a journal that was written."""
    return in_sequence((entry.account, entry.group_id, entry.paise) for entry in entries)


def digest(kind: str, key: str, source: str, order_number: str, at: datetime, memo: str, rows: Sequence[Row]) -> str:
    """The hash of a journal with its entries, its rows ``in_sequence``."""
    told = json.dumps([kind, key, source, order_number, at.isoformat(), memo, rows])
    return hashlib.sha256(told.encode()).hexdigest()
