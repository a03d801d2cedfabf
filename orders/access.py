"""Who may reach an order or a producer order. Every screen asks here; what is not reachable looks as if it did not exist."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from producers.access import groups_of, may

if TYPE_CHECKING:
    from accounts.models import User


def producer_orders_for(user: "User | AnonymousUser") -> QuerySet[ProducerOrder]:
    """The released producer orders of the groups this person works in or acts for. Nothing before the payment, for nobody."""
    return ProducerOrder.objects.filter(group__in=groups_of(user), released_at__isnull=False).exclude(status=ProducerOrder.Status.HELD)


def producer_order_for(user: "User | AnonymousUser", number: str, act: str = "see_orders") -> ProducerOrder:
    """One of them, if the person's role allows the act. Raises ``ProducerOrder.DoesNotExist`` in every other case."""
    found = producer_orders_for(user).select_related("group").get(number=number)
    if not may(user, found.group, act):
        raise ProducerOrder.DoesNotExist
    return found


def orders_for(user: "User | AnonymousUser") -> QuerySet[Order]:
    """The orders a shopper placed while logged in. Guests reach theirs by link (``orders.links``)."""
    if not user.is_authenticated or not user.is_active:
        return Order.objects.none()
    return Order.objects.filter(user_id=user.pk)
