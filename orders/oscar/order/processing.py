"""Oscar's order events, closed for its dashboard: states belong to producer orders, parcels and payments."""

from typing import Any, NoReturn

from django.utils.translation import gettext as _
from oscar.apps.order import exceptions, processing


class EventHandler(processing.EventHandler):
    """Central staff see orders in Oscar's dashboard; they change them in the administration's own screens.

    Oscar's events move neither stock nor money nor the group's part. Its dashboard shows these refusals as messages.
    """

    def handle_shipping_event(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise exceptions.InvalidShippingEvent(_("Parcels are recorded on the producer order."))

    def handle_payment_event(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise exceptions.InvalidPaymentEvent(_("Payments and refunds are recorded on the payment."))

    def handle_order_status_change(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise exceptions.InvalidOrderStatus(_("An order's state follows from its producer orders."))

    def consume_stock_allocations(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise exceptions.InvalidShippingEvent(_("Stock moves with the producer order."))

    cancel_stock_allocations = consume_stock_allocations
