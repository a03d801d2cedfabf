"""Orders of the demo in every state, placed and moved by the very functions that shoppers, groups, staff and the clock use."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from marketplace.demo.people import SHOPPER, user
from marketplace.demo.stand_ins import offer_to_another
from orders import at_door, attempts, baskets, cancelling, checkout, deliveries, fulfilment, handover, packing
from orders.contacts import Address, Contact
from orders.models import LineRecord, Parcel, ProducerOrder
from orders.oscar.basket.models import Basket
from orders.quotes import quote
from payments.cash.rules import OFF, in_place_of_ours
from payments.models import Earning
from payments.payout_days import payout_on
from producers.models import Membership
from producers.oscar.strategy import Selector

CONSENT = "I agree to the terms of sale. (demo)"
# The ordinary way of a part, as far as people move it. What lies off the way is asked for by name.
WAY = ("new", "accepted", "packed", "handed_over", "delivered", "closed")
# An order that is paid to the groups when they bring it, and a part of it that was.
AT_DOOR, PAID_AT_DOOR = "at_door", "paid_at_door"
MOST_AT_DOOR_PAISE = 500_000
CLOSED_AFTER_DAYS = deliveries.RETURN_DAYS + 1


def load_order(row: Mapping[str, Any], listings: Mapping[str, Listing], *, staff: User) -> None:
    """Place the order of a row and bring its parts to their states, all of it or nothing; one that was placed before stays as it is."""
    if _is_placed(row):
        return
    with transaction.atomic():
        buyer = user(row["buyer"], *row["person"])
        items = [(listings[slug], quantity) for slug, quantity in row["items"]]
        with _cash_of(items) if row["payment"] == AT_DOOR else nullcontext():
            placed = _placed(row, buyer, items)
        if row["payment"] == "called_off":
            cancelling.cancel_unpaid(placed.order, reason="Demo: the shopper called.", acting_user=staff)
        if row["payment"] not in ("paid", AT_DOOR):
            return
        if row["payment"] == "paid":
            checkout.complete(placed.payment, reference=f"DEMO-{row['name'].upper()}", acting_user=staff)
        for part in ProducerOrder.objects.filter(order=placed.order).select_related("group", "order").order_by("pk"):
            _bring(part, row["parts"].get(part.group.slug, "new"))
            if "stand_in" in row:
                offer_to_another(part, row["stand_in"], staff=staff)


def _is_placed(row: Mapping[str, Any]) -> bool:
    """Told by the goods, which differ from order to order, and by what only the demo agrees to: so a shop with another key knows it too."""
    ours = LineRecord.objects.filter(producer_order__order__record__consent_text=CONSENT)
    found: dict[int, set[tuple[str, int]]] = {}
    for order_id, slug, ordered in ours.values_list("producer_order__order_id", "slug", "ordered"):
        found.setdefault(order_id, set()).add((slug, ordered))
    wanted = {(slug, quantity) for slug, quantity in row["items"]}
    return any(wanted <= goods for goods in found.values())  # another group's goods join those of an order that it sends instead


def _cash_of(items: Sequence[tuple[Listing, int]]) -> AbstractContextManager[None]:
    """The demo's groups take cash for this order, though the shop offers it to nobody."""
    groups = frozenset(listing.group.slug for listing, _quantity in items)
    return in_place_of_ours(replace(OFF, is_offered=True, groups=groups, most_paise=MOST_AT_DOOR_PAISE))


def _placed(row: Mapping[str, Any], buyer: User, items: Sequence[tuple[Listing, int]]) -> checkout.Placed:
    basket = Basket.objects.create(owner=buyer)
    basket.strategy = Selector().strategy(user=buyer)
    for listing, quantity in items:
        baskets.add(basket=basket, product_id=listing.product_id, quantity=quantity)
    address = Address(**row["address"])
    return checkout.place(
        basket=basket,
        key=attempts.new_key(),
        quote_hash=quote(basket, address.pin).hash,
        contact=Contact(name=buyer.get_full_name(), mobile=str(buyer.mobile), email=buyer.email or ""),
        address=address,
        provider="cash" if row["payment"] == AT_DOOR else "offline",
        method=row["method"],
        consent_text=CONSENT,
        user=buyer,
    )


def _bring(part: ProducerOrder, state: str) -> None:
    """One step after the other, each by an owner of the group."""
    owner = Membership.objects.filter(group=part.group, role=Membership.Role.OWNER).earliest("pk").user
    if state == "declined":
        fulfilment.decline(part, reason="damaged", acting_user=owner)
    elif state == "cancelled":
        cancelling.cancel_part(part, reason="Demo: the shopper ordered twice.", acting_user=owner)
    else:
        way = WAY.index("handed_over" if state == PAID_AT_DOOR else state)
        steps = (
            lambda: fulfilment.accept(part, acting_user=owner),
            lambda: packing.pack(part, acting_user=owner),
            lambda: handover.hand_over(part, carrier="own", acting_user=owner),
            lambda: _arrive(part),
            lambda: _close(part),
        )
        for step in steps[:way]:
            step()
            part.refresh_from_db()
        if state == PAID_AT_DOOR:
            at_door.taken(part, acting_user=owner)


def _arrive(part: ProducerOrder) -> None:
    for parcel in Parcel.objects.filter(producer_order=part).select_related("producer_order").order_by("pk"):
        deliveries.arrived(parcel, source=Parcel.Source.SHOPPER, acting_user=User.objects.filter(email=SHOPPER).first())


def _close(part: ProducerOrder) -> None:
    """Nobody can wait a week while the demo loads: the day of delivery is moved back, then the clock's own job closes the part."""
    day = timezone.localdate() - timedelta(days=CLOSED_AFTER_DAYS)
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=day)
    Earning.objects.filter(producer_order_number=part.number).update(delivered_on=day, pay_on=payout_on(day))
    deliveries.close_due()


def listings_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Listing]:
    """The listings that the rows name, by slug; one query."""
    wanted = {slug for row in rows for slug, _quantity in row["items"]}
    return Listing.objects.select_related("product").in_bulk(wanted, field_name="slug")
