"""Changing the address of an order: until packed, never dearer, and nobody overlooks it."""

from dataclasses import replace
from typing import Any

import pytest

from delivery.errors import NotDelivered, UnknownPin
from delivery.models import Closure
from journal import outbox
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import fulfilment, queries
from orders.address import change_address
from orders.contacts import Address, Contact
from orders.errors import AddressRefused, BadContact
from orders.models import LineRecord, OrderEvent, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order, ShippingAddress
from tests.orders import factories as make

NEXT_DOOR = replace(make.HOME, line1="14 Janpath")
IN_LEH = Address("Fort Road", "near the post office", "Leh", make.LEH, "Ladakh")
IN_KOCHI = Address("Fort", "", "Kochi", "682001", "Kerala")


@pytest.fixture
def market(db: None) -> make.Market:
    market = make.make_market()
    Closure.objects.all().delete()
    return market


def _rows() -> list[list[dict[str, Any]]]:
    models = (ShippingAddress, OrderRecord, Parcel, LineRecord, ProducerOrder, OrderEvent, Notice, Effect, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _refused(order: Order, expected: type[Exception], **given: Any) -> Exception:
    """The change is refused and nothing is different afterwards."""
    before = _rows()
    with pytest.raises(expected) as refusal:
        change_address(order, **{"contact": make.ASHA, "address": NEXT_DOOR, **given})
    assert _rows() == before
    return refusal.value


def test_name_number_mail_and_street_change_everywhere_and_dates_and_charges_stay(market: make.Market) -> None:
    order = make.place(market.basket).order
    before = list(Parcel.objects.values())
    ravi = Contact("Ravi Verma", "98000 00001", "ravi@example.com")
    record = change_address(order, contact=ravi, address=NEXT_DOOR)
    assert (record.contact_name, record.contact_mobile, record.contact_email, record.version) == (
        "Ravi Verma",
        "+919800000001",
        "ravi@example.com",
        2,
    )
    page = queries.order_page(order)
    assert page.ship_to == queries.ShipTo("Ravi Verma", "+919800000001", "14 Janpath", "", "New Delhi", "Delhi", "110001")
    assert list(Parcel.objects.values()) == before


def test_the_old_mail_address_is_told_and_the_journal_names_fields_only(market: make.Market) -> None:
    order = make.place_order(market.stole).order
    change_address(order, contact=replace(make.ASHA, email="new@example.com"), address=NEXT_DOOR)
    assert Notice.objects.get(kind="order_address_changed").to == "asha@example.com"
    entry = AuditEntry.objects.get(action="orders.address_changed")
    assert (entry.actor, entry.after) == ("shopper", {"fields": ["line1", "email"], "version": 2})
    event = OrderEvent.objects.get(kind="address_changed")
    assert event.detail == {"fields": ["line1", "email"]}
    for told in (str(entry.after), str(event.detail)):
        assert "Janpath" not in told


def test_groups_that_have_the_order_are_told_and_others_are_not(market: make.Market) -> None:
    wool, fruit = make.make_member(market.wool), make.make_member(market.fruit)
    placed = make.place_order(market.stole, market.apricots)
    change_address(placed.order, contact=make.ASHA, address=NEXT_DOOR)
    assert not Effect.objects.filter(kind="orders.tell_new_address").exists()
    make.pay(placed)
    fulfilment.decline(make.part_of(placed, market.fruit), reason="damaged", acting_user=fruit)
    change_address(placed.order, contact=make.ASHA, address=make.HOME)
    outbox.drain()
    [notice] = Notice.objects.filter(kind="producer_order_address")
    assert notice.to == wool.email
    assert "Janpath" not in notice.body


def test_a_nearer_pincode_moves_the_dates_and_keeps_the_charge_that_was_paid(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    before = Parcel.objects.get()
    change_address(placed.order, contact=make.ASHA, address=IN_LEH)
    parcel, line = Parcel.objects.get(), LineRecord.objects.get()
    assert parcel.charge_paise == before.charge_paise
    assert parcel.promised_to < before.promised_to
    assert (line.promised_from, line.promised_to) == (parcel.promised_from, parcel.promised_to)
    assert queries.order_page(placed.order).total_paise == placed.payment.amount_paise


def test_a_dearer_pincode_is_refused(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole, market.apricots)
    refusal = _refused(placed.order, AddressRefused, address=IN_KOCHI)
    assert refusal.code == "costs_more"


def test_a_pincode_where_a_group_does_not_send_is_refused(db: None) -> None:
    group = make.make_group(tax_status="enrolled")
    placed = make.place_order(make.make_listing(group), address=IN_LEH)
    assert _refused(placed.order, NotDelivered, address=make.HOME).code == "home_only"


def test_fresh_goods_do_not_follow_to_a_place_where_they_would_spoil(db: None) -> None:
    fresh = make.make_food(
        make.make_group(), hsn="080910", product_type=make.make_type("test_fresh", is_food=True, shelf_life_days=5), weight_g=2_000
    )
    placed = make.place_order(fresh, address=IN_LEH)
    assert _refused(placed.order, NotDelivered, address=make.HOME).code == "too_far_for_fresh"


@pytest.mark.parametrize("status", ["packed", "handed_over", "delivered", "closed"])
def test_once_a_part_is_packed_the_address_stays(market: make.Market, status: str) -> None:
    placed = make.make_paid_order(market.stole, market.apricots)
    ProducerOrder.objects.filter(group=market.wool).update(status=status)
    assert not queries.order_page(placed.order).can_change_address
    assert _refused(placed.order, AddressRefused).code == "packed"


def test_when_nothing_is_left_to_send_there_is_nothing_to_change(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole)
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    _refused(placed.order, AddressRefused)


def test_declined_parts_do_not_stand_in_the_way_of_the_others(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole, market.apricots)
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    assert change_address(placed.order, contact=make.ASHA, address=IN_LEH).order.shipping_address.postcode == make.LEH


def test_a_page_that_is_older_than_the_last_change_is_refused(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    version = queries.order_page(placed.order).version
    change_address(placed.order, contact=make.ASHA, address=NEXT_DOOR, version=version)
    assert _refused(placed.order, AddressRefused, address=make.HOME, version=version).code == "changed_meanwhile"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"address": replace(make.HOME, pin="194108")}, UnknownPin),
        ({"address": replace(make.HOME, pin="12")}, UnknownPin),
        ({"address": replace(make.HOME, line1=" ")}, BadContact),
        ({"contact": replace(make.ASHA, mobile="1")}, BadContact),
    ],
)
def test_what_is_no_address_is_refused(market: make.Market, given: dict[str, Any], expected: type[Exception]) -> None:
    _refused(make.place_order(market.stole).order, expected, **given)


def test_a_change_to_the_same_is_none(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    before = _rows()
    change_address(placed.order, contact=make.ASHA, address=make.HOME)
    assert _rows() == before
