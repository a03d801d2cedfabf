"""One payment, two addresses: each part is promised, taxed and sent where it goes, and its address changes by itself until it is packed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from journal.models import AuditEntry
from orders import address, gift_address
from orders.checkout import Placed
from orders.contacts import Address
from orders.errors import AddressRefused, BadContact, NotDelivered, PlaceRefused
from orders.gifts import Gift, pins_of
from orders.models import OrderRecord, Parcel, ProducerOrder
from orders.quotes import quote
from payments.models import TaxPaper
from tests.orders import factories as make
from tests.orders.steps import bring

pytestmark = pytest.mark.django_db

MYSURU = Address("4 Palace Road", "", "Mysuru", "570001", "Karnataka")
BENGALURU = replace(make.HOME, line1="9 MG Road", city="Bengaluru", pin="560001", state="Karnataka")
LEH = Address("Main Bazaar", "", "Leh", make.LEH, "Ladakh")
TO_LEH = Gift("Dolma", "98186 45207", LEH, "Warm winter! Ring 98765 43210")


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def order(market: make.Market, gifts: dict[int, Gift], home: Address = make.HOME) -> Placed:
    basket = make.make_basket(market.stole, (market.apricots, 2))
    quoted = quote(basket, home.pin, pins=pins_of(gifts))
    return make.place(basket, address=home, quote_hash=quoted.hash, gifts=gifts)


def test_a_stole_to_mysuru_and_apricots_to_bengaluru_are_one_payment(market: make.Market) -> None:
    gift = Gift("Lakshmi", "98186 45207", MYSURU, "For you")
    placed = order(market, {market.wool.pk: gift}, BENGALURU)
    stole, apricots = make.part_of(placed, market.wool), make.part_of(placed, market.fruit)
    assert (stole.ship_to.postcode, stole.ship_to.first_name, stole.gift_note) == ("570001", "Lakshmi", "For you")
    assert (apricots.ship_to_id, apricots.ship_to.postcode) == (placed.order.shipping_address_id, "560001")
    assert [payment.amount_paise for payment in placed.payments] == [stole.total_paise + apricots.total_paise]
    assert placed.order.shipping_address.postcode == "560001"


def test_charge_days_and_tax_follow_the_address_of_each_part(market: make.Market) -> None:
    placed = order(market, {market.wool.pk: TO_LEH})
    alone = {pin: quote(make.make_basket(market.stole), pin).groups[0] for pin in (make.LEH, make.DELHI)}
    assert alone[make.LEH].delivery_paise != alone[make.DELHI].delivery_paise
    part = make.part_of(placed, market.wool)
    assert part.delivery_paise == alone[make.LEH].delivery_paise
    assert part.gift_note == "Warm winter! Ring •••"
    assert OrderRecord.objects.get().contact_name == "Asha Verma"


def test_the_paper_names_who_pays_and_is_taxed_where_the_part_goes(market: make.Market) -> None:
    placed = order(market, {market.wool.pk: TO_LEH})
    bring(placed, market.wool, "handed_over")
    paper = TaxPaper.objects.get(group=market.wool, role="sale")
    assert paper.buyer["name"] == "Asha Verma"
    assert paper.buyer["address"].startswith("Dolma, Main Bazaar")
    assert paper.place_of_supply == "38"


def test_what_a_group_may_not_send_there_is_refused_for_that_part_alone(market: make.Market) -> None:
    home_only = make.make_group(tax_status="enrolled")
    caps = make.make_listing(home_only, "Caps")
    basket = make.make_basket(caps, market.apricots)
    assert [problem.code for problem in quote(basket, make.DELHI).problems] == ["home_only"]
    assert not quote(basket, make.DELHI, pins={home_only.pk: make.LEH}).problems
    with pytest.raises(NotDelivered):
        make.place(basket, quote_hash="x", gifts={market.fruit.pk: TO_LEH})


def test_a_part_that_would_come_too_late_is_not_ordered_and_one_in_time_keeps_its_day(market: make.Market) -> None:
    today = timezone.localdate()
    last = quote(make.make_basket(market.stole, (market.apricots, 2)), make.DELHI).groups[0].arrives_to
    assert last
    with pytest.raises(PlaceRefused) as refusal:
        order(market, {market.wool.pk: Gift(needed_by=last - timedelta(days=1))})
    assert refusal.value.code == "too_late"
    assert not ProducerOrder.objects.exists()
    placed = order(market, {market.wool.pk: Gift(needed_by=last)})
    part = make.part_of(placed, market.wool)
    assert (part.needed_by, part.ship_to_id) == (last, placed.order.shipping_address_id)
    assert last > today


def test_a_firm_has_its_parts_sent_inside_its_state(market: make.Market) -> None:
    firm = replace(make.ASHA, firm="Lotus", gstin="07AAAAA0001A1Z3")
    basket = make.make_basket(market.stole)
    with pytest.raises(BadContact):
        make.place(basket, contact=firm, quote_hash="x", gifts={market.wool.pk: TO_LEH})


def test_each_address_changes_by_itself_until_its_part_is_packed(market: make.Market) -> None:
    placed = order(market, {market.wool.pk: Gift("Lakshmi", "98186 45207", MYSURU)}, BENGALURU)
    part = bring(placed, market.fruit, "packed")
    gift = make.part_of(placed, market.wool)
    before = gift.version
    gift_address.change(gift, Gift("Lakshmi", "98186 45207", replace(MYSURU, line1="5 Palace Road")))
    gift.refresh_from_db()
    part.refresh_from_db()
    assert (gift.ship_to.line1, part.ship_to.line1, gift.version) == ("5 Palace Road", "9 MG Road", before + 1)
    with pytest.raises(AddressRefused):
        address.change_address(placed.order, contact=make.ASHA, address=replace(BENGALURU, line1="1 MG Road"))
    entry = AuditEntry.objects.filter(action="orders.address_changed").latest("pk")
    assert "Palace" not in str(entry.after)
    ProducerOrder.objects.filter(pk=gift.pk).update(status="packed")
    with pytest.raises(AddressRefused):
        gift_address.change(gift, Gift("Lakshmi", "98186 45207", MYSURU))
    with pytest.raises(AddressRefused):
        gift_address.change(part, Gift("Lakshmi", "98186 45207", MYSURU))  # goes where the rest goes


def test_a_new_pincode_moves_the_promise_of_the_gift_and_no_other(market: make.Market) -> None:
    placed = order(market, {market.wool.pk: Gift("Lakshmi", "98186 45207", MYSURU)}, BENGALURU)
    make.pay(placed)
    gift, other = make.part_of(placed, market.wool), make.part_of(placed, market.fruit)
    dates = dict(Parcel.objects.values_list("producer_order_id", "promised_to"))
    gift_address.change(gift, Gift("Dolma", "98186 45207", LEH))
    moved = dict(Parcel.objects.values_list("producer_order_id", "promised_to"))
    assert moved[gift.pk] != dates[gift.pk]
    assert moved[other.pk] == dates[other.pk]
    ProducerOrder.objects.filter(pk=gift.pk).update(needed_by=timezone.localdate())
    with pytest.raises(AddressRefused) as refusal:
        gift_address.change(gift, Gift("Lakshmi", "98186 45207", MYSURU))
    assert refusal.value.code == "too_late"
    address.change_address(placed.order, contact=make.ASHA, address=replace(BENGALURU, line1="1 MG Road"))
    gift.refresh_from_db()
    other.refresh_from_db()
    assert (gift.ship_to.line1, other.ship_to.line1) == ("Main Bazaar", "1 MG Road")
