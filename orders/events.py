"""The dated history of an order, as its page and its groups tell it. Rows are only ever added."""

from typing import TYPE_CHECKING, Any

from journal.inserting import insert_one
from orders.models import OrderEvent, ProducerOrder
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User


def tell(
    order: Order | int,
    kind: str,
    *,
    producer_order: ProducerOrder | None = None,
    before: str = "",
    after: str = "",
    by_user: "User | None" = None,
    **detail: Any,
) -> OrderEvent:
    """Add one line to the history of an order, or of the one with this key, in the caller's transaction. ``detail`` is plain data, no
    personal data of the shopper.
    """
    event = OrderEvent(
        order_id=order if isinstance(order, int) else order.pk,
        producer_order=producer_order,
        kind=kind,
        status_before=before,
        status_after=after,
        detail=detail,
        by_user=by_user,
    )
    return insert_one(event)
