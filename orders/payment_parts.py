"""Which parts of an order a payment is for: all of them, or one where shoppers pay each group by itself."""

from django.db.models import QuerySet

from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from payments.models import Allocation, Payment


def parts_of(*payments: Payment) -> QuerySet[ProducerOrder]:
    """The parts that these payments pay for."""
    numbers = Allocation.objects.filter(payment__in=payments).values("producer_order_number")
    return ProducerOrder.objects.filter(number__in=numbers).order_by("pk")


def paid_parts(order: Order) -> QuerySet[ProducerOrder]:
    """The parts of an order whose money is there."""
    there = Allocation.objects.filter(payment__order_number=order.number, payment__status=Payment.Status.PAID, captured_paise__gt=0)
    return ProducerOrder.objects.filter(order=order, number__in=there.values("producer_order_number")).order_by("pk")


def payment_of(order: Order, number: str = "") -> Payment:
    """The payment of an order that is spoken of: by its number, else the newest. Raises ``Payment.DoesNotExist``."""
    found = Payment.objects.filter(order_number=order.number)
    return found.get(number=number) if number else found.latest("pk")


def waiting_payments(order: Order) -> list[Payment]:
    """The payments of an order that are still waited for."""
    return list(Payment.objects.filter(order_number=order.number, status=Payment.Status.AWAITING).order_by("pk"))
