"""The end of a hold: an order that nobody paid in time gives its goods back, exactly once."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import faults, schedule
from orders import events, letters, payment_status, reasons, stock
from orders.models import CheckoutAttempt, OrderRecord, ProducerOrder
from orders.oscar.order.models import Order
from payments import confirmations
from payments.models import Payment

log = structlog.get_logger(__name__)

CHUNK = 200  # orders given up in one run of the job; the next run takes more


def expire_due(now: datetime | None = None) -> int:
    """Give up every order whose payment is overdue, each in a transaction of its own; how many were given up.

    An order that fails is logged and tried again in the next run; it does not hold up the others.
    """
    now = now or timezone.now()
    due = Payment.objects.filter(status=Payment.Status.AWAITING, expires_at__lte=now).order_by("expires_at")
    count = 0
    for payment in list(due[:CHUNK]):
        try:
            count += _expire(payment, now)
        except Exception:
            log.exception("expiry_failed", payment=payment.number)
    return count


@schedule.job("orders.expire_due", every=timedelta(minutes=5))
def _expire_by_the_clock() -> None:
    expire_due()


def _expire(payment: Payment, now: datetime) -> bool:
    """Give up one order. The payment's own guarded UPDATE decides who does it: this run, another one, or a payment that came."""
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order").get(order__number=payment.order_number)
        if not confirmations.expire(payment=payment, now=now):
            return False
        faults.point("orders.expire.after_payment")
        _give_up(record.order, now)
        payment_status.recompute(record.order)
        letters.expired(record)
        faults.point("orders.expire.before_commit")
    faults.point("orders.expire.after_commit")
    return True


def _give_up(order: Order, now: datetime) -> None:
    """Free the stock of all parts that still wait, and close the attempt."""
    parts = list(ProducerOrder.objects.filter(order=order, status=ProducerOrder.Status.HELD).order_by("pk"))
    stock.free(parts, count="cancelled")
    faults.point("orders.expire.after_stock")
    ProducerOrder.objects.filter(pk__in=[part.pk for part in parts], status=ProducerOrder.Status.HELD).update(
        status=ProducerOrder.Status.CANCELLED, decline_reason=reasons.NOT_PAID, version=F("version") + 1
    )
    attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
    attempt.update(status=CheckoutAttempt.Status.EXPIRED, finished_at=now)
    stock.announce_parts(parts)
    events.tell(order, "expired", before="awaiting", after="cancelled")
