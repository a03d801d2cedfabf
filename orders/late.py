"""Money that comes after its time: the order is kept, and honoured as far as the goods are still there."""

from django.db.models import F

from orders import events, letters, reasons, stock
from orders.models import CheckoutAttempt, ProducerOrder
from orders.oscar.order.models import Order
from payments.refunds import owe_refund


def settle(order: Order) -> None:
    """Hold the goods of an expired order again, group by group; where they are gone, owe that group's part back.

    Runs inside the transaction of ``complete``, after the money was recorded.
    """
    lost = ProducerOrder.objects.filter(order=order, status=ProducerOrder.Status.CANCELLED, decline_reason=reasons.NOT_PAID)
    parts = list(lost.select_related("group").order_by("pk"))
    stock.lock(parts)
    honoured = [part for part in parts if _honour(order, part)]
    stock.announce_parts(parts)
    if honoured:
        attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.EXPIRED)
        attempt.update(status=CheckoutAttempt.Status.PLACED, finished_at=None)


def _honour(order: Order, part: ProducerOrder) -> bool:
    if stock.hold_again(part):
        ProducerOrder.objects.filter(pk=part.pk, status=ProducerOrder.Status.CANCELLED).update(
            status=ProducerOrder.Status.HELD, decline_reason="", version=F("version") + 1
        )
        events.tell(order, "late_honoured", producer_order=part, before="cancelled", after="held")
        return True
    refund = owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason=reasons.LATE, key=f"late:{part.number}")
    ProducerOrder.objects.filter(pk=part.pk).update(decline_reason=reasons.LATE)
    events.tell(order, "refund_due", producer_order=part, amount_paise=refund.amount_paise, reason=reasons.LATE)
    letters.refund_due(order.record, part, refund)
    return False
