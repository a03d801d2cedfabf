"""An order that is not paid gives its goods back: because its time ran out, or because staff gave it up before."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from journal import faults
from orders import events, payment_status, reasons, stock
from orders.models import CheckoutAttempt, ProducerOrder
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User


def give_up(order: Order, now: datetime, *, kind: str, why: str = reasons.NOT_PAID, by_user: "User | None" = None, **detail: Any) -> None:
    """Free the stock of all parts that still wait, close the attempt, and write what the payment's state is now.

    The caller has closed the payment in the same transaction, by the guarded UPDATE that decides who gives the order up. ``kind``
    is the line of the history, ``why`` the reason written on the parts.
    """
    parts = list(ProducerOrder.objects.filter(order=order, status=ProducerOrder.Status.HELD).order_by("pk"))
    stock.free(parts, count="cancelled")
    faults.point("orders.expire.after_stock")
    ProducerOrder.objects.filter(pk__in=[part.pk for part in parts], status=ProducerOrder.Status.HELD).update(
        status=ProducerOrder.Status.CANCELLED, decline_reason=why, version=F("version") + 1
    )
    attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
    attempt.update(status=CheckoutAttempt.Status.EXPIRED, finished_at=now)
    stock.announce_parts(parts)
    events.tell(order, kind, before="awaiting", after="cancelled", by_user=by_user, **detail)
    payment_status.recompute(order)
