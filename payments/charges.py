"""Asking for money: one payment for one order, with the exact part of each producer order."""

from collections.abc import Mapping

from django.utils import timezone

from journal.numbers import new_number
from payments import allocations, providers
from payments.models import Payment


def open_payment(
    *, order_number: str, provider: str, method: str, totals: Mapping[str, int], groups: Mapping[str, int], key: str
) -> Payment:
    """A payment that waits for its money, and its allocations by producer order number. In the caller's transaction.

    ``groups`` are ids of producer groups, by producer order number. ``key`` is stored before any provider is called, so that a
    repeated call is the same call. Raises ``UnknownProvider``.
    """
    chosen = providers.get(provider)
    chosen.require_method(method)
    now = timezone.now()
    payment = Payment.objects.create(
        number=new_number("PY"),
        order_number=order_number,
        provider=chosen.code,
        method=method,
        amount_paise=sum(totals.values()),
        key=key,
        created_at=now,
        expires_at=now + chosen.hold,
    )
    allocations.authorise(payment, totals, groups)
    return payment
