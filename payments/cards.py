"""Card payments: one intent at the gateway for each, and the truth about it asked for again whenever somebody speaks of it.

Browser, webhook and reconcile all come through ``settle``; it believes none of them, only the intent that was just fetched. The
functions here call the gateway and are called outside transactions.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import structlog
from django.db import transaction

from journal import audit, faults
from payments import gateways
from payments.errors import GatewayAway, GatewayBroken, GatewayRefused, PaidAlready, PaymentClosed, ReferenceUsed
from payments.gateway import Intent
from payments.models import Payment
from payments.signals import money_arrived

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ToPay:
    """What the pay page of a card payment shows. ``secret`` lets the shopper's browser, and nobody else, give a card for it."""

    state: Literal["open", "paid", "over", "problem"]
    secret: str = ""


def pay_page(payment: Payment) -> ToPay:
    """How a card payment stands, for the page on which it is paid; the money is recorded if it is there.

    ``over``: it was closed at the gateway. ``problem``: money came that is not the money of this payment. Raises ``PaymentClosed``
    when it is not waited for, ``GatewayAway`` when the gateway can not be asked at this moment.
    """
    try:
        intent = open_intent(payment)
    except GatewayRefused as error:
        log.exception("gateway_refused", payment=payment.number)
        raise GatewayAway(str(error)) from error
    if intent.is_over:
        return ToPay("over")
    if not intent.is_paid:
        return ToPay("open", intent.client_secret)
    return ToPay("paid" if settle(payment, intent, source="browser") else "problem")


def open_intent(payment: Payment) -> Intent:
    """The intent that the shopper pays, made at the gateway the first time. Its secret goes to the shopper's browser alone.

    The key of the call was stored with the payment, so a process that dies in here is repeated without harm; an intent whose name
    was never stored can be paid by nobody. Raises ``PaymentClosed`` and ``GatewayAway``.
    """
    if payment.status != Payment.Status.AWAITING:
        raise PaymentClosed(payment.number)
    try:
        if payment.gateway_id:
            return _at(payment).fetch_intent(payment.gateway_id)
        intent = _at(payment).create_intent(payment)
    except GatewayBroken as error:  # the gateway keeps this answer under the key and would give it again for a day
        _take_fresh_key(payment)
        raise GatewayAway(str(error)) from error
    faults.point("payments.cards.after_intent")
    return _keep(payment, intent)


def _take_fresh_key(payment: Payment) -> None:
    if not payment.gateway_id:
        stem, _hash, count = payment.key.partition("#")
        fresh = f"{stem}#{int(count or 1) + 1}"
        Payment.objects.filter(pk=payment.pk, key=payment.key, gateway_id="").update(key=fresh)


def _keep(payment: Payment, intent: Intent) -> Intent:
    """Store the intent's name before its secret leaves the house. Of two at once, the first one's intent is the payment's."""
    with transaction.atomic():
        waits = Payment.objects.filter(pk=payment.pk, gateway_id="", status=Payment.Status.AWAITING)
        if waits.update(gateway_id=intent.id):
            audit.record(action="payments.intent_opened", subject=payment, actor="shopper", after={"gateway_id": intent.id})
    payment.refresh_from_db()
    faults.point("payments.cards.after_name")
    if payment.status != Payment.Status.AWAITING:
        raise PaymentClosed(payment.number)
    return intent if payment.gateway_id == intent.id else _at(payment).fetch_intent(payment.gateway_id)


def look(payment: Payment, *, source: str) -> bool:
    """Ask the gateway how a payment stands, and record the money if it is there; whether it is."""
    if payment.status == Payment.Status.PAID:
        return True
    return bool(payment.gateway_id) and settle(payment, _at(payment).fetch_intent(payment.gateway_id), source=source)


def settle(payment: Payment, intent: Intent, *, source: str) -> bool:
    """Record the money of an intent that was just fetched; whether the payment is paid. Any number of times, from any side.

    An intent over another amount, in another currency or of another payment confirms nothing: staff are told.
    """
    if not intent.is_paid:
        return False
    problem = _problem(payment, intent)
    if problem:
        note_problem(payment, problem)
        return False
    faults.point("payments.cards.before_record")
    try:
        money_arrived.send(sender=Payment, payment=payment, reference=intent.id, source=source)
    except (PaidAlready, ReferenceUsed):
        note_problem(payment, f"{intent.id} was paid by card, but the order was paid in another way as well.")
        return False
    return True


def _problem(payment: Payment, intent: Intent) -> str:
    """Why the money of an intent is not the money of this payment."""
    if intent.id != payment.gateway_id or intent.payment_number != payment.number:
        return f"{intent.id} was paid, but it is not the card payment that belongs to {payment.number}."
    if (intent.received_paise, intent.currency) != (payment.amount_paise, payment.currency.lower()):
        came, asked = f"{intent.received_paise} {intent.currency}", f"{payment.amount_paise} {payment.currency.lower()}"
        return f"{intent.id}: {came} came by card, {asked} were asked (hundredths)."
    return ""


def note_problem(payment: Payment, problem: str) -> None:
    """Something that a person of the shop has to look at; the same problem again is not noted again."""
    with transaction.atomic():
        if Payment.objects.filter(pk=payment.pk).exclude(problem=problem).update(problem=problem[:200]):
            audit.record(action="payments.problem", subject=payment, after={"problem": problem[:200]})
            log.error("payment_problem", payment=payment.number, problem=problem[:200])


def settle_problem(payment: Payment, *, acting_user: "User") -> bool:
    """A person has looked at the problem and done what there was to do; whether this call took it off the list."""
    with transaction.atomic():
        found = Payment.objects.filter(pk=payment.pk).exclude(problem="")
        if not found.update(problem=""):
            return False
        audit.record(action="payments.problem_settled", subject=payment, acting_user=acting_user, before={"problem": payment.problem})
    return True


def close(payment: Payment, *, source: str) -> bool:
    """See to it that no card can pay any more; ``False`` when one did already, which is then recorded.

    A payment without a name of the gateway's was never shown to a browser, so nobody can pay it.
    """
    if not payment.gateway_id:
        return True
    try:
        intent = _at(payment).cancel_intent(payment.gateway_id)
    except GatewayRefused:  # paid, or cancelled before
        intent = _at(payment).fetch_intent(payment.gateway_id)
    except GatewayBroken as error:
        raise GatewayAway(str(error)) from error
    faults.point("payments.cards.after_close")
    if intent.is_paid:
        settle(payment, intent, source=source)
        return False
    return intent.is_over


def _at(payment: Payment) -> gateways.Gateway:
    return gateways.of(payment.provider)


def payment_of(intent: Intent, provider: str = "stripe") -> Payment | None:
    """The payment that an intent belongs to; one that lost its intent's name when a process died gets it back."""
    payment = Payment.objects.filter(gateway_id=intent.id, provider=provider).first()
    if payment is None and intent.payment_number:
        with transaction.atomic():
            lost = Payment.objects.filter(number=intent.payment_number, gateway_id="", provider=provider)
            if lost.update(gateway_id=intent.id):
                payment = Payment.objects.get(number=intent.payment_number)
                audit.record(action="payments.intent_found", subject=payment, after={"gateway_id": intent.id})
    return payment
