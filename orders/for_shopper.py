"""What staff do on an order because its shopper asked them to: each act with a reason, journalled as done on the shopper's behalf."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

from journal import audit
from notices import texts
from orders import address, cancelling, deliveries, letters, links, losses
from orders.contacts import Address, Contact
from orders.errors import NoMail
from orders.models import OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User
    from journal.models import AuditEntry

SHOPPER = "shopper"


def resend_link(order: Order, *, reason: str, acting_user: "User") -> None:
    """Send the order's link once more, to the address or else the number on it. Raises ``NoMail`` where it could be sent nowhere."""
    with transaction.atomic():
        record, entry = _begin(order, "link_sent", reason, acting_user)
        _send_link(record, entry)


def replace_link(order: Order, *, reason: str, acting_user: "User") -> None:
    """Close every link of the order and send a fresh one. Raises ``NoMail`` where it could be sent nowhere."""
    with transaction.atomic():
        record, entry = _begin(order, "link_replaced", reason, acting_user)
        links.replace(order, acting_user=acting_user, reason=reason)
        _send_link(record, entry)


def change_address(
    order: Order, *, contact: Contact, to: Address, reason: str, acting_user: "User", version: int | None = None
) -> OrderRecord:
    """Another address, name or number, until the first part is packed. Raises what ``address.change_address`` raises."""
    with transaction.atomic():
        _begin(order, "address_changed", reason, acting_user)
        return address.change_address(order, contact=contact, address=to, acting_user=acting_user, version=version)


def cancel_unpaid(order: Order, *, reason: str, acting_user: "User") -> None:
    """Call off an order that is not paid. Raises ``NotPossible``."""
    with transaction.atomic():
        _begin(order, "called_off", reason, acting_user)
        cancelling.cancel_unpaid(order, reason=reason, acting_user=acting_user)


def cancel_part(part: ProducerOrder, *, reason: str, acting_user: "User") -> None:
    """Call off one group's part before it was handed over. Raises ``NotPossible``."""
    with transaction.atomic():
        _begin(part.order, "part_called_off", reason, acting_user, part.number)
        cancelling.cancel_part(part, reason=reason, acting_user=acting_user, on_behalf_of=SHOPPER)


def parcel_arrived(parcel: Parcel, *, reason: str, acting_user: "User") -> None:
    """The shopper says on the telephone that a parcel is there. Raises ``NotPossible`` or ``DeliveryRefused``."""
    with transaction.atomic():
        _begin(parcel.producer_order.order, "arrived", reason, acting_user, parcel.number)
        deliveries.arrived(parcel, source=Parcel.Source.STAFF, acting_user=acting_user)


def parcel_missed(parcel: Parcel, *, reason: str, acting_user: "User") -> None:
    """The shopper misses a parcel. Raises ``NotPossible``, or ``DeliveryRefused`` before the promised days are over."""
    with transaction.atomic():
        _begin(parcel.producer_order.order, "not_arrived", reason, acting_user, parcel.number)
        deliveries.not_arrived(parcel, acting_user=acting_user)


def parcel_lost(parcel: Parcel, *, reason: str, acting_user: "User") -> None:
    """A parcel is given up: the shopper gets the money back, and the shop or the group bears it. Raises ``NotPossible``."""
    with transaction.atomic():
        _begin(parcel.producer_order.order, "lost", reason, acting_user, parcel.number)
        losses.lost(parcel, acting_user=acting_user, words=reason)


def parcel_back(parcel: Parcel, *, reason: str, acting_user: "User") -> None:
    """A parcel that nobody took is back with its group, and whole. Raises ``NotPossible``."""
    with transaction.atomic():
        _begin(parcel.producer_order.order, "came_back", reason, acting_user, parcel.number)
        losses.came_back(parcel, can_be_sold=True, acting_user=acting_user, words=reason)


def parcel_back_spoilt(parcel: Parcel, *, reason: str, acting_user: "User") -> None:
    """The same, and what was in it can not be sold any more. Raises ``NotPossible``."""
    with transaction.atomic():
        _begin(parcel.producer_order.order, "came_back", reason, acting_user, parcel.number)
        losses.came_back(parcel, can_be_sold=False, acting_user=acting_user, words=reason)


# By the name that the screen posts; the second and third act on a part or a parcel of the order.
ON_ORDER: dict[str, Callable[..., None]] = {"resend-link": resend_link, "replace-link": replace_link, "cancel-unpaid": cancel_unpaid}
ON_PART: dict[str, Callable[..., None]] = {"cancel-part": cancel_part}
ON_PARCEL: dict[str, Callable[..., None]] = {
    "arrived": parcel_arrived,
    "not-arrived": parcel_missed,
    "lost": parcel_lost,
    "came-back": parcel_back,
    "came-back-spoilt": parcel_back_spoilt,
}


def opened(order: Order, *, acting_user: "User") -> None:
    """Somebody of the staff looks at an order and at the personal data of its shopper: who and which, in the journal."""
    with transaction.atomic():
        audit.record(action="orders.opened", subject=order, acting_user=acting_user)


def _begin(order: Order, act: str, reason: str, acting_user: "User", what: str = "") -> "tuple[OrderRecord, AuditEntry]":
    """Lock the order and write who acts for whom and why; undone with the transaction where the act is refused."""
    record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order__user").get(order=order)
    entry = audit.record(
        action=f"orders.for_shopper.{act}",
        subject=order,
        acting_user=acting_user,
        on_behalf_of=SHOPPER,
        after={"number": what} if what else None,
        reason=reason,
    )
    return record, entry


def _send_link(record: OrderRecord, entry: "AuditEntry") -> None:
    to_email = letters.recipient(record)
    to_mobile = "" if to_email or not texts.has_words(letters.ORDERS_FOUND) else record.contact_mobile
    if not to_email and not to_mobile:
        raise NoMail(record.order.number)
    found = [(record.order.number, links.standing_link(record.order))]
    letters.found(record.language, f"staff:{entry.pk}", found, to_email=to_email, to_mobile=to_mobile)
