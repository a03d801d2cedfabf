"""The receipt of one press of "Place order": its unique key makes a repeated press find the first one's order."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from journal.changing import Changing
from journal.composed import Composed, Hole
from journal.inserting import insert_one
from orders.models import CheckoutAttempt
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order

MIN_KEY_LENGTH = 20


def new_key() -> str:
    """A key for one checkout page. Who knows it can ask for the order again, so it is unguessable (192 bits)."""
    return secrets.token_urlsafe(24)


def find(key: str) -> CheckoutAttempt | None:
    """The attempt of this key, with its order loaded, once it is placed."""
    return _BY_KEY.first(key=key)


def _of_key(key: Hole) -> QuerySet[CheckoutAttempt]:
    return CheckoutAttempt.objects.filter(key=key, order__isnull=False).select_related("order__record").order_by("pk")[:1]


_BY_KEY = Composed(CheckoutAttempt, _of_key, key=CheckoutAttempt._meta.get_field("key"))


def find_by_basket(basket: Basket) -> CheckoutAttempt | None:
    """The attempt that ordered this basket, when it was ordered in another tab under another key."""
    if basket.pk is None:
        return None
    return CheckoutAttempt.objects.filter(basket_id=basket.pk, order__isnull=False).select_related("order__record").first()


def open_attempt(*, key: str, basket: Basket, quote_hash: str) -> CheckoutAttempt:
    """Write the receipt. A second one of the same key waits for the first and then raises ``IntegrityError``.

    Raises ``ValueError`` for a key that could be guessed.
    """
    if len(key) < MIN_KEY_LENGTH:
        raise ValueError("Use orders.attempts.new_key() for the key of a checkout.")
    return insert_one(CheckoutAttempt(key=key, basket_id=basket.pk, quote_hash=quote_hash, total_paise=0))


def close(attempt: CheckoutAttempt, order: Order, *, total_paise: int, expires_at: datetime) -> None:
    """The receipt now answers with this order. In the transaction that opened it."""
    attempt.order, attempt.status = order, CheckoutAttempt.Status.PLACED
    attempt.total_paise, attempt.expires_at = total_paise, expires_at
    _CLOSING.run(pk=attempt.pk, order=order.pk, total=total_paise, expires_at=expires_at)


def _closed(pk: Hole, order: Hole, total: Hole, expires_at: Hole) -> tuple[QuerySet[CheckoutAttempt], dict[str, Any]]:
    changes = {"order": order, "status": CheckoutAttempt.Status.PLACED, "total_paise": total, "expires_at": expires_at}
    return CheckoutAttempt.objects.filter(pk=pk), changes


_CLOSING = Changing(
    CheckoutAttempt,
    _closed,
    pk=CheckoutAttempt._meta.get_field("id"),
    order=Order._meta.get_field("id"),
    total=CheckoutAttempt._meta.get_field("total_paise"),
    expires_at=CheckoutAttempt._meta.get_field("expires_at"),
)
