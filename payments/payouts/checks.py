"""Whether payouts, their lines, the bank's files, earnings and the ledger tell the same story. Reads only; the database adds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from money.words import rupees
from payments.advances import recovering
from payments.households import checks as household_checks
from payments.ledger import accounts
from payments.ledger.posting import differs
from payments.ledger_models import Entry, Journal
from payments.models import Advance, Earning, EarningChange, Payout, PayoutBatch, PayoutLine
from payments.payouts import postings
from payments.settlement import NODAL

Status = Payout.Status
DEAD = (Status.BOUNCED, Status.WITHDRAWN)
CHUNK = 500
# Kinds of journals that move what a group has earned and not received.
_OF_PAYOUTS = ("earned", "refund_owed", "loss_given_back", "payout_sent", "payout_bounced")
_TOLD = Journal.objects.filter(kind__startswith="payout_")
# A file that was made is uploaded the same day.
FILE_LIMIT = timedelta(days=1)


def to_do() -> list[str]:
    """Files of which nobody has said for a day whether the bank has them."""
    late = PayoutBatch.objects.filter(status=PayoutBatch.Status.MADE, made_at__lt=timezone.now() - FILE_LIMIT).order_by("pk")
    return [
        f"{batch.number}: a file with {rupees(batch.total_paise)} was made on {timezone.localdate(batch.made_at)}; "
        "ask the bank whether it has it, then record or drop it"
        for batch in late
    ]


def problems() -> Iterator[str]:
    """Everything that is wrong, a sentence each; nothing where all is well."""
    yield from _sums()
    yield from _lines()
    yield from _files()
    yield from _journals()
    yield from _balances()
    yield from household_checks.problems()


def _sums() -> Iterator[str]:
    """A payout is the sum of its lines, and a line the amount of the row it stands for."""
    found = Payout.objects.annotate(lines_paise=Coalesce(Sum("lines__amount_paise"), 0)).exclude(lines_paise=F("amount_paise"))
    for payout in found.iterator(chunk_size=CHUNK):
        yield f"Payout {payout.number} is {payout.amount_paise} paise, its lines are {payout.lines_paise}."
    other = ~Q(amount_paise=Coalesce(F("earning__net_paise"), F("change__net_paise")))
    for line in PayoutLine.objects.filter(other, advance__isnull=True).select_related("payout").iterator(chunk_size=CHUNK):
        yield f"A line of payout {line.payout.number} is {line.amount_paise} paise and not what was earned."
    for stray in Payout.objects.exclude(account__group=F("group")).iterator(chunk_size=CHUNK):
        yield f"Payout {stray.number} goes to the account of another group."
    taken = Coalesce(-Sum("lines__amount_paise", filter=Q(lines__advance__isnull=False)), 0)
    for number in Payout.objects.annotate(taken=taken).exclude(taken=F("recovered_paise")).values_list("number", flat=True):
        yield f"Payout {number} takes another amount off for advances than its lines say."
    yield from recovering.too_much()
    foreign = ~Q(payout__group=Coalesce(F("earning__group"), F("change__earning__group"), F("advance__group")))
    for line in PayoutLine.objects.filter(foreign).select_related("payout").iterator(chunk_size=CHUNK):
        yield f"A line of payout {line.payout.number} belongs to another group."


def _lines() -> Iterator[str]:
    """The lines of a payout are free if, and only if, it was withdrawn or came back."""
    wrong = Q(payout__status__in=DEAD, released_at__isnull=True) | (~Q(payout__status__in=DEAD) & Q(released_at__isnull=False))
    for number in Payout.objects.filter(pk__in=PayoutLine.objects.filter(wrong).values("payout")).values_list("number", flat=True):
        yield f"Payout {number} and its lines do not agree whether it is alive."


def _files() -> Iterator[str]:
    """A file that the bank has, or may get, holds exactly its payouts."""
    found = PayoutBatch.objects.annotate(sum_paise=Coalesce(Sum("payouts__amount_paise"), 0), held=Count("payouts"))
    for batch in found.exclude(Q(sum_paise=F("total_paise")) & Q(held=F("payouts_count"))).iterator(chunk_size=CHUNK):
        told, held = (batch.payouts_count, batch.total_paise), (batch.held, batch.sum_paise)
        yield f"File {batch.number} says (payouts, paise) {told}, and holds {held}."
    gone = Payout.objects.filter(sent_at__isnull=False).exclude(batch__status=PayoutBatch.Status.SENT)
    for payout in gone.iterator(chunk_size=CHUNK):
        yield f"Payout {payout.number} is with the bank, its file is not."


def _journals() -> Iterator[str]:
    """Each step that moves money stands in the ledger once, with the payout's amount; steps that move none do not."""
    last = 0
    while payouts := list(Payout.objects.filter(sent_at__isnull=False, pk__gt=last).order_by("pk")[:CHUNK]):
        yield from _journals_of({payout.number: payout for payout in payouts})
        last = payouts[-1].pk
    known = Payout.objects.filter(number=OuterRef("source"), sent_at__isnull=False)
    for journal in _TOLD.filter(~Exists(known)).iterator(chunk_size=CHUNK):
        yield f"The ledger tells {journal.key}, and no such payout is with the bank."


def _journals_of(payouts: dict[str, Payout]) -> Iterator[str]:
    written: dict[str, dict[str, Journal]] = {number: {} for number in payouts}
    for journal in _TOLD.filter(source__in=payouts).prefetch_related("entries"):
        written[journal.source][journal.key] = journal
    for number, payout in payouts.items():
        wanted, told = {posting.key: posting for posting in postings.of(payout)}, written[number]
        if set(wanted) != set(told) or any(differs(posting, told[key]) for key, posting in wanted.items()):
            yield f"Payout {number} is {payout.status}; the ledger tells {', '.join(sorted(told)) or 'nothing'}."


def _balances() -> Iterator[str]:
    """What the ledger owes each group is what it earned, less refunds, less what is with the bank or paid."""
    expected: dict[int, int] = {}
    for sums, sign in (
        (Earning.objects.filter(mode=NODAL).values_list("group").annotate(paise=Sum("net_paise")), 1),
        (EarningChange.objects.filter(earning__mode=NODAL).values_list("earning__group").annotate(paise=Sum("net_paise")), 1),
        (_gone().annotate(paise=Sum(F("amount_paise") + F("recovered_paise"))), -1),
    ):
        for group_id, paise in sums.order_by():
            expected[group_id] = expected.get(group_id, 0) + sign * paise
    booked = (
        Entry.objects.filter(account=accounts.GROUPS_PAYABLE, journal__kind__in=_OF_PAYOUTS)
        .order_by()
        .values_list("group")
        .annotate(paise=Sum("paise"))
    )
    told = {group_id: -paise for group_id, paise in booked}
    for group_id in sorted({*expected, *told}):
        if expected.get(group_id, 0) != told.get(group_id, 0):
            yield f"Group {group_id}: {expected.get(group_id, 0)} paise were earned and not paid, the ledger says {told.get(group_id, 0)}."
    yield from _advances()


def _gone() -> QuerySet[Payout, Any]:
    """Payouts that the bank has or has paid, by group."""
    return Payout.objects.filter(status__in=(Status.SENT, Status.SETTLED)).order_by().values_list("group")


def _advances() -> Iterator[str]:
    """What the ledger says a group has of its advances is what it got, less what payouts took back and what it brought in cash."""
    paid = Advance.objects.filter(status=Advance.Status.PAID).order_by().values_list("group").annotate(paise=Sum("amount_paise"))
    expected = dict(paid)
    for group_id, paise in _gone().annotate(paise=Sum("recovered_paise")):
        expected[group_id] = expected.get(group_id, 0) - paise
    in_cash = recovering.brought().filter(checked_at__isnull=False).order_by().values_list("group")
    for group_id, paise in in_cash.annotate(paise=Sum("amount_paise")):
        expected[group_id] = expected.get(group_id, 0) - paise
    booked = Entry.objects.filter(account=accounts.ADVANCES).order_by().values_list("group").annotate(paise=Sum("paise"))
    told = dict(booked)
    for group_id in sorted({*expected, *told}):
        if expected.get(group_id, 0) != told.get(group_id, 0):
            yield f"Group {group_id}: it has {expected.get(group_id, 0)} paise of its advances, the ledger says {told.get(group_id, 0)}."
