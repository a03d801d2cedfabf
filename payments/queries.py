"""Reads over payments: what was asked, what came, what is owed back."""

from dataclasses import dataclass

from django.db.models import QuerySet

from payments.models import Allocation, Payment


@dataclass(frozen=True)
class Totals:
    """Sums over an order's payments that are still open or paid, in paise."""

    authorised_paise: int = 0
    captured_paise: int = 0
    refunded_paise: int = 0
    is_open: bool = False


def latest_payment(order_number: str) -> Payment | None:
    """The payment an order page speaks of: the newest one, with its allocations and refunds loaded. Three queries."""
    return Payment.objects.filter(order_number=order_number).prefetch_related("allocations__refunds").order_by("-id").first()


def totals(order_number: str) -> Totals:
    """What has happened to an order's money. Two queries."""
    payments = Payment.objects.filter(order_number=order_number).prefetch_related("allocations")
    living = [payment for payment in payments if payment.status in (Payment.Status.AWAITING, Payment.Status.PAID)]
    parts = [part for payment in living for part in payment.allocations.all()]
    return Totals(
        authorised_paise=sum(part.authorised_paise for part in parts),
        captured_paise=sum(part.captured_paise for part in parts),
        refunded_paise=sum(part.refunded_paise for part in parts),
        is_open=any(payment.status == Payment.Status.AWAITING for payment in living),
    )


def refundable_paise(producer_order_number: str) -> int:
    """What was received for a producer order and is not owed back yet. One query."""
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    return sum(part.captured_paise - part.refunded_paise for part in paid)


def waiting(provider: str) -> QuerySet[Payment]:
    """Payments of this provider that are still waited for, the shortest time left first."""
    return Payment.objects.filter(provider=provider, status=Payment.Status.AWAITING).order_by("expires_at", "pk")


def not_paid_in_time(provider: str) -> QuerySet[Payment]:
    """Payments that were given up, the latest first. Their money may still come, and is then recorded all the same."""
    return Payment.objects.filter(provider=provider, status=Payment.Status.EXPIRED).order_by("-expires_at", "-pk")
