"""Disputes in sums, for ``reconcile``: what gateways hold, fees and losses; whether rows agree; and what waits for a person."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from money.words import rupees
from payments.dispute_models import DISPUTE_LOST
from payments.disputes import coming_back, returning
from payments.ledger import accounts
from payments.models import Dispute, DisputeMove, DisputePart, EarningChange, Payout, PayoutLine, Refund

Bearer = Refund.Bearer
# What has ended and may still need a hand is named for so long.
SHOWN = timedelta(days=60)


def add(sums: "Counter[tuple[str, int | None]]") -> None:
    """What the rows say of the accounts of disputes. Six queries."""
    lost = Dispute.objects.filter(status=Dispute.Status.LOST).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    moves = DisputeMove.objects.aggregate(
        open=Sum("amount_paise", filter=Q(is_late=False), default=0),
        late=Sum("amount_paise", filter=Q(is_late=True), default=0),
        fees=Sum("fee_paise", default=0),
    )
    by_shop = Refund.objects.filter(reason=DISPUTE_LOST, bearer=Bearer.SHOP).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    by_shop += EarningChange.objects.filter(move__isnull=False).aggregate(paise=Sum("gross_paise", default=0))["paise"]
    settled = Refund.objects.filter(dispute__isnull=False).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    sums[accounts.DISPUTES_OPEN, None] += moves["open"] - lost
    sums[accounts.DISPUTES_FEES, None] += moves["fees"]
    sums[accounts.LOSS_DISPUTES, None] += lost + moves["late"] + by_shop - settled


def problems() -> Iterator[str]:
    """Lost disputes of which not every paisa has somebody who bore it; nothing where all is well. Two queries."""
    found = Dispute.objects.filter(status=Dispute.Status.LOST).annotate(settled=Sum("refunds__amount_paise", default=0))
    for dispute in found.exclude(amount_paise=F("settled") + F("surplus_paise")).order_by("pk"):
        told = f"{dispute.settled} were owed back, {dispute.surplus_paise} beyond that"
        yield f"{dispute.number}: {dispute.amount_paise} paise were lost, {told}"
    for row in DisputePart.objects.filter(lost_paise__gt=0).exclude(dispute__status=Dispute.Status.LOST).select_related("dispute"):
        yield f"{row.dispute.number}: a part of it was lost, and it is {row.dispute.status}"


def to_do() -> list[str]:
    """Disputes that wait for evidence, what went back twice, what came back late, and payouts that a file holds. Four queries."""
    words, since = [], timezone.now() - SHOWN
    for dispute in Dispute.objects.filter(status=Dispute.Status.NEEDS_EVIDENCE).select_related("payment").order_by("evidence_due_at", "pk"):
        due = f"by {timezone.localdate(dispute.evidence_due_at)}" if dispute.evidence_due_at else "soon"
        words.append(f"{dispute.number}: {rupees(dispute.amount_paise)} of {dispute.payment.order_number} are disputed; answer {due}")
    for dispute in Dispute.objects.filter(surplus_paise__gt=0, closed_at__gt=since).order_by("pk"):
        words.append(f"{dispute.number}: {rupees(dispute.surplus_paise)} went back to the shopper twice")
    words += [_came_back(dispute) for dispute in _with_late_money(since)]
    return words + [f"{number}: it holds money of a disputed sale and stands in a file for the bank" for number in _in_files()]


def _with_late_money(since: datetime) -> QuerySet[Dispute]:
    return (
        Dispute.objects.filter(Exists(DisputeMove.objects.filter(dispute=OuterRef("pk"), is_late=True, at__gt=since)))
        .select_related("payment")
        .order_by("pk")
    )


def _came_back(dispute: Dispute) -> str:
    """Groups have their part of it again by themselves; what the shop got beyond that may be the shopper's, which a person knows."""
    given, came = returning.given_back_paise(dispute), coming_back.paise_of(dispute)
    told = f"{dispute.number}: {rupees(came)} came back after it was lost, {rupees(given)} of that to groups"
    anyhow = Refund.objects.filter(dispute=dispute).exclude(reason=DISPUTE_LOST).order_by("pk")
    if numbers := ", ".join(anyhow.values_list("number", flat=True)):
        told += f"; the shopper had got {numbers} through it: look whether that has to go back again"
    return told


def _in_files() -> list[str]:
    about = Dispute.objects.filter(status__in=Dispute.OPEN).values("payment__allocations__producer_order_number")
    lines = PayoutLine.objects.filter(released_at__isnull=True, earning__producer_order_number__in=about)
    found = Payout.objects.filter(pk__in=lines.values("payout"), status=Payout.Status.APPROVED, batch__isnull=False)
    return list(found.order_by("pk").values_list("number", flat=True))
