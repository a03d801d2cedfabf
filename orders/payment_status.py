"""How far an order's payment is: worked out from the payments themselves each time, never counted up."""

from typing import Any

from django.db.models import F, QuerySet

from journal.changing import Changing
from journal.composed import Hole
from orders.models import OrderRecord
from orders.oscar.order.models import Order
from payments import queries
from payments.queries import Totals

Status = OrderRecord.PaymentStatus


def derive(totals: Totals) -> str:
    """The payment's state by its sums. Money that is owed back counts as given back; whether it was sent is the refund's state."""
    if not totals.captured_paise:
        return Status.AWAITING if totals.is_open else Status.CANCELLED
    if totals.at_door_paise:
        return Status.ON_DELIVERY
    if totals.refunded_paise:
        return Status.REFUNDED if totals.refunded_paise >= totals.captured_paise else Status.PART_REFUNDED
    return Status.PAID if totals.captured_paise >= totals.authorised_paise else Status.PART_PAID


def recompute(order: Order) -> str:
    """Write the derived state on the order's record, in the caller's transaction; returns it."""
    status = derive(queries.totals(order.number))
    _TO.run(order=order.pk, status=status)
    return status


def _to(order: Hole, status: Hole) -> tuple[QuerySet[OrderRecord], dict[str, Any]]:
    return OrderRecord.objects.filter(order=order).exclude(payment_status=status), {"payment_status": status, "version": F("version") + 1}


_TO = Changing(OrderRecord, _to, order=Order._meta.get_field("id"), status=OrderRecord._meta.get_field("payment_status"))
