"""A part of an order, brought to a state by the very functions that groups, shoppers and the clock use."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from orders import checkout, deliveries, expiry, fulfilment, handover, packing
from orders.models import OrderEvent, Parcel, ProducerOrder
from payments.models import Payment
from producers.models import ProducerGroup
from provenance.models import Lot
from provenance.stock import add_stock_lot
from tests.catalogue import factories as catalogue
from tests.orders import factories as make

WAY = ("held", "new", "accepted", "packed", "handed_over", "delivered", "closed")


def add_lot(listing: Listing, code: str, pieces: int, **fields: object) -> Lot:
    """A lot of the listing's group with pieces in its stock."""
    lot = catalogue.make_lot(listing.group, code=code, **fields)
    add_stock_lot(stock_record=make.stock_of(listing), lot=lot, quantity=pieces, acting_user=None)
    return lot


def member_of(group: ProducerGroup) -> User:
    found = group.memberships.filter(role="owner").first()
    return found.user if found else make.make_member(group)


def fresh(part: ProducerOrder) -> ProducerOrder:
    return ProducerOrder.objects.select_related("order", "group").get(pk=part.pk)


def parcel_of(part: ProducerOrder) -> Parcel:
    """Its first parcel."""
    return Parcel.objects.select_related("producer_order").filter(producer_order=part).earliest("pk")


def last_event(part: ProducerOrder) -> OrderEvent:
    return OrderEvent.objects.filter(producer_order=part).latest("pk")


def bring(placed: checkout.Placed, group: ProducerGroup, to: str) -> ProducerOrder:
    """The group's part of an order that waits for its payment, brought to a state of the ordinary way or off it."""
    if to == "cancelled":
        Payment.objects.filter(pk=placed.payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
        expiry.expire_due()
        return fresh(make.part_of(placed, group))
    if to != "held":
        make.pay(placed)
    part, user = make.part_of(placed, group), member_of(group)
    if to == "declined":
        return fulfilment.decline(part, reason="damaged", acting_user=user)
    way = WAY.index(to)
    if way >= WAY.index("accepted"):
        fulfilment.accept(part, acting_user=user)
    if way >= WAY.index("packed"):
        packing.pack(part, acting_user=user)
    if way >= WAY.index("handed_over"):
        handover.hand_over(part, carrier="own", acting_user=user)
    if way >= WAY.index("delivered"):
        arrive(part)
    if to == "closed":
        ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=timezone.localdate() - timedelta(days=8))
        deliveries.close_due()
    return fresh(part)


def arrive(part: ProducerOrder, source: str = "shopper", on: date | None = None) -> None:
    """All parcels of the part have arrived."""
    for parcel in Parcel.objects.select_related("producer_order").filter(producer_order=part):
        deliveries.arrived(parcel, source=source, on=on)
