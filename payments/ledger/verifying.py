"""Proving the ledger: one pass over all journals with their entries, in the sequence in which they were written, never all in memory."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Sum

from payments.ledger.accounts import ACCOUNTS, GROUPS_PAYABLE
from payments.ledger.posting import Row, digest, in_sequence
from payments.ledger.sealing import FIRST
from payments.ledger_models import Entry, Journal, Seal
from payments.payout_models import EarningChange

CHUNK = 5000
_COLUMNS = (
    "pk", "kind", "key", "source", "order_number", "at", "memo", "digest",
    "entries__pk", "entries__account", "entries__group_id", "entries__paise",
)  # fmt: skip


@dataclass
class Verdict:
    """What was found. ``faults`` in the sequence of the journals: the first names the first broken row."""

    journals: int = 0
    entries: int = 0
    sealed: int = 0
    sums: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def debits_paise(self) -> int:
        """Of the trial balance: the sum of all accounts that stand on the debit side; as much stands on the other."""
        return sum(total for total in self.sums.values() if total > 0)


def verify() -> Verdict:
    """Look at every journal, every entry, every seal and every balance."""
    verdict = Verdict()
    walk = _Seals(verdict)
    for pk, rows in groupby(_rows(), key=lambda row: row[0]):
        _check_journal(verdict, walk, pk, list(rows))
    walk.finish()
    _check_balances(verdict)
    _check_guards(verdict)
    return verdict


def _rows() -> Iterator[tuple[Any, ...]]:
    """Journals with their entries; a journal without entries comes once, with nothing in the last columns."""
    return Journal.objects.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=CHUNK)


def _check_journal(verdict: Verdict, walk: "_Seals", pk: int, rows: list[tuple[Any, ...]]) -> None:
    _pk, kind, key, source, order_number, at, memo, written, *_entry = rows[0]
    lines: list[Row] = [(account, group, paise) for *_journal, entry, account, group, paise in rows if entry is not None]
    name = f"journal {pk} ({key})"
    verdict.journals += 1
    verdict.entries += len(lines)
    total = 0
    for account, group, paise in lines:
        total += paise
        verdict.sums[account, group] += paise
    if total:
        verdict.faults.append(f"{name}: its entries sum to {total} paise, not to nothing")
    elif digest(kind, key, source, order_number, at, memo, in_sequence(lines)) != written:
        verdict.faults.append(f"{name}: it was changed after it was written")
    elif len(lines) < 2:
        verdict.faults.append(f"{name}: it has {len(lines)} entries")
    for *_journal, entry, account, group, _paise in rows:
        if entry is not None and (account not in ACCOUNTS or ACCOUNTS[account].is_per_group is (group is None)):
            verdict.faults.append(f"entry {entry} of {name}: account {account} for group {group}")
    walk.feed(pk, written)


class _Seals:
    """Walks along the seals while the journals go by."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.seals = Seal.objects.order_by("last_id").iterator(chunk_size=CHUNK)
        self.previous = FIRST
        self._take_next()

    def _take_next(self) -> None:
        self.seal = next(self.seals, None)
        self.count = 0
        self.hash = hashlib.sha256(self.previous.encode())

    def feed(self, pk: int, written: str) -> None:
        """One journal, in sequence. What comes after the last seal is not sealed yet."""
        while self.seal and pk > self.seal.last_id:
            self._close()
        if self.seal:
            self.hash.update(f"\n{pk}:{written}".encode())
            self.count += 1

    def _close(self) -> None:
        seal = self.seal
        if seal is None:
            return
        name = f"seal {seal.pk} (journals {seal.first_id} to {seal.last_id})"
        if seal.previous != self.previous:
            self.verdict.faults.append(f"{name}: it does not follow the seal before")
        elif self.count != seal.count:
            self.verdict.faults.append(f"{name}: {self.count} journals stand where {seal.count} were sealed")
        elif self.hash.hexdigest() != seal.hash:
            self.verdict.faults.append(f"{name}: a journal under it was changed after it was sealed")
        self.verdict.sealed += self.count
        self.previous = seal.hash
        self._take_next()

    def finish(self) -> None:
        """All journals went by: every seal left over covers journals that are gone."""
        while self.seal:
            self._close()


def _check_balances(verdict: Verdict) -> None:
    """Nothing stands against its direction; a group may owe as much as refunds took back from what it had earned."""
    changes = EarningChange.objects.values_list("earning__group").annotate(total=Sum("net_paise"))
    debts = dict(changes.order_by("earning__group"))
    for (code, group), total in sorted(verdict.sums.items(), key=str):
        account = ACCOUNTS.get(code)
        if account is None:  # named above
            continue
        floor = debts.get(group, 0) if code == GROUPS_PAYABLE else 0
        if account.sign * total < floor and (not account.may_be_negative or code == GROUPS_PAYABLE):
            verdict.faults.append(f"account {code}{f' of group {group}' if group else ''}: it stands at {account.sign * total} paise")


def _check_guards(verdict: Verdict) -> None:
    """The triggers of the database that refuse to change or delete a row."""
    tables = [model._meta.db_table for model in (Journal, Entry, Seal)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete")}
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
            wanted = {f"{table}_no_{verb}" for table in tables for verb in ("change", "truncate")}
        found = {row[0] for row in cursor.fetchall()}
    verdict.faults.extend(f"trigger {name}: it is missing, rows could be changed" for name in sorted(wanted - found))
