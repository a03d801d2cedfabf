"""Where a part goes, as pages tell it: the address, and what is different about a part that is a gift."""

from orders.address import can_change
from orders.models import ProducerOrder
from orders.oscar.order.models import ShippingAddress
from orders.pages import GiftRow, ShipTo


def ship_to_of(row: ShippingAddress) -> ShipTo:
    """An address as pages and labels write it."""
    return ShipTo(
        name=row.first_name,
        phone=str(row.phone_number or ""),
        line1=row.line1,
        line2=row.line2,
        city=row.line4,
        state=row.state,
        pin=row.postcode,
    )


def gift_row(part: ProducerOrder) -> GiftRow | None:
    """What is different about the part; ``None`` for one like most. The part comes with its order and address."""
    is_elsewhere = part.ship_to_id != part.order.shipping_address_id
    if not (is_elsewhere or part.gift_note or part.needed_by):
        return None
    return GiftRow(
        ship_to=ship_to_of(part.ship_to) if is_elsewhere else None,
        note=part.gift_note,
        needed_by=part.needed_by,
        can_change=is_elsewhere and can_change([part.status]),
    )
