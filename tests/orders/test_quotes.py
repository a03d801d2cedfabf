"""Quotes: what a basket costs, group by group, and what stands in its way."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Listing, Product, Variant
from delivery.errors import UnknownPin
from delivery.models import Origin, Rate
from orders.oscar.basket.models import Basket, Line
from orders.quotes import Quote, quote
from payments import tax
from payments.models import CommissionRule, TaxRate
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from tests.orders import factories as make
from tests.payments import papers

DAY = date(2026, 11, 23)


def _codes(quoted: Quote) -> list[tuple[str, bool]]:
    return [(problem.code, problem.line_id is not None) for problem in quoted.problems]


def test_each_group_has_a_card_with_its_own_lines_parcels_and_sums(db: None) -> None:
    market = make.make_market()
    quoted = quote(market.basket, make.DELHI, on=DAY)
    assert [[line.title for line in group.lines] for group in quoted.groups] == [
        ["Pashmina stole", "Wool socks"],
        ["Dried apricots", "Apricot kernels"],
        ["Sea buckthorn pulp"],
    ]
    assert [group.goods_paise for group in quoted.groups] == [1_914_050, 112_075, 42_000]
    assert [[parcel.weight_g for parcel in group.parcels] for group in quoted.groups] == [[380], [810], [760]]
    for group in quoted.groups:
        assert group.total_paise == group.goods_paise + group.delivery_paise
        assert group.delivery_paise == sum(parcel.promise.charge_paise for parcel in group.parcels)
    assert quoted.goods_paise == 2_068_125
    assert quoted.total_paise == quoted.goods_paise + quoted.delivery_paise
    delivery_tax = [tax.inside(group.delivery_paise, 500) for group in quoted.groups]
    assert [group.delivery_tax_paise for group in quoted.groups] == delivery_tax
    assert quoted.tax_inside_paise == sum(line.tax_paise for line in quoted.lines) + sum(delivery_tax)
    assert quoted.problems == []
    assert len(quoted.hash) == 64


@pytest.mark.parametrize("tax_status", ["composition", "enrolled"])
def test_no_tax_is_said_to_be_inside_the_prices_of_a_group_that_may_not_charge_it_and_sells_by_itself(db: None, tax_status: str) -> None:
    basket = make.make_basket(make.make_listing(make.make_group(tax_status=tax_status)))
    with papers.group_sells():
        assert quote(basket, make.LEH).tax_inside_paise == 0
    with papers.nodal():  # the operator sells, and charges tax
        assert quote(basket, make.LEH).tax_inside_paise > 0


def test_food_and_wool_of_one_group_go_in_two_parcels_with_their_own_dates(db: None) -> None:
    group = make.make_group()
    basket = make.make_basket(make.make_listing(group, dispatch_days=9), make.make_food(group, dispatch_days=1))
    [card] = quote(basket, make.DELHI, on=DAY).groups
    food, wool = card.parcels
    assert (food.is_food, wool.is_food) == (True, False)
    assert (wool.promise.arrives_from - food.promise.arrives_from).days == 8
    assert [line.arrives_from for line in card.lines] == [wool.promise.arrives_from, food.promise.arrives_from]
    assert (card.arrives_from, card.arrives_to) == (food.promise.arrives_from, wool.promise.arrives_to)
    assert card.dispatch_days == 9


def test_without_a_pincode_there_are_prices_but_no_delivery_and_nothing_to_agree_to(db: None) -> None:
    quoted = quote(make.make_market().basket, "")
    assert (quoted.goods_paise, quoted.delivery_paise, quoted.hash) == (2_068_125, 0, "")
    assert [len(group.parcels) for group in quoted.groups] == [1, 1, 1]
    assert quoted.groups[0].arrives_from is None


def test_an_unknown_pincode_is_refused_as_a_whole(db: None) -> None:
    with pytest.raises(UnknownPin):
        quote(make.make_market().basket, "194108")


def test_an_empty_or_unsaved_basket_has_no_groups(db: None) -> None:
    make.reference()
    for basket in (Basket(), Basket.objects.create()):
        quoted = quote(basket, make.DELHI)
        assert (quoted.groups, quoted.total_paise, quoted.hash) == ([], 0, "")


def test_one_group_that_does_not_send_there_is_named_and_the_others_keep_their_dates(db: None) -> None:
    home_only, other = make.make_group(tax_status="enrolled"), make.make_group()
    basket = make.make_basket(make.make_listing(home_only), make.make_listing(other))
    quoted = quote(basket, make.DELHI)
    assert [(problem.code, problem.group_slug) for problem in quoted.problems] == [("home_only", home_only.slug)]
    assert quoted.groups[0].refusal is not None
    assert quoted.groups[1].arrives_from is not None
    assert quoted.hash == ""
    assert quote(basket, make.LEH).problems == []


def test_a_group_without_an_origin_is_named(db: None) -> None:
    group = make.make_group()
    listing = make.make_listing(group)
    Origin.objects.filter(group=group).delete()
    assert _codes(quote(make.make_basket(listing), make.DELHI)) == [("no_origin", False)]


def test_a_piece_that_nobody_carries_is_named_with_and_without_a_pincode(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group(), weight_g=20_001))
    assert _codes(quote(basket, make.DELHI)) == [("too_heavy", False)]
    assert _codes(quote(basket, "")) == [("too_heavy", False)]


def test_what_is_sold_out_or_short_is_named_by_line(db: None) -> None:
    group = make.make_group()
    gone, short = make.make_listing(group, stock=0), make.make_listing(group, stock=2)
    quoted = quote(make.make_basket(gone, (short, 3)), make.DELHI)
    assert _codes(quoted) == [("sold_out", True), ("few_left", True)]
    assert [line.left for line in quoted.lines] == [0, 2]


def test_what_others_hold_is_not_free(db: None) -> None:
    listing = make.make_listing(make.make_group(), stock=3)
    make.place_order((listing, 2))
    assert _codes(quote(make.make_basket((listing, 2)), make.DELHI)) == [("few_left", True)]


@pytest.mark.parametrize("status", [Listing.Status.PAUSED, Listing.Status.WITHDRAWN, Listing.Status.DRAFT])
def test_what_is_no_longer_sold_is_named(db: None, status: str) -> None:
    listing = make.make_listing(make.make_group())
    Listing.objects.filter(pk=listing.pk).update(status=status)
    assert _codes(quote(make.make_basket(listing), make.DELHI)) == [("not_sold", True)]


def test_a_suspended_group_sells_nothing(db: None) -> None:
    listing = make.make_listing(make.make_group())
    ProducerGroup.objects.update(status=ProducerGroup.Status.SUSPENDED)
    assert _codes(quote(make.make_basket(listing), make.DELHI)) == [("not_sold", True)]


def test_goods_without_a_known_tax_rate_can_not_be_ordered(db: None) -> None:
    listing = make.make_listing(make.make_group(), hsn="9999")
    assert _codes(quote(make.make_basket(listing), make.DELHI)) == [("no_tax_rate", True)]


def test_the_price_is_the_one_of_today_not_the_one_when_it_was_put_in(db: None) -> None:
    listing = make.make_listing(make.make_group(), price_paise=100_000)
    basket = make.make_basket(listing)
    StockRecord.objects.filter(product_id=listing.product_id).update(price="999.99")
    assert quote(basket, make.DELHI).goods_paise == 99_999


def test_a_variant_has_its_own_price_weight_and_name(db: None) -> None:
    group = make.make_group()
    listing = make.make_listing(group, "Herb tea", weight_g=100, mrp_paise=20_000, price_paise=20_000, size_text="50 g")
    child = Product.objects.create(structure="child", parent=listing.product, title="Large")
    Product.objects.filter(pk=listing.product_id).update(structure="parent")
    StockRecord.objects.create(
        product=child, partner=group.oscar_partner, partner_sku="large", price="350.00", num_in_stock=4, price_currency="INR"
    )
    Variant.objects.create(product=child, listing=listing, label="Large", size_text="100 g", mrp_paise=40_000, net_quantity=1, weight_g=180)
    basket = Basket.objects.create()
    record = child.stockrecords.get()
    Line.objects.create(basket=basket, line_reference="x", product=child, stockrecord=record, quantity=2, price_currency="INR")
    [line] = quote(basket, make.DELHI).lines
    assert (line.title, line.variant, line.size_text, line.left) == ("Herb tea", "Large", "100 g", 4)
    assert (line.unit_price_paise, line.mrp_paise, line.line_paise, line.weight_g) == (35_000, 40_000, 70_000, 180)


def _hash(basket: Basket, pin: str = make.DELHI, on: date = DAY) -> str:
    return quote(basket, pin, on=on).hash


def test_the_hash_is_the_same_for_the_same_offer_and_changes_with_everything_a_shopper_sees(db: None) -> None:
    market = make.make_market()
    basket = market.basket
    before = _hash(basket)
    assert _hash(basket) == before
    changes = [
        lambda: Line.objects.filter(basket=basket, product=market.socks.product_id).update(quantity=2),
        lambda: StockRecord.objects.filter(product=market.socks.product_id).update(price="640.51"),
        lambda: Listing.objects.filter(pk=market.socks.pk).update(weight_g=5_000),
        lambda: Listing.objects.filter(pk=market.stole.pk).update(dispatch_days=8),
        lambda: Listing.objects.filter(pk=market.stole.pk).update(mrp_paise=1_900_000),
        lambda: Rate.objects.filter(hub__code="diskit").update(charge_paise=1),
        lambda: TaxRate.objects.filter(hsn="2009").update(rate_bp=1200),
    ]
    seen = {before, _hash(basket, pin=make.LEH), _hash(basket, on=date(2026, 11, 24))}
    for change in changes:
        change()
        seen.add(_hash(basket))
    assert len(seen) == 3 + len(changes)


def test_a_quote_takes_the_same_few_queries_for_one_line_and_for_many(db: None) -> None:
    market = make.make_market()
    many = make.make_basket(
        *[make.make_food(market.fruit) for _number in range(19)],
        market.stole,
        market.pulp,
        *[make.make_listing(make.make_group()) for _number in range(3)],
    )
    counts = []
    for basket in (make.make_basket(market.stole), many):
        with CaptureQueriesContext(connection) as seen:
            quoted = quote(basket, make.DELHI)
        counts.append(len(seen))
    assert len(quoted.lines) == 24
    assert counts == [5, 5]


def test_fees_are_on_goods_only_and_by_line(db: None) -> None:
    group = make.make_group()
    CommissionRule.objects.create(group=group, rate_bp=333, valid_from=date(2026, 5, 1))
    [card] = quote(make.make_basket((make.make_listing(group, price_paise=64_050), 3)), make.DELHI).groups
    assert card.commission_paise == card.lines[0].commission_paise == 6_399  # 192,150 paise at 3.33 % is 6,398.6
