"""What a gateway says of a dispute, as its answer would be read, for tests that need no gateway."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from orders import checkout, disputes
from orders.models import ProducerOrder
from payments import settlement
from payments.gateway import SentDispute, SentMove
from payments.models import Dispute, Payment
from tests.orders import factories as make
from tests.payments import payees, splits

FEE_PAISE = 150_000


def paid_by_card(*listings: Any, **fields: Any) -> checkout.Placed:
    """An order that was paid by card. The shop has to have keys of a gateway."""
    placed = make.place_order(*listings, provider="stripe", method="card", **fields)
    Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"pi_{placed.payment.pk}")
    payment = Payment.objects.get(pk=placed.payment.pk)
    checkout.complete(payment, reference=payment.gateway_id, source="webhook")
    return placed


def paid_at_gateway(*listings: Any, **fields: Any) -> checkout.Placed:
    """An order that was paid through the licensed gateway, with taxes at source."""
    for listing in listings:
        splits.make_linked(listing.group)
    with payees.modes(payees.row(settlement.LICENSED_GATEWAY, tcs=True, tds=True)):
        placed = make.place_order(*listings, provider="split", method="online", **fields)
    Payment.objects.filter(pk=placed.payment.pk).update(gateway_id=f"plink_{placed.payment.pk}")
    payment = Payment.objects.get(pk=placed.payment.pk)
    checkout.complete(payment, reference=payment.gateway_id, source="webhook")
    return placed


def answer(payment: Payment, status: str = "needs_evidence", *, count: int = 1, **fields: Any) -> SentDispute:
    """The gateway's answer about the ``count``-th dispute of a payment; with its money, unless it is an inquiry.

    Stripe names each sum, the licensed gateway what it has deducted by now.
    """
    amount, name, now = fields.get("amount_paise", payment.amount_paise), f"du_{payment.pk}_{count}", timezone.now()
    taken = [SentMove(f"txn_{name}_out", amount, FEE_PAISE, now)]
    back = [SentMove(f"txn_{name}_back", -amount, 0, now)] if status == "won" else []
    said = SentDispute(
        name, payment.gateway_id, amount, "inr", "product_not_received", status, False, now + timedelta(days=7), now, (*taken, *back)
    )
    if payment.provider == "split":
        has = 0 if fields.get("is_inquiry") or status in ("won", "withdrawn") else amount
        fields = {"moves": (), "deducted_paise": has, **fields}
    return replace(said, **{"moves": (), **fields}) if fields.get("is_inquiry") else replace(said, **fields)


def tell(payment: Payment, status: str = "needs_evidence", **fields: Any) -> Dispute:
    """The gateway was asked, and this is what it said."""
    sent = answer(payment, status, **fields)
    disputes.take(payment=payment, sent=sent)
    return Dispute.objects.get(gateway_id=sent.id)


def part_of(payment: Payment) -> ProducerOrder:
    """The first part of a payment."""
    return ProducerOrder.objects.get(number=payment.allocations.earliest("pk").producer_order_number)
