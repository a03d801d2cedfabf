"""What came back of disputes that were lost, and which refunds it is the money of: the gateway names a sum, never the goods."""

from collections.abc import Sequence

from django.db.models import Sum

from money.paise import split
from payments.dispute_models import DISPUTE_LOST
from payments.models import Dispute, Refund


def paise_of(dispute: Dispute) -> int:
    """What the gateway gave back after the loss. One query."""
    total: int = dispute.moves.filter(is_late=True).aggregate(paise=Sum("amount_paise", default=0))["paise"]
    return -total


def shares_of(dispute: Dispute) -> Sequence[tuple[Refund, int]]:
    """Each refund that the dispute paid, with what came back of it: divided as the loss was, worked out from the whole. Two queries."""
    found = Refund.objects.filter(dispute=dispute).select_related("allocation__group", "allocation__payment", "dispute")
    refunds = list(found.order_by("pk"))
    came = min(paise_of(dispute), dispute.amount_paise)
    shares = split(came, [*(refund.amount_paise for refund in refunds), dispute.surplus_paise]) if came else [0] * len(refunds)
    return list(zip(refunds, shares, strict=False))


def due_again_paise(producer_order_number: str) -> int:
    """What of a part's price was lost in disputes and came back: it is the price again, beside what was never given back."""
    mine = Refund.objects.filter(allocation__producer_order_number=producer_order_number, reason=DISPUTE_LOST)
    found = Dispute.objects.filter(pk__in=mine.values("dispute"), moves__is_late=True).distinct()
    return sum(
        paise
        for dispute in found
        for refund, paise in shares_of(dispute)
        if refund.reason == DISPUTE_LOST and refund.allocation.producer_order_number == producer_order_number
    )
