"""Sending what is owed back to cards: a refund is sent once, whatever goes wrong on the way, and its end is recorded."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from journal import audit, faults
from payments import gateways, ledger
from payments.cards import note_problem
from payments.disputes import holding
from payments.errors import GatewayBroken, GatewayRefused
from payments.gateway import SentRefund
from payments.ledger import postings
from payments.models import Payment, Refund
from payments.signals import card_refunded

log = structlog.get_logger(__name__)

# The gateway may forget a key after 24 hours and would then send the money again.
KEY_HOLDS = timedelta(hours=20)


def send(refund: Refund) -> None:
    """Send a refund that is due, outside any transaction; while a dispute holds its money, nothing.

    Raises ``GatewayAway`` or ``GatewayBroken``: to be tried again. The key of the call is stored before it. After a try whose end is not
    known, the gateway is asked first what it has; only an answer that it broke, or a key that is too old, leads to a fresh key.
    """
    if refund.status != Refund.Status.DUE:
        return
    if holding.is_taken(refund.allocation.payment):  # the end of the dispute owes it again
        return
    intent_id = refund.allocation.payment.gateway_id
    if refund.calls and _take_what_is_there(refund, intent_id):
        return
    _store_key(refund)
    faults.point("payments.refunds.after_key")
    try:
        sent = _at(refund).create_refund(refund, intent_id=intent_id, key=f"{refund.number}:{refund.calls}")
    except GatewayBroken:
        Refund.objects.filter(pk=refund.pk, calls=refund.calls).update(key_until=None)
        raise
    except GatewayRefused as refusal:
        _fail(refund, str(refusal))
        return
    faults.point("payments.refunds.after_call")
    record(sent)


def _take_what_is_there(refund: Refund, intent_id: str) -> bool:
    found = next((sent for sent in _at(refund).refunds_of(intent_id) if sent.refund_number == refund.number), None)
    if found:
        record(found)
    return found is not None


def _at(refund: Refund) -> gateways.Gateway:
    return gateways.of(refund.allocation.payment.provider)


def _store_key(refund: Refund) -> None:
    """A key for the next call: the last one while it holds, else a fresh one. Two at once end with the same."""
    now = timezone.now()
    if refund.key_until is None or refund.key_until <= now:
        fresh = Refund.objects.filter(pk=refund.pk, calls=refund.calls)
        fresh.update(calls=refund.calls + 1, key_until=now + KEY_HOLDS)
        refund.refresh_from_db()


def record(sent: SentRefund) -> str:
    """Record how a refund stands at the gateway, as it was just fetched; its number, or nothing where it is not ours."""
    refund = Refund.objects.select_related("allocation__payment").filter(number=sent.refund_number).first()
    if refund is None or not sent.intent_id or refund.allocation.payment.gateway_id != sent.intent_id:
        _note_foreign(sent)
        return ""
    if sent.amount_paise != refund.amount_paise:
        note_problem(
            refund.allocation.payment, f"{sent.id}: {sent.amount_paise} were sent back, {refund.amount_paise} were owed (hundredths)."
        )
    if sent.has_failed:
        _fail(refund, sent.failure or sent.status, reference=sent.id)
    else:
        _sent(refund, sent.id)
    return refund.number


def _sent(refund: Refund, reference: str) -> None:
    with transaction.atomic():
        due = Refund.objects.filter(pk=refund.pk, status=Refund.Status.DUE)
        if due.update(status=Refund.Status.SENT, reference=reference, sent_at=timezone.now()):
            _tell("payments.refund_sent", refund, Refund.Status.SENT, reference)
            refund.refresh_from_db(fields=["status", "reference", "sent_at"])
            ledger.write(postings.refund_sent(refund))
            card_refunded.send(sender=Refund, refund=refund)


def _fail(refund: Refund, failure: str, reference: str = "") -> None:
    """The money did not reach the shopper's card, or came back from there: staff have to send it in another way."""
    with transaction.atomic():
        values = {"status": Refund.Status.FAILED, "failure": failure[:200], "reference": reference, "sent_at": None}
        # One that failed before may have been sent by staff since, under a reference of the bank.
        came_back = Refund.objects.filter(pk=refund.pk, status=Refund.Status.SENT, reference=reference).update(**values)
        if came_back:
            ledger.write(postings.refund_returned(refund, reference))
        if came_back or Refund.objects.filter(pk=refund.pk, status=Refund.Status.DUE).update(**values):
            _tell("payments.refund_failed", refund, Refund.Status.FAILED, reference or failure[:200])
            log.error("refund_failed", refund=refund.number)


def _tell(action: str, refund: Refund, status: str, reference: str) -> None:
    after = {"status": status, "reference": reference, "amount_paise": refund.amount_paise}
    audit.record(action=action, subject=refund, before={"status": refund.status}, after=after)


def _note_foreign(sent: SentRefund) -> None:
    """Somebody sent money back in the gateway's dashboard: our books do not know of it."""
    payment = Payment.objects.filter(gateway_id=sent.intent_id).first() if sent.intent_id else None
    if payment:
        note_problem(payment, f"{sent.id}: {sent.amount_paise} (hundredths) were sent back to the card outside the shop.")
