"""Comparing the rows of this room with the ledger: what is missing is posted, what differs is named for a person to look at.

Every row that tells of money has exactly one journal, and ``payments.ledger.postings`` says which. Rows are read before their journals,
and both were committed together, so a journal that is missing was never written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from journal import audit
from payments import providers
from payments.advances import postings as advance_postings
from payments.cash import postings as cash_postings
from payments.disputes import postings as dispute_postings
from payments.dues import postings as due_postings
from payments.households import postings as household_postings
from payments.ledger import Posting, postings, write
from payments.ledger.posting import differs
from payments.models import (
    Advance,
    Allocation,
    AllocationMove,
    BankEntry,
    CashHandIn,
    CashReceipt,
    CashWriteOff,
    Dispute,
    DisputeMove,
    Earning,
    EarningChange,
    FeeReceipt,
    GatewaySettlement,
    Journal,
    MemberEntry,
    Payment,
    Payout,
    Refund,
    TaxDeposit,
    Transfer,
    TransferReversal,
)
from payments.payouts import postings as payout_postings

CHUNK = 500


@dataclass
class Report:
    """``posted``: journals written for rows that had none. ``wrong``: what rows and ledger say differently. ``to_do``: for people."""

    compared: int = 0
    posted: int = 0
    wrong: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)


def fill(report: Report) -> None:
    """Post what is missing and compare what is there, kind by kind, in the sequence in which money moves."""
    paid = Payment.objects.filter(status=Payment.Status.PAID)
    refunds = Refund.objects.select_related("allocation__payment").prefetch_related("earning_changes")
    _compare(report, BankEntry.objects.select_related("payment"), lambda entry: [postings.bank_entry(entry, entry.payment)])
    _compare(report, paid.exclude(provider__in=providers.by_hand()), lambda payment: [postings.card_money(payment)])
    asked = Prefetch("allocations", Allocation.objects.filter(moved_here__isnull=True))
    _compare(report, paid.prefetch_related(asked), lambda payment: [postings.captured(payment, payment.allocations.all())])
    moves = AllocationMove.objects.select_related("source__payment", "target")
    _compare(report, moves, lambda row: [postings.part_moved(row)])
    _compare(report, CashReceipt.objects.all(), lambda receipt: [cash_postings.taken(receipt)])
    _compare(report, DisputeMove.objects.select_related("dispute__payment"), lambda row: [dispute_postings.moved(row)])
    lost = Dispute.objects.filter(status=Dispute.Status.LOST).select_related("payment")
    _compare(report, lost, lambda row: [dispute_postings.lost(row)])
    _compare(report, refunds, _of_refund)
    _compare(report, Earning.objects.filter(gross_paise__gt=0), lambda earning: [postings.earned(earning)])
    given_back = EarningChange.objects.filter(move__isnull=False).select_related("earning", "refund", "move__dispute")
    _compare(report, given_back, lambda change: [dispute_postings.given_back(change)])
    _compare(report, Payout.objects.filter(sent_at__isnull=False), payout_postings.of)
    made = Transfer.objects.exclude(gateway_id="").select_related("allocation__payment")
    _compare(report, made, _of_transfer)
    sent = TransferReversal.objects.exclude(gateway_id="").select_related("transfer__allocation__payment")
    _compare(report, sent, lambda reversal: [postings.transfer_reversed(reversal)])
    _compare(report, FeeReceipt.objects.all(), lambda receipt: [postings.fee_paid(receipt)])
    _compare(report, Advance.objects.filter(paid_at__isnull=False), advance_postings.of)
    _compare(report, CashHandIn.objects.filter(checked_at__isnull=False).select_related("write_off"), cash_postings.of)
    gone = CashWriteOff.objects.filter(approved_at__isnull=False).select_related("receipt")
    _compare(report, gone, lambda row: [cash_postings.written_off(row)])
    _compare(report, GatewaySettlement.objects.all(), lambda row: [due_postings.settled(row)])
    _compare(report, TaxDeposit.objects.filter(approved_at__isnull=False), lambda row: [due_postings.deposited(row)])
    _compare(report, _first_entries(), _of_first_entry)


def _first_entries() -> QuerySet[MemberEntry]:
    """One line of households' accounts for each journal that lines of them make."""
    earlier = MemberEntry.objects.filter(journal_key=OuterRef("journal_key"), pk__lt=OuterRef("pk"))
    return MemberEntry.objects.filter(~Exists(earlier))


def _of_first_entry(entry: MemberEntry) -> list[Posting]:
    return household_postings.of(MemberEntry.objects.filter(journal_key=entry.journal_key).select_related("payout"))


def _of_transfer(transfer: Transfer) -> list[Posting]:
    """That it was made, and that it was released."""
    made = postings.transfer_made(transfer)
    return [made, postings.transfer_released(transfer)] if transfer.released_paise else [made]


def _of_refund(refund: Refund) -> list[Posting]:
    """That it was owed, and that it was sent. A card's refund that came back has told its way in journals of its own."""
    owed = postings.refund_owed(refund, refund.earning_change)
    return [owed, postings.refund_sent(refund)] if refund.status == Refund.Status.SENT else [owed]


def _compare(report: Report, rows: QuerySet[Any], of: Callable[[Any], list[Posting]]) -> None:
    for chunk in chunks(rows):
        _compare_chunk(report, (posting for row in chunk for posting in of(row)))


def chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All rows by their id, never all in memory, and no query left open over the writes between."""
    last, is_more = 0, True
    while is_more and (chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK])):
        yield chunk
        last, is_more = chunk[-1].pk, len(chunk) == CHUNK


def _compare_chunk(report: Report, expected: Iterable[Posting]) -> None:
    wanted = {posting.key: posting for posting in expected}
    report.compared += len(wanted)
    known = {journal.key: journal for journal in Journal.objects.filter(key__in=wanted).prefetch_related("entries")}
    for key, journal in known.items():
        if differs(wanted[key], journal):
            report.wrong.append(f"journal {journal.pk} ({key}) does not tell what its row tells")
    missing = [posting for key, posting in wanted.items() if key not in known]
    if missing:
        with transaction.atomic():
            for posting in missing:
                write(posting)
            after = {"keys": [posting.key for posting in missing]}
            audit.record(action="payments.ledger_filled", subject=("payments.journal", missing[0].key[:64]), after=after)
        report.posted += len(missing)
