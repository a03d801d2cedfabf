"""Oscar's way to place an order, closed: there is one way only, ``orders.checkout.place``."""

from typing import Any, NoReturn

from django.utils.translation import gettext as _
from oscar.apps.order import utils
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.utils import OrderDiscount, OrderDispatcher, OrderLineDiscount, Surcharge

from journal.numbers import new_number

__all__ = ["OrderCreator", "OrderDiscount", "OrderDispatcher", "OrderLineDiscount", "OrderNumberGenerator", "Surcharge"]


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Random public numbers. Oscar's own count up with the basket, so that anybody can guess the next one."""

    def order_number(self, basket: Any = None) -> str:
        return new_number("LB")


class OrderCreator(utils.OrderCreator):
    """Refuses: an order without producer orders, allocations and a held payment would be a half order."""

    def place_order(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnableToPlaceOrder(_("Orders are placed in the shop's own checkout."))
