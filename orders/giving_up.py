"""What is not paid gives its goods back, an order or one group's part: its time ran out, or it was given up before."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from journal import faults
from orders import events, payment_status, reasons, stock
from orders.models import CheckoutAttempt, ProducerOrder
from orders.oscar.order.models import Order
from orders.payment_parts import parts_of, waiting_payments
from orders.vouchers import uses
from payments.models import Payment

if TYPE_CHECKING:
    from accounts.models import User


def give_up(
    order: Order,
    payments: Sequence[Payment],
    now: datetime,
    *,
    kind: str,
    why: str = reasons.NOT_PAID,
    by_user: "User | None" = None,
    **detail: Any,
) -> None:
    """Free the stock of the parts that wait for these payments, close the attempt once nothing is waited for, and write how far the
    order's payment is now.

    The caller has closed the payments in the same transaction, by the guarded UPDATE that decides who gives them up. ``kind`` is the
    line of the history, ``why`` the reason written on the parts.
    """
    parts = list(parts_of(*payments).filter(status=ProducerOrder.Status.HELD))
    stock.free(parts, count="cancelled")
    faults.point("orders.expire.after_stock")
    ProducerOrder.objects.filter(pk__in=[part.pk for part in parts], status=ProducerOrder.Status.HELD).update(
        status=ProducerOrder.Status.CANCELLED, decline_reason=why, version=F("version") + 1
    )
    if not waiting_payments(order):
        attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.PLACED)
        attempt.update(status=CheckoutAttempt.Status.EXPIRED, finished_at=now)
        uses.give_back(order)
    stock.announce_parts(parts)
    only = parts[0] if len(parts) == 1 and payments[0].payee_group_id else None
    events.tell(order, kind, producer_order=only, before="awaiting", after="cancelled", by_user=by_user, **detail)
    payment_status.recompute(order)
