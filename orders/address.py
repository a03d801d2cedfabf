"""Changing where an order goes, or whom to call, until the first part of it is packed."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Listing
from delivery.errors import NotDelivered
from delivery.parcels import ParcelSpec, shelf_life, volume
from delivery.promise import Promise, promises
from journal import audit, outbox
from orders import at_door_rules, events, letters
from orders.contacts import Address, Contact, check_state
from orders.errors import AddressRefused
from orders.models import LineRecord, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order, ShippingAddress

if TYPE_CHECKING:
    from accounts.models import User

TELL_NEW_ADDRESS = "orders.tell_new_address"
Status = ProducerOrder.Status
_OPEN = (Status.HELD, Status.NEW, Status.ACCEPTED)
_GONE = (Status.DECLINED, Status.CANCELLED)
WITH_ORIGIN = ("group__district", "group__origin__hub", "group__origin__centre")


@dataclass(frozen=True)
class _Move:
    """One parcel with its promise at the new pincode."""

    parcel: Parcel
    promise: Promise


def can_change(statuses: list[str]) -> bool:
    """Whether the address may still be changed: something is left to send, and nothing is packed yet."""
    return any(status in _OPEN for status in statuses) and all(status in _OPEN or status in _GONE for status in statuses)


def change_address(
    order: Order, *, contact: Contact, address: Address, acting_user: "User | None" = None, version: int | None = None
) -> OrderRecord:
    """Write a new name, number and address for all parts of the order but those that go to somebody else (``gift_address``).

    A new pincode is quoted anew: the dates follow it, the charge that was paid stays. Raises ``AddressRefused`` once a part is
    packed, where carrying would cost more than was charged, or when the row was changed since ``version``; ``NotDelivered`` where
    a group can not send to the new pincode; ``BadContact`` or ``UnknownPin`` for what can not be an address.
    """
    contact, address = contact.tidied(), address.tidied()
    check_state(contact.gstin, address.pin)
    with transaction.atomic():
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order__shipping_address").get(order=order)
        if version is not None and version != record.version:
            raise AddressRefused("changed_meanwhile", _("The order was changed meanwhile. Please look at it again."))
        held = record.order.shipping_address
        held_parts = ProducerOrder.objects.select_for_update(of=("self",)).filter(order=order).select_related(*WITH_ORIGIN, "ship_to")
        all_parts = list(held_parts.order_by("pk"))
        parts = [part for part in all_parts if part.ship_to_id == held.pk]
        for part in all_parts:
            check_state(contact.gstin, address.pin if part in parts else part.ship_to.postcode)
        if not can_change([part.status for part in parts]):
            raise AddressRefused("packed", _("A part of the order is packed already. Please call us."))
        if held.postcode != address.pin:
            if not at_door_rules.check_address(parts, address.pin):
                raise AddressRefused("not_at_door", _("You pay at the door, and the group can not bring it there itself. Please call us."))
            move_parcels([part for part in parts if part.status in _OPEN], address.pin)
        changed = _write(record, held, contact, address)
        if changed:
            _outdate([part for part in parts if part.status in _OPEN])
            _tell(record, parts, changed, acting_user)
    return record


def move_parcels(parts: list[ProducerOrder], pin: str) -> None:
    """Promise all open parcels anew; the charge may not rise. Same pieces, same weights, days counted from today."""
    sent = Parcel.objects.filter(producer_order__in=parts).exclude(status=Parcel.Status.CANCELLED)
    parcels = list(sent.prefetch_related("parcel_lines__line__season").order_by("pk"))
    listings = _listings(parcels)
    by_part = {part.pk: [parcel for parcel in parcels if parcel.producer_order_id == part.pk] for part in parts}
    requests = [(getattr(part.group, "origin", None), [_spec(part, parcel, listings) for parcel in by_part[part.pk]]) for part in parts]
    moves: list[_Move] = []
    for part, answer in zip(parts, promises(requests, pin), strict=True):
        if isinstance(answer, NotDelivered):
            raise answer
        moves += [_Move(parcel, promise) for parcel, promise in zip(by_part[part.pk], answer, strict=True)]
    needed = {part.pk: part.needed_by for part in parts if part.needed_by}
    if any(move.promise.arrives_to > needed.get(move.parcel.producer_order_id, date.max) for move in moves):
        raise AddressRefused("too_late", _("It would not be there by the day on which it is needed. Please call us."))
    if any(move.promise.charge_paise > move.parcel.charge_paise for move in moves):
        raise AddressRefused("costs_more", _("Sending there costs more than you have paid. Please call us."))
    for move in moves:
        _write_promise(move)


def _listings(parcels: list[Parcel]) -> dict[str, Listing]:
    slugs = {held.line.slug for parcel in parcels for held in parcel.parcel_lines.all()}
    return {listing.slug: listing for listing in Listing.objects.filter(slug__in=slugs).select_related("product_type")}


def _spec(part: ProducerOrder, parcel: Parcel, listings: dict[str, Listing]) -> ParcelSpec:
    """The parcel as it was planned. A listing that is gone since counts as an ordinary one."""
    inside = [listings[held.line.slug] for held in parcel.parcel_lines.all() if held.line.slug in listings]
    lives = [shelf_life(listing.hsn, listing.product_type.shelf_life_days) for listing in inside]
    return ParcelSpec(
        weight_g=parcel.weight_g,
        is_liquid=any(listing.is_liquid for listing in inside),
        is_fragile=any(listing.is_fragile for listing in inside),
        dispatch_days=_days_left(part),
        is_food=parcel.contents == Parcel.Contents.FOOD,
        shelf_life_days=min((days for days in lives if days is not None), default=None),
        freezes=any(listing.freezes for listing in inside),
        ships=next(((season.ships_from, season.ships_to) for held in parcel.parcel_lines.all() if (season := held.line.season)), None),
        volume_mm3=sum(
            volume(listings[held.line.slug].packed_mm) * held.quantity for held in parcel.parcel_lines.all() if held.line.slug in listings
        ),
    )


def _days_left(part: ProducerOrder) -> int:
    """Days until the part has to be packed; all of them while it waits for the payment."""
    if part.due_at is None:
        return part.dispatch_days
    return max(0, (timezone.localdate(part.due_at) - timezone.localdate()).days)


def _write_promise(move: _Move) -> None:
    promise = move.promise
    dates: dict[str, date] = {"promised_from": promise.arrives_from, "promised_to": promise.arrives_to}
    words = {"promise_note": promise.note[:160], "joined_at": promise.joined_at}
    Parcel.objects.filter(pk=move.parcel.pk).update(version=F("version") + 1, **words, **dates)
    LineRecord.objects.filter(parcel_lines__parcel=move.parcel).update(**dates)


def _write(record: OrderRecord, held: ShippingAddress, contact: Contact, address: Address) -> list[str]:
    """Write both rows; the names of the fields that changed."""
    mine = {"contact_email": contact.email, "buyer_firm": contact.firm, "buyer_gstin": contact.gstin}
    changed = write_row(held, contact, address)
    changed += [name.removeprefix("contact_") for name, value in mine.items() if getattr(record, name) != value]
    if changed:
        OrderRecord.objects.filter(pk=record.pk).update(
            contact_name=contact.name, contact_mobile=contact.mobile, version=F("version") + 1, **mine
        )
    return changed


def write_row(held: ShippingAddress, contact: Contact, address: Address) -> list[str]:
    """Write one row of an address; the names of the fields that changed."""
    wanted: dict[str, Any] = {
        "first_name": contact.name,
        "phone_number": contact.mobile,
        "line1": address.line1,
        "line2": address.line2,
        "line4": address.city,
        "state": address.state,
        "postcode": address.pin,
    }
    changed = [name for name, value in wanted.items() if str(getattr(held, name) or "") != value]
    if changed:
        for name, value in wanted.items():
            setattr(held, name, value)
        held.save()
    return changed


def _outdate(parts: list[ProducerOrder]) -> None:
    """A packer whose page shows the old address may not pack from it: ``packing.pack`` compares the versions."""
    ProducerOrder.objects.filter(pk__in=[part.pk for part in parts]).update(version=F("version") + 1)


def _tell(record: OrderRecord, parts: list[ProducerOrder], changed: list[str], acting_user: "User | None") -> None:
    """History, journal and mails. The journal names the fields only: an address in it could never be erased."""
    letters.address_changed(record, record.version + 1)  # to the address that was on the order until now
    record.refresh_from_db()
    events.tell(record.order, "address_changed", by_user=acting_user, fields=changed)
    audit.record(
        action="orders.address_changed",
        subject=record.order,
        acting_user=acting_user,
        actor="" if acting_user else "shopper",
        after={"fields": changed, "version": record.version},
    )
    working = [part.number for part in parts if part.status in (Status.NEW, Status.ACCEPTED)]
    if working:
        payload = {"producer_orders": working, "version": record.version}
        outbox.owe(TELL_NEW_ADDRESS, key=f"{record.order.number}:{record.version}", payload=payload)
