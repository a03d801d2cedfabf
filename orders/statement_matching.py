"""Which payment a credit of the bank statement belongs to: found by our note or by the reference that the shopper typed.

Only the exact amount of one waiting payment is taken unaided. Everything else waits for a person, with the payments it may be for,
and their goods are kept as long as for a new payment: the money is here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import audit, faults, outbox
from orders import offline
from orders.errors import NotPossible
from payments import bank, confirmations, known_credits
from payments import queries as payments_queries
from payments.cash import counting
from payments.cash.errors import NotAsSeen
from payments.errors import PaidAlready, ReferenceUsed
from payments.models import BankEntry, Payment, StatementCredit
from payments.providers.offline import OfflineProvider
from payments.statements import MATCH

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)
Status, Problem = StatementCredit.Status, StatementCredit.Problem
_NOTE = re.compile(r"PY[2-9A-HJ-NP-TV-Z]{8}")  # a payment's number without its dash, as transfers carry it
_OURS = Payment.objects.filter(provider=OfflineProvider.code)
MOST_LIKELY = 8


@dataclass(frozen=True)
class Finding:
    """What is to be said of a credit: the payments it is or may be for, and why a person has to look (nothing where none has to)."""

    payments: list[Payment]
    problem: str = Problem.NONE


class NotWaiting(Exception):
    """The credit was decided by somebody else."""


class AmountsDiffer(Exception):
    """Several payments can share one credit only if they lack exactly its amount."""


@outbox.effect(MATCH, time_limit_s=300)
def match_file(payload: dict[str, int]) -> None:
    """Look at every new credit of a file, each in a transaction of its own. Again after a broken run, it goes on where it stopped."""
    for key in list(StatementCredit.objects.filter(file=payload["file"], status=Status.NEW).values_list("pk", flat=True)):
        with transaction.atomic():
            credit = StatementCredit.objects.select_for_update(of=("self",)).select_related("file__uploaded_by").get(pk=key)
            if credit.status == Status.NEW:
                _settle(credit)
        faults.point("orders.statement.after_credit")


def _settle(credit: StatementCredit) -> None:
    finding = find(credit)
    if finding.problem == Problem.UNKNOWN and (number := _known(credit)):
        StatementCredit.objects.filter(pk=credit.pk).update(status=Status.MATCHED, note=number)
        return
    if not finding.problem:
        try:
            with transaction.atomic():
                _take(credit, finding.payments[0])
            return
        except (PaidAlready, ReferenceUsed, NotPossible):  # somebody confirmed it by hand at this very moment
            finding = Finding(finding.payments, Problem.TWICE)
    credit.payments.set(finding.payments)
    StatementCredit.objects.filter(pk=credit.pk).update(status=Status.WAITING, problem=finding.problem)
    if finding.problem in (Problem.SHORT, Problem.OVER, Problem.SEVERAL):
        for payment in finding.payments:
            _keep_goods(payment, credit)


def _known(credit: StatementCredit) -> str:
    """The number of what this credit is where it is for no order: counted cash, a gateway's settlement, a group's fee."""
    deposit = known_credits.deposit_of(credit)
    if deposit is not None:
        try:
            with transaction.atomic():
                counting.bank(deposit, reference=credit.reference, acting_user=credit.file.uploaded_by)
        except (NotAsSeen, ReferenceUsed):  # somebody recorded it by hand at this very moment, or something else under this reference
            pass
    return known_credits.number_of(credit)


def _take(credit: StatementCredit, payment: Payment) -> None:
    """The credit is this payment's money. One that staff recorded by hand under the same reference is only noted."""
    if not BankEntry.objects.filter(payment=payment, reference=credit.reference).exists():
        offline.money_came(
            payment, reference=credit.reference, amount_paise=credit.amount_paise, acting_user=credit.file.uploaded_by, source="statement"
        )
    credit.payments.set([payment])
    StatementCredit.objects.filter(pk=credit.pk).update(status=Status.MATCHED)


def _keep_goods(payment: Payment, credit: StatementCredit) -> None:
    """Its time does not run out while a person looks at the money."""
    until = timezone.now() + OfflineProvider().hold
    if payment.expires_at < until:
        confirmations.prolong(
            payment=payment, until=until, acting_user=credit.file.uploaded_by, reason=f"on the statement as {credit.reference}"
        )


def find(credit: StatementCredit) -> Finding:
    """The payment of a credit, or why a person has to say."""
    recorded = BankEntry.objects.filter(reference=credit.reference).select_related("payment").first()
    if recorded:
        is_same = recorded.amount_paise == credit.amount_paise
        return Finding([recorded.payment], Problem.NONE if is_same else Problem.TWICE)
    named = _named(credit)
    if len(named) > 1:
        return Finding(named, Problem.SEVERAL)
    if named:
        return Finding(named, _problem(named[0], credit.amount_paise))
    likely = _likely(credit)
    return Finding(likely, Problem.UNKNOWN)


def _named(credit: StatementCredit) -> list[Payment]:
    """Payments whose note stands in the words of the bank, or whose shopper typed this reference."""
    text = re.sub(r"[^A-Z0-9]", "", f"{credit.words} {credit.reference}".upper())
    numbers = {f"{note[:2]}-{note[2:]}" for note in _NOTE.findall(text)}
    by_note = list(_OURS.filter(number__in=numbers).order_by("pk"))
    return by_note or list(_OURS.filter(shopper_reference=credit.reference).order_by("pk"))


def _problem(payment: Payment, amount_paise: int) -> str:
    missing = bank.missing_paise(payment)
    if payment.status == Payment.Status.PAID:
        return Problem.TWICE
    if amount_paise == missing:
        return Problem.NONE
    return Problem.SHORT if amount_paise < missing else Problem.OVER


def _likely(credit: StatementCredit) -> list[Payment]:
    """Payments that lack exactly this amount, those that are waited for first; one alone is no proof, so a person decides."""
    unpaid = _OURS.exclude(status=Payment.Status.PAID).filter(created_at__date__lte=credit.booked_on)
    fitting = payments_queries.with_received(unpaid).filter(amount_paise=F("received_paise") + credit.amount_paise)
    return sorted(fitting.order_by("-pk")[:MOST_LIKELY], key=lambda payment: payment.status != Payment.Status.AWAITING)


def assign(credit: StatementCredit, payments: Iterable[Payment], *, acting_user: "User") -> None:
    """Staff say whose money it is. For one payment whatever the amount, also as too much of one that was paid; for several their sum.

    Raises ``NotWaiting``, ``AmountsDiffer``, ``ReferenceUsed``, ``PaidAlready`` or ``NotPossible``; nothing is written then.
    """
    chosen = sorted(payments, key=lambda payment: payment.pk)
    with transaction.atomic():
        held = _held(credit)
        if len(chosen) == 1 and chosen[0].status == Payment.Status.PAID:
            offline.money_came_again(chosen[0], reference=held.reference, amount_paise=held.amount_paise, acting_user=acting_user)
        elif len(chosen) == 1:
            offline.money_came(chosen[0], reference=held.reference, amount_paise=held.amount_paise, acting_user=acting_user)
        else:
            _share_out(held, chosen, acting_user)
        held.payments.set(chosen)
        _decide(held, Status.ASSIGNED, acting_user, after=[payment.number for payment in chosen])


def _share_out(credit: StatementCredit, payments: list[Payment], acting_user: "User") -> None:
    """One credit for several orders: each receives what it lacks, under the bank's reference and its place."""
    lacking = [bank.missing_paise(payment) for payment in payments]
    if not payments or min(lacking) <= 0 or sum(lacking) != credit.amount_paise:
        raise AmountsDiffer
    for place, (payment, amount) in enumerate(zip(payments, lacking, strict=True), start=1):
        offline.money_came(payment, reference=f"{credit.reference}/{place}", amount_paise=amount, acting_user=acting_user)


def set_aside(credit: StatementCredit, *, note: str, acting_user: "User") -> None:
    """The money is for no order: a deposit, a refund of the bank. Raises ``NotWaiting``, or ``ValueError`` without a note."""
    if not note.strip():
        raise ValueError("Say what the money is.")
    with transaction.atomic():
        held = _held(credit)
        StatementCredit.objects.filter(pk=held.pk).update(note=note.strip()[:200])
        _decide(held, Status.SET_ASIDE, acting_user, reason=note.strip())


def _held(credit: StatementCredit) -> StatementCredit:
    held = StatementCredit.objects.select_for_update(of=("self",)).select_related("file").get(pk=credit.pk)
    if held.status != Status.WAITING:
        raise NotWaiting(held.reference)
    return held


def _decide(held: StatementCredit, status: str, acting_user: "User", *, after: list[str] | None = None, reason: str = "") -> None:
    StatementCredit.objects.filter(pk=held.pk).update(status=status, decided_by=acting_user, decided_at=timezone.now())
    audit.record(
        action="payments.statement_decided",
        subject=held,
        acting_user=acting_user,
        before={"status": held.status, "problem": held.problem},
        after={"status": status, "payments": after or []},
        reason=reason,
    )
