"""Each producer order's exact part of a payment: written with the payment, filled when the money is there."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from journal import faults
from journal.inserting import insert
from money.paise import split
from payments import ledger
from payments.ledger import postings
from payments.models import Allocation, Payment


def divide(amount_paise: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide an amount between producer orders in proportion to their totals; the parts always sum to it exactly.

    Largest remainder: where the amount is the sum of the totals, each part is its total.
    """
    return dict(zip(weights, split(amount_paise, list(weights.values())), strict=True))


def authorise(payment: Payment, totals: Mapping[str, int], groups: Mapping[str, int], subsidies: Mapping[str, int]) -> list[Allocation]:
    """Write the part of each producer order of a payment, whose it is and what the shop adds to it, by producer order number.

    In the caller's transaction.
    """
    parts = divide(payment.amount_paise, totals)
    return insert(
        Allocation(
            payment=payment,
            producer_order_number=number,
            group_id=groups[number],
            authorised_paise=part,
            subsidy_paise=subsidies.get(number, 0),
        )
        for number, part in parts.items()
    )


def capture(payment: Payment) -> None:
    """The whole payment has arrived: every part of it is there, held for its group. Twice is once."""
    with transaction.atomic():
        Allocation.objects.filter(payment=payment).exclude(captured_paise=F("authorised_paise")).update(
            captured_paise=F("authorised_paise")
        )
        faults.point("payments.capture.after_allocations")
        ledger.write(postings.captured(payment, Allocation.objects.filter(payment=payment)))
        faults.point("payments.capture.after_journal")
