"""The end of a hold: an order, or one group's part of it, that nobody paid in time gives its goods back, exactly once."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from journal import faults, schedule
from orders import letters
from orders.giving_up import give_up
from orders.models import OrderRecord
from payments import confirmations
from payments.models import Payment

log = structlog.get_logger(__name__)

CHUNK = 200  # orders given up in one run of the job; the next run takes more


def expire_due(now: datetime | None = None) -> int:
    """Give up what waits for a payment that is overdue, each in a transaction of its own; how many were given up.

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
    """Give up what one payment is for. The payment's own guarded UPDATE decides who does it: this run, another one, or a payment that
    came.
    """
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order").get(order__number=payment.order_number)
        if not confirmations.expire(payment=payment, now=now):
            return False
        faults.point("orders.expire.after_payment")
        give_up(record.order, [payment], now, kind="expired")
        letters.expired(record, payment)
        faults.point("orders.expire.before_commit")
    faults.point("orders.expire.after_commit")
    return True
