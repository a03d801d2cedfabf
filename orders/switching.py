"""Another way of paying for an order that waits: the card payment is closed first, so that no order is paid twice."""

from django.db import transaction

from orders import events, payment_status
from orders.errors import NotPossible
from orders.models import CheckoutAttempt, OrderRecord
from orders.oscar.order.models import Order
from orders.payment_parts import payment_of
from payments import cards, charges, confirmations, providers
from payments.errors import UnknownProvider
from payments.models import Payment


def pay_another_way(order: Order, *, provider: str, method: str) -> Payment:
    """The payment that is waited for from now on, with the hold of its provider. Called outside transactions.

    Only a payment that can be closed for good is given up for another: a transfer may be on its way. Raises ``UnknownProvider``,
    ``GatewayAway`` when it can not be closed at this moment, ``NotPossible`` when it was paid or its time is over.
    """
    chosen = providers.get(provider)
    chosen.require_method(method)
    if chosen.has_pay_page or chosen.can.on_delivery:
        raise UnknownProvider(provider)
    payment = payment_of(order)
    if payment.mode not in chosen.can.modes:
        raise UnknownProvider(provider)
    if payment.status != Payment.Status.AWAITING or not providers.get(payment.provider).has_pay_page:
        raise NotPossible(payment.status)
    if not cards.close(payment, source="browser"):
        raise NotPossible(Payment.Status.PAID)
    with transaction.atomic():
        return _replace(order, payment, provider, method)


def _replace(order: Order, payment: Payment, provider: str, method: str) -> Payment:
    """Locks go order record, payment. One UPDATE of the old payment decides between two presses, and between a press and the clock."""
    OrderRecord.objects.select_for_update(of=("self",)).get(order=order)
    if not confirmations.fail(payment=payment, acting_user=None, reason="another way of paying was chosen"):
        raise NotPossible(payment.status)
    count = Payment.objects.filter(order_number=order.number).count()
    fresh = charges.replace(payment, provider=provider, method=method, key=f"order:{order.number}:{count + 1}")
    attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
    attempt.update(expires_at=fresh.expires_at)
    payment_status.recompute(order)
    events.tell(order, "other_way", before=payment.method, after=fresh.method, payment=fresh.number)
    return fresh
