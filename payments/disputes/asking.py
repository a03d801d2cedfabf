"""Asking the gateways about disputes: when it sends a message, and from time to time about all of them, since messages get lost.

Called outside transactions. What a message says is not believed, only what was just asked for.
"""

from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from payments import cards, gateways
from payments.disputes import letters
from payments.errors import GatewayAway, GatewayBroken, GatewayRefused
from payments.gateway import SentDispute
from payments.models import Dispute, Payment
from payments.providers.split import SplitProvider
from payments.providers.stripe import StripeProvider
from payments.signals import dispute_told

log = structlog.get_logger(__name__)

_ASKED = (StripeProvider, SplitProvider)
# A shopper can dispute a payment for 120 days, and some banks take as long again to decide.
LOOK_BACK = timedelta(days=365)
REMIND = timedelta(days=3)


def take(dispute_id: str, provider: str) -> bool:
    """Ask how a dispute stands, and record that; whether it is about a payment of ours. Raises what the gateway raises."""
    return record(gateways.of(provider).fetch_dispute(dispute_id), provider)


def record(sent: SentDispute, provider: str) -> bool:
    """Hand an answer of the gateway to whoever keeps orders; whether it is about a payment of ours."""
    payment = Payment.objects.filter(provider=provider, gateway_id=sent.intent_id).first() if sent.intent_id else None
    if payment is None:
        return False
    if payment.status != Payment.Status.PAID and not cards.look(payment, source="dispute"):
        cards.note_problem(payment, f"{sent.id}: a payment that is not recorded as paid is disputed.")
        return True
    if sent.currency != payment.currency.lower():
        cards.note_problem(payment, f"{sent.id}: {sent.amount_paise} {sent.currency} are disputed (hundredths), in another currency.")
        return True
    dispute_told.send(sender=Dispute, payment=payment, sent=sent)
    return True


def look_at_all(now: datetime | None = None) -> list[str]:
    """Ask for every dispute of the last year and record how it stands; what rows and gateway say differently, in words for a person."""
    now = now or timezone.now()
    asked = [provider.code for provider in _ASKED if provider.is_configured()]
    words = [said for provider in asked for said in _look_at(provider, now - LOOK_BACK)]
    if asked:
        _remind(now)
    return words


def _look_at(provider: str, since: datetime) -> list[str]:
    """All disputes of one gateway. One that can not be asked does not hold up the other."""
    gateway = gateways.of(provider)
    try:
        found = {sent.id: sent for sent in gateway.disputes_since(since)}
        for dispute in Dispute.objects.filter(provider=provider, status__in=Dispute.OPEN).order_by("pk"):
            if dispute.gateway_id not in found:
                found[dispute.gateway_id] = gateway.fetch_dispute(dispute.gateway_id)
    except (GatewayAway, GatewayBroken, GatewayRefused) as refusal:
        log.warning("disputes_not_asked", provider=provider, exc_info=True)
        return [f"The gateway can not be asked about disputes: {refusal}"]
    return [said for sent in sorted(found.values(), key=_opened) for said in _look(sent, provider)]


def _opened(sent: SentDispute) -> tuple[datetime, str]:
    return sent.opened_at, sent.id


def _look(sent: SentDispute, provider: str) -> list[str]:
    if not record(sent, provider):
        return [f"{sent.id}: {sent.amount_paise} (hundredths) are disputed of a payment that no order knows"]
    row = Dispute.objects.filter(provider=provider, gateway_id=sent.id).first()
    if row is None:  # a problem was noted with its payment
        return []
    words = []
    if row.status != sent.status:
        words.append(f"{row.number}: it is {row.status} here and {sent.status} at the gateway ({sent.id}); a person decides what is right")
    noted = sum(move.amount_paise + move.fee_paise for move in row.moves.all())
    if sent.told_paise != noted:
        words.append(f"{row.number}: the gateway took {sent.told_paise} paise for it ({sent.id}), {noted} are written down")
    return words


def _remind(now: datetime) -> None:
    near = Dispute.objects.filter(status=Dispute.Status.NEEDS_EVIDENCE, evidence_due_at__range=(now, now + REMIND))
    for dispute in near.select_related("payment").order_by("pk"):
        letters.due_soon(dispute)
