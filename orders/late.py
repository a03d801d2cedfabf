"""Money that comes after its time: the order is kept, and honoured as far as the goods are still there."""

from django.db.models import F

from orders import events, letters, money_letters, reasons, stock
from orders.models import CheckoutAttempt, ProducerOrder
from orders.oscar.order.models import Order
from orders.payment_parts import parts_of
from orders.vouchers import uses
from payments.models import Payment
from payments.refunds import owe_refund


def settle(order: Order, payment: Payment) -> None:
    """Hold the goods of a payment that was given up again, group by group; where they are gone or not wanted, owe that part back.

    Runs inside the transaction of ``complete``, after the money was recorded.
    """
    unpaid = (reasons.NOT_PAID, reasons.CALLED_OFF)
    lost = parts_of(payment).filter(status=ProducerOrder.Status.CANCELLED, decline_reason__in=unpaid)
    parts = list(lost.select_related("group"))
    stock.lock(parts)
    honoured = [part for part in parts if _honour(order, part)]
    stock.announce_parts(parts)
    if honoured:
        attempt = CheckoutAttempt.objects.filter(order=order, status=CheckoutAttempt.Status.EXPIRED)
        attempt.update(status=CheckoutAttempt.Status.PLACED, finished_at=None)
        uses.take_again(order)


def _honour(order: Order, part: ProducerOrder) -> bool:
    if part.decline_reason == reasons.NOT_PAID and stock.hold_again(part):
        ProducerOrder.objects.filter(pk=part.pk, status=ProducerOrder.Status.CANCELLED).update(
            status=ProducerOrder.Status.HELD, decline_reason="", version=F("version") + 1
        )
        events.tell(order, "late_honoured", producer_order=part, before="cancelled", after="held")
        return True
    why = reasons.LATE if part.decline_reason == reasons.NOT_PAID else part.decline_reason
    refund = owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason=why, key=f"late:{part.number}")
    ProducerOrder.objects.filter(pk=part.pk).update(decline_reason=why)
    events.tell(order, "refund_due", producer_order=part, amount_paise=refund.amount_paise, reason=why)
    if why == reasons.CALLED_OFF:
        money_letters.refund_owed(order.record, refund)
    else:
        letters.refund_due(order.record, part, refund)
    return False
