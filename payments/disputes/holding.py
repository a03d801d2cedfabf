"""While a dispute is open, what its parts have earned is not paid out, and what is owed back for its payment is not sent a second time."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q

from payments.models import Dispute, DisputePart, Payment, Payout, PayoutLine
from payments.payouts.ending import withdraw
from producers.models import ProducerGroup

HELD_BY_DISPUTE = "disputed"


def holds(number: str) -> Exists:
    """For a query of rows with a producer order's number under ``number``: whether an open dispute is about that part."""
    its_own = {"allocation__producer_order_number": OuterRef(OuterRef(number))}
    freed = DisputePart.objects.filter(dispute=OuterRef("pk"), is_concerned=False, **its_own)
    about = Dispute.objects.filter(~Exists(freed), status__in=Dispute.OPEN, payment__allocations__producer_order_number=OuterRef(number))
    return Exists(about)


def is_taken(payment: Payment) -> bool:
    """Whether the gateway holds the money of a payment for a dispute: no refund is sent then, or the shopper would have it twice."""
    return taken().filter(payment=payment).exists()


def taken() -> Any:
    """Open disputes for which the gateway has taken, or may take, the money. An inquiry is none: it may be answered by a refund."""
    return Dispute.objects.filter(status__in=Dispute.OPEN, is_inquiry=False)


def without_taken() -> Q:
    """For a query of refunds: those of payments that no such dispute is about."""
    return Q(~Exists(taken().filter(payment=OuterRef("allocation__payment"))))


def take_out_of_payouts(numbers: Collection[str]) -> list[Payout]:
    """Withdraw the payouts in which these parts stand and which no file holds; the clock makes them anew without the parts.

    Those that stand in a file nobody can hold any more are returned: the bank may have the file. In the caller's transaction; rows are
    locked as the clock locks them, the group before its payouts.
    """
    stands = PayoutLine.objects.filter(released_at__isnull=True).filter(
        Q(earning__producer_order_number__in=numbers) | Q(change__earning__producer_order_number__in=numbers)
    )
    groups = ProducerGroup.objects.filter(allocations__producer_order_number__in=numbers).values("pk")
    list(ProducerGroup.objects.select_for_update(no_key=True).filter(pk__in=groups).order_by("pk"))
    waiting = (Payout.Status.DUE, Payout.Status.PROPOSED, Payout.Status.APPROVED)
    found = Payout.objects.filter(pk__in=stands.values("payout"), status__in=waiting).select_for_update(of=("self",))
    in_a_file = []
    for payout in found.order_by("pk"):
        if payout.batch_id is None:
            withdraw(payout, HELD_BY_DISPUTE)
        else:
            in_a_file.append(payout)
    return in_a_file
