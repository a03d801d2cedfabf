"""Proving the ledger: one pass over all journals with their entries, in the sequence in which they were written, never all in memory."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Sum

from journal import append_only
from payments.ledger.accounts import ACCOUNTS, GROUPS_PAYABLE
from payments.ledger.posting import Row, digest, in_sequence
from payments.ledger.sealing import FIRST
from payments.ledger_models import Entry, Journal, Seal
from payments.payout_models import EarningChange
from payments.settlement import NODAL

CHUNK = 2000
_HEADS = ("pk", "kind", "key", "source", "order_number", "at", "memo", "digest")
_LINES = ("journal_id", "account", "group_id", "paise")
# Account and whether a group is named, as they may stand in an entry.
_RIGHT = {(account.code, account.is_per_group) for account in ACCOUNTS.values()}
_MEMORANDA = frozenset(account.code for account in ACCOUNTS.values() if account.is_memorandum)


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
    for head, rows in _journals():
        _check_journal(verdict, head, rows)
        walk.feed(head[0], head[-1])
    walk.finish()
    _check_balances(verdict)
    _check_guards(verdict)
    return verdict


def _journals() -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    """Journals with their entries, some at a time, up to the newest one there is now.

    A journal and its entries are committed together, and what follows from a journal has a larger number: so whatever people do
    meanwhile, nothing is seen without that from which it follows.
    """
    newest = Journal.objects.aggregate(newest=Max("pk"))["newest"] or 0
    last = 0
    while heads := list(Journal.objects.filter(pk__gt=last, pk__lte=newest).order_by("pk").values_list(*_HEADS)[:CHUNK]):
        first, last = heads[0][0], heads[-1][0]
        lines: dict[int, list[Row]] = {head[0]: [] for head in heads}
        for journal, *row in Entry.objects.filter(journal__gte=first, journal__lte=last).values_list(*_LINES):
            if journal in lines:
                lines[journal].append(tuple(row))
        for head in heads:
            yield head, lines[head[0]]


def _check_journal(verdict: Verdict, head: tuple[Any, ...], rows: list[Row]) -> None:
    pk, kind, key, source, order_number, at, memo, written = head
    name = f"journal {pk} ({key})"
    verdict.journals += 1
    verdict.entries += len(rows)
    total = aside = 0
    for account, group, paise in rows:
        total += paise
        aside += paise if account in _MEMORANDA else 0
        verdict.sums[account, group] += paise
        if (account, group is not None) not in _RIGHT:
            verdict.faults.append(f"{name}: an entry names account {account} for group {group}")
    if total:
        verdict.faults.append(f"{name}: its entries sum to {total} paise, not to nothing")
    elif aside:
        verdict.faults.append(f"{name}: its memoranda sum to {aside} paise, not to nothing")
    elif digest(kind, key, source, order_number, at, memo, in_sequence(rows)) != written:
        verdict.faults.append(f"{name}: it was changed after it was written")
    elif len(rows) < 2:
        verdict.faults.append(f"{name}: it has {len(rows)} entries")


class _Seals:
    """Walks along the seals while the journals go by."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.seals = iter(list(Seal.objects.order_by("last_id")))  # before the journals, which are all there then
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
    taken_back = EarningChange.objects.filter(earning__mode=NODAL, move__isnull=True)
    changes = taken_back.values_list("earning__group").annotate(total=Sum("net_paise"))
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
    missing = append_only.missing(Journal, Entry, Seal)
    verdict.faults.extend(f"trigger {name}: it is missing, rows could be changed" for name in missing)
