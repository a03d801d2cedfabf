"""The visitor's own basket."""

from django.http import HttpRequest

from orders.oscar.basket.models import Basket


def own_basket(request: HttpRequest) -> Basket:
    """The basket that Oscar's middleware hangs on the request; fetched when it is first used."""
    return request.basket  # type: ignore[attr-defined]  # set by the basket middleware, unknown to Django's types
