"""Effects of this room that the outbox carries out: sending refunds to cards, closing card payments that were given up."""

from typing import Any

from journal import outbox
from payments import card_refunds, cards
from payments.models import Payment, Refund
from payments.providers.stripe import CLOSE_PAYMENT, SEND_REFUND


@outbox.effect(SEND_REFUND)
def send_refund(payload: dict[str, Any]) -> None:
    """Send one refund to the card it was paid with."""
    card_refunds.send(Refund.objects.select_related("allocation__payment").get(number=payload["refund"]))


@outbox.effect(CLOSE_PAYMENT)
def close_payment(payload: dict[str, Any]) -> None:
    """The time of a payment is over: no card may pay it any more. One that just did is recorded."""
    cards.close(Payment.objects.get(number=payload["payment"]), source="reconcile")
