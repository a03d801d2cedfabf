"""Messages of the gateway: believed when signed, acted on once, and only as a hint to ask the gateway itself."""

import structlog
from django.utils import timezone

from journal import faults
from payments import card_refunds, cards, gateways, split_gateway, transfers
from payments.disputes import asking
from payments.errors import GatewayRefused
from payments.gateway import Message
from payments.models import ProviderEvent

log = structlog.get_logger(__name__)

PROVIDER = "stripe"
_OF_PAYMENTS = ("payment_intent.", "payment_link.")
_OF_REFUNDS = ("refund.", "charge.refund.")
_OF_DISPUTES = ("charge.dispute.", "payment.dispute.")


def take(body: bytes, signature: str, provider: str = PROVIDER) -> str:
    """Act on one message; what came of it. Raises ``NotFromTheGateway`` for one that is forged or older than five minutes.

    A message that could not be acted on (the gateway is away, the process dies) is not done: the gateway sends it again for three
    days, and the second time it is acted on.
    """
    message = gateways.of(provider).read_message(body, signature)
    noted, _is_new = ProviderEvent.objects.get_or_create(
        provider=provider, event_id=message.id, defaults={"kind": message.kind[:80], "object_id": message.object_id[:255]}
    )
    if noted.done_at:
        return noted.outcome
    faults.point("payments.webhooks.after_note")
    outcome = _act(message, provider)
    faults.point("payments.webhooks.after_act")
    ProviderEvent.objects.filter(pk=noted.pk, done_at__isnull=True).update(outcome=outcome, done_at=timezone.now())
    log.info("gateway_message", kind=message.kind, outcome=outcome)
    return outcome


def _act(message: Message, provider: str) -> str:
    """Ask the gateway for what the message speaks of, and record that."""
    try:
        if message.kind.startswith(_OF_PAYMENTS):
            return _of_payment(message, provider)
        if message.kind.startswith(_OF_REFUNDS):
            return _of_refund(message.object_id, provider)
        if message.kind == "charge.refunded":
            return _of_charge(message.intent_id, provider)
        if message.kind.startswith(_OF_DISPUTES):
            return "dispute" if asking.take(message.object_id, provider) else "not known"
        if message.kind.startswith("transfer."):
            return "transfer" if transfers.record(split_gateway.fetch_transfer(message.object_id)) else "not ours"
    except GatewayRefused:  # our account has no such object
        return "not known"
    return "ignored"


def _of_payment(message: Message, provider: str) -> str:
    intent = gateways.of(provider).fetch_intent(message.object_id)
    payment = cards.payment_of(intent, provider)
    if payment is None:
        return "not known"
    return "paid" if cards.settle(payment, intent, source="webhook") else "not paid"


def _of_refund(refund_id: str, provider: str) -> str:
    return "refund" if card_refunds.record(gateways.of(provider).fetch_refund(refund_id)) else "not ours"


def _of_charge(intent_id: str, provider: str) -> str:
    """All refunds of the charge, since the message does not say which one it means."""
    known = [card_refunds.record(sent) for sent in gateways.of(provider).refunds_of(intent_id)] if intent_id else []
    return "refund" if all(known) and known else "not ours"
