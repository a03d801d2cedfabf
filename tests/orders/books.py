"""What must be true of stock, money and states at every moment, whatever happened before."""

from orders.models import CheckoutAttempt, LineRecord, OrderLink, OrderRecord, ProducerOrder
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from payments.models import Allocation, Payment, Refund
from producers.oscar.models import StockRecord


def check_books() -> None:
    """Stock held is what open lines need, parts sum to payments, refunds stay within them, and no order is half there."""
    for record in StockRecord.objects.all():
        lines = LineRecord.objects.filter(line__stockrecord=record)
        held = sum(line.ordered - line.declined - line.cancelled for line in lines)
        assert record.num_allocated == held <= record.num_in_stock
    for allocation in Allocation.objects.all():
        owed = sum(refund.amount_paise for refund in allocation.refunds.all())
        assert allocation.refunded_paise == owed <= allocation.captured_paise <= allocation.authorised_paise
    for payment in Payment.objects.all():
        _check_order(payment)
    assert Order.objects.count() == Payment.objects.count() == OrderRecord.objects.count() == CheckoutAttempt.objects.count()
    ordered = Basket.objects.filter(status=Basket.SUBMITTED)
    assert set(ordered.values_list("pk", flat=True)) == set(Order.objects.values_list("basket", flat=True))


def _check_order(payment: Payment) -> None:
    order = Order.objects.get(number=payment.order_number)
    parts = list(ProducerOrder.objects.filter(order=order))
    assert sum(part.total_paise for part in parts) == payment.amount_paise
    assert {part.producer_order_number for part in payment.allocations.all()} == {part.number for part in parts}
    assert OrderLink.objects.filter(order=order).exists()
    assert all(part.lines.exists() and part.parcels.exists() for part in parts)
    refunds = Refund.objects.filter(allocation__payment=payment)
    released = [part for part in parts if part.status in ("new", "accepted")]
    if payment.status != Payment.Status.PAID:
        assert not released
        assert not refunds.exists()
        return
    kept = payment.amount_paise - sum(refunds.values_list("amount_paise", flat=True))
    assert kept == sum(part.total_paise for part in released)
