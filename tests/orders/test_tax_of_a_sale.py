"""The tax lines of the domain facts (section 9), each from the basket to the paper the shopper is given."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from catalogue.models import Listing
from delivery.errors import NotDelivered
from orders import packing
from orders.errors import BadContact, PackRefused
from orders.models import ProducerOrder
from orders.quotes import quote
from payments.models import TaxPaper
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring, fresh, member_of
from tests.payments import papers

pytestmark = pytest.mark.django_db
KARGIL = "194103"
FIRM = "07AAPFU0939F1ZX"  # demo, of Delhi
LADAKH_PINS = ("194101", "194102", "194103", "194104", "194105", "194106", "194107", "194109")
LADAKH_PINS += ("194201", "194202", "194301", "194302", "194303", "194401")
RUPEE = 100


def _shawl(rupees: int, *, handmade: bool, **group: object) -> Listing:
    return make.make_listing(make.make_group(**group), "Pashmina shawl", price_paise=rupees * RUPEE, handmade=handmade)


def _goods_line(part: ProducerOrder) -> tuple[int, int, int, int]:
    """Rate, CGST, UTGST and IGST of the shawl, as the paper says."""
    line = papers.paper_of(part).lines.exclude(key="delivery").get()
    return line.rate_bp, line.cgst_paise, line.utgst_paise, line.igst_paise


def test_handmade_shawl_of_15000_rupees_to_delhi_bears_igst_of_5_percent() -> None:
    part = papers.sold(_shawl(15_000, handmade=True))
    paper = papers.paper_of(part)
    assert _goods_line(part) == (500, 0, 0, 71_429)  # inside 15,000 rupees: 14,285.71 + 714.29
    assert (paper.place_of_supply, paper.place_of_supply_name) == ("07", "Delhi")
    assert (paper.cgst_paise, paper.utgst_paise) == (0, 0)


def test_machine_made_shawl_of_15000_rupees_to_delhi_bears_igst_of_18_percent() -> None:
    assert _goods_line(papers.sold(_shawl(15_000, handmade=False))) == (1_800, 0, 0, 228_814)


def test_handmade_shawl_to_kargil_bears_cgst_and_utgst_of_two_and_a_half_percent_each() -> None:
    part = papers.sold(_shawl(15_000, handmade=True), pin=KARGIL)
    paper = papers.paper_of(part)
    assert _goods_line(part) == (500, 35_715, 35_714, 0)  # the odd paisa is the union's
    assert (paper.place_of_supply, paper.place_of_supply_name, paper.igst_paise) == ("38", "Ladakh", 0)


def test_a_firm_that_buys_stands_on_the_invoice_and_in_the_first_table_of_the_return() -> None:
    contact = replace(make.ASHA, firm="Asha Traders", gstin=FIRM)
    paper = papers.paper_of(papers.sold(_shawl(15_000, handmade=True), contact=contact))
    assert (paper.buyer["name"], paper.buyer_gstin, paper.place_of_supply) == ("Asha Traders", FIRM, "07")


def test_a_firm_of_another_state_than_the_delivery_is_refused_before_anything_is_placed() -> None:
    elsewhere = replace(make.ASHA, firm="Asha Traders", gstin="27AAPFU0939F1ZV")
    with pytest.raises(BadContact, match="gstin"):
        make.place_order(_shawl(15_000, handmade=True), contact=elsewhere)
    assert not ProducerOrder.objects.exists()


@pytest.mark.parametrize(("rupees", "rate_bp"), [(2_500, 500), (2_501, 1_800)])
def test_shawl_that_is_not_handmade_bears_5_percent_up_to_2500_rupees_and_18_above(rupees: int, rate_bp: int) -> None:
    assert _goods_line(papers.sold(_shawl(rupees, handmade=False)))[0] == rate_bp


@pytest.mark.parametrize("tax_status", ["enrolled", "composition"])
def test_seller_without_gstin_is_blocked_outside_the_pins_of_ladakh_and_this_is_said_before_payment(tax_status: str) -> None:
    listing = _shawl(1_000, handmade=True, tax_status=tax_status)
    basket = make.make_basket(listing)
    problems = quote(basket, make.DELHI).problems
    assert [(problem.code, str(problem.words)) for problem in problems] == [
        ("home_only", "By its tax status this group may sell inside Ladakh only.")
    ]
    with pytest.raises(NotDelivered):
        make.place(basket)
    assert not ProducerOrder.objects.exists()


@pytest.mark.parametrize("tax_status", ["enrolled", "composition"])
def test_seller_without_gstin_is_blocked_for_a_firm_outside_ladakh_that_has_it_sent_inside(tax_status: str) -> None:
    with pytest.raises(BadContact, match="gstin"):
        make.place_order(
            _shawl(1_000, handmade=True, tax_status=tax_status),
            contact=replace(make.ASHA, firm="Asha Traders", gstin=FIRM),
            address=replace(make.HOME, pin=KARGIL, city="Kargil", state="Ladakh"),
        )
    assert not ProducerOrder.objects.exists()


def test_seller_without_gstin_sells_to_all_fourteen_pins_of_ladakh() -> None:
    basket = make.make_basket(_shawl(1_000, handmade=True, tax_status="enrolled"))
    assert [pin for pin in LADAKH_PINS if quote(basket, pin).problems] == []
    assert quote(basket, "190001").problems  # Srinagar is not in Ladakh any more


def test_mixed_basket_of_shawl_and_jam_travels_in_two_parcels_under_one_invoice() -> None:
    group = make.make_group()
    jam = make.make_food(group, "Apricot jam", hsn="2007")
    part = papers.sold(make.make_listing(group, price_paise=1_500_000), jam)
    paper = papers.paper_of(part)
    assert part.parcels.count() == 2
    assert TaxPaper.objects.filter(role="sale").count() == 1
    assert sorted(paper.lines.values_list("hsn", "rate_bp")) == [("2007", 500), ("62142020", 500), ("62142020", 500)]
    assert paper.total_paise == part.total_paise


def test_mixed_basket_of_two_groups_has_one_invoice_for_each_group() -> None:
    one, other = make.make_group(), make.make_group()
    first = papers.sold(make.make_listing(one), make.make_listing(other))
    second = papers.carry_out(ProducerOrder.objects.get(order=first.order, group=other))
    sales = TaxPaper.objects.filter(role="sale").order_by("pk")
    assert [(paper.group_id, paper.producer_order_number) for paper in sales] == [(one.pk, first.number), (other.pk, second.number)]
    assert sum(paper.total_paise for paper in sales) == first.total_paise + second.total_paise


@pytest.mark.parametrize(("days_left", "is_sent"), [(45, True), (44, False)])
def test_long_life_food_that_would_have_less_than_45_days_left_at_the_door_is_refused_for_dispatch(days_left: int, is_sent: bool) -> None:
    group = make.make_group()
    jam = make.make_food(group, "Apricot jam", hsn="2007")
    part = bring(make.place_order(jam), group, "accepted")
    last = part.lines.get().promised_to + timedelta(days=days_left)
    add_lot(jam, "L-JAM", 5, made_on=last - timedelta(days=365), best_before=last)
    with nullcontext() if is_sent else pytest.raises(PackRefused, match="too_few_in_lots"):
        packing.pack(part, acting_user=member_of(group))
    assert fresh(part).status == ("packed" if is_sent else "accepted")
