"""The product page: what the law wants, what a buyer asks, and where the money goes."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.listings import add_variant, change_slug
from catalogue.models import Listing
from producers.models import ProducerGroup
from provenance.withdrawing import withdraw
from search import facts
from tests.catalogue.factories import make_draft, record_of
from tests.search.goods import FIRST_DAY, put_live
from tests.storefront.looking import Shop, get, lot_of, make_sizes, open_shop, text_of

pytestmark = pytest.mark.django_db
STOLE = "/p/undyed-stole/"


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def test_the_page_tells_price_maker_marks_and_what_the_law_wants(shop: Shop) -> None:
    words = text_of(get(STOLE))
    for part in (
        "Undyed stole",
        "By Wool Sisters , Phyang, Leh",
        "₹18,500",
        "MRP ₹19,800 below MRP, all taxes included",
        "Women-led WL-1 , checked, valid to",
        "Common name Pashmina stole",
        "Net quantity 1 piece",
        "MRP, all taxes included ₹19,800",
        "Care Wash cold.",
        "Nutrition for 100 g or ml energy 12 kcal",
        "Made and packed by Society (test), Lower Phyang, Leh",
        "Country of origin India",
        "Packed or made in",
        "7-day return",
    ):
        assert part in words, part


def test_food_shows_its_unit_price_and_licence(shop: Shop) -> None:
    words = text_of(get("/p/sun-dried-apricots/"))
    assert "Unit price ₹1.28 a g" in words
    assert "FSSAI number 21026001000123" in words


def test_the_parts_of_the_price_come_from_rule_and_rate_and_sum_to_it(shop: Shop) -> None:
    words = text_of(get(STOLE))
    parts = re.search(r"who made and packed it ([₹\d,.]+) Fee of the shop, ([\d.]+)% ([₹\d,.]+)", words)
    assert parts is not None
    sums = [round(float(parts[number].strip("₹").replace(",", "")) * 100) for number in (1, 3)]
    assert sum(sums) == 1_850_000
    assert sums[1] == round(1_850_000 * float(parts[2]) / 100)
    assert f"The group receives {parts[1]} of the price you pay" in words
    assert "₹880.95 of the price is GST of 5%." in words  # 5 % inside ₹18,500


def test_a_pincode_gives_charge_and_days_and_a_wrong_one_says_so(shop: Shop) -> None:
    known = text_of(get(f"{STOLE}?pin=110001"))
    assert re.search(r"Arrives \d+ (\w+ )?to \d+ \w+", known)
    assert re.search(r"Delivery ₹\d+ for one piece", known)
    wrong = get(f"{STOLE}?pin=12")
    assert "We do not know this pincode" in text_of(wrong)
    assert 'aria-invalid="true"' in wrong.content.decode()


def test_the_form_posts_to_the_basket_without_a_token(shop: Shop) -> None:
    page = get(STOLE).content.decode()
    form = re.search(r'<form id="add" method="post" action="/basket/add/">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    assert f'name="product" value="{shop.stole.product_id}"' in form[1]
    assert "csrf" not in form[1]


def test_the_journey_of_the_lot_that_leaves_next_is_told(shop: Shop) -> None:
    words = text_of(get(STOLE))
    assert "The journey of lot L-20931" in words
    assert "Combed Nyoma, 4,180 m" in words
    withdraw(shop.lot, reason="Moths were found.", what_to_do="Send it back.", acting_user=None)
    assert "The journey of lot" not in text_of(get(STOLE))


def test_a_lot_past_its_date_is_passed_over(shop: Shop) -> None:
    lot_of(shop.apricots, code="L-OLD", best_before=timezone.localdate() - timedelta(days=1))
    lot_of(shop.apricots, code="L-NEW", best_before=timezone.localdate() + timedelta(days=90))
    words = text_of(get("/p/sun-dried-apricots/"))
    assert "The journey of lot L-NEW" in words
    assert "L-OLD" not in words


def test_variants_are_chosen_with_their_prices_and_sold_out_ones_can_not_be(shop: Shop) -> None:
    shawl = make_draft(shop.wool, title="Walnut shawl")
    add_variant(listing=shawl, title="Long", price_paise=1_900_000, stock=2, acting_user=None)
    add_variant(listing=shawl, title="Short", price_paise=1_700_000, stock=0, acting_user=None)
    put_live(shawl, FIRST_DAY)
    facts.refresh([shawl.pk])
    page = get("/p/walnut-shawl/").content.decode()
    radios = re.findall(r'<input type="radio" name="product" value="(\d+)" form="add"( checked)?( disabled)?>', page)
    assert [(bool(checked), bool(disabled)) for _value, checked, disabled in radios] == [(True, False), (False, True)]
    assert "from ₹19,000" in text_of(get("/p/walnut-shawl/"))
    assert "₹17,000" in page


def test_a_sold_out_product_has_no_button_and_says_so(shop: Shop) -> None:
    record = record_of(shop.apricots)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=2, num_allocated=2)
    page = get("/p/sun-dried-apricots/").content.decode()
    assert 'action="/basket/add/"' not in page
    assert "Sold out" in page


def test_a_paused_product_stays_to_be_seen_and_can_not_be_bought(shop: Shop) -> None:
    Listing.objects.filter(pk=shop.stole.pk).update(status=Listing.Status.PAUSED)
    page = get(STOLE).content.decode()
    assert 'action="/basket/add/"' not in page
    assert "Not for sale at present" in page


@pytest.mark.parametrize("status", ["draft", "in_review", "changes_asked", "withdrawn"])
def test_what_is_not_public_is_not_found(shop: Shop, status: str) -> None:
    Listing.objects.filter(pk=shop.stole.pk).update(status=status)
    assert get(STOLE).status_code == 404


def test_goods_of_a_suspended_group_are_not_found(shop: Shop) -> None:
    ProducerGroup.objects.filter(pk=shop.wool.pk).update(status="suspended")
    assert get(STOLE).status_code == 404
    assert get("/groups/wool-sisters/").status_code == 404


def test_a_former_address_leads_to_the_present_one_for_good(shop: Shop) -> None:
    change_slug(listing=shop.stole, slug="fawn-stole", acting_user=None)
    answer = get(STOLE)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/p/fawn-stole/")
    assert get("/ur/p/undyed-stole/").headers["Location"] == "/ur/p/fawn-stole/"


def test_pictures_come_in_sizes_with_their_words_and_room_kept_for_them(shop: Shop) -> None:
    make_sizes(shop.stole)
    page = get(STOLE).content.decode()
    main = re.search(r"<picture[^>]*>.*?</picture>", page, re.DOTALL)
    assert main is not None
    assert re.search(r'<source type="image/avif" srcset="\S+320\.avif 320w, \S+640\.avif 640w" sizes="[^"]+">', main[0])
    assert 'alt="Stole, folded"' in main[0]
    assert 'width="1200" height="900"' in main[0]
    assert 'loading="lazy"' not in main[0]


def test_search_engines_read_product_offer_and_way_as_plain_numbers(shop: Shop) -> None:
    Listing.objects.filter(pk=shop.stole.pk).update(title="Stole </script><b>")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', get(STOLE).content.decode(), re.DOTALL)
    assert block is not None
    product, crumbs = json.loads(block[1])["@graph"]
    assert product["@type"] == "Product"
    assert product["name"] == "Stole </script><b>"
    assert product["offers"][0]["price"] == "18500.00"
    assert product["offers"][0]["priceCurrency"] == "INR"
    assert product["offers"][0]["availability"] == "https://schema.org/InStock"
    assert [step["position"] for step in crumbs["itemListElement"]] == [1, 2, 3, 4]
