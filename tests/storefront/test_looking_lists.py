"""Lists: what they hold, how they are narrowed, how they tell their order."""

import re

import pytest

from search.rule import RULE
from tests.storefront.looking import Shop, get, many_goods, open_shop, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def titles(path: str) -> list[str]:
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', get(path).content.decode())


def test_the_list_holds_every_product_with_price_group_and_days(shop: Shop) -> None:
    answer = get("/products/")
    assert sorted(titles("/products/")) == ["Berry pulp", "Sun-dried apricots", "Undyed stole"]
    words = text_of(answer)
    assert "3 products" in words
    assert "Sun-dried apricots ₹640 500 g Orchard Growers · Kargil" in words


def test_choices_narrow_the_list_and_each_can_be_taken_out_again(shop: Shop) -> None:
    page = get("/products/?area=leh&max=600").content.decode()
    assert titles("/products/?area=leh&max=600") == ["Berry pulp"]
    assert 'href="/products/?max=600"' in page
    assert 'href="/products/?area=leh"' in page
    assert re.search(r'<input type="checkbox" name="area" value="leh" checked>', page)


def test_what_nothing_was_found_for_stays_in_the_form_and_can_not_be_chosen(shop: Shop) -> None:
    page = get("/products/?family=apricot").content.decode()
    assert re.search(r'class="none"><input type="checkbox" name="area" value="leh" disabled>', page)


def test_a_heading_shows_what_stands_under_it_and_an_unknown_one_is_not_found(shop: Shop) -> None:
    assert titles("/c/apricot/") == ["Sun-dried apricots"]
    assert titles("/c/stoles-and-shawls/") == ["Undyed stole"]
    assert get("/c/no-such-heading/").status_code == 404


def test_prices_sort_both_ways(shop: Shop) -> None:
    up = ["Berry pulp", "Sun-dried apricots", "Undyed stole"]
    assert titles("/products/?sort=price_up") == up
    assert titles("/products/?sort=price_down") == up[::-1]


def test_nonsense_in_the_address_is_left_out(shop: Shop) -> None:
    assert len(titles("/products/?page=abc&min=x&ready=-5&month=77&sort=bribe&area=moon%00")) == 0
    assert len(titles("/products/?page=abc&min=x&ready=-5&month=77&sort=bribe")) == 3
    assert len(titles("/products/?page=99999999999")) == 3


def test_twenty_four_stand_on_a_page_and_links_keep_what_was_chosen(shop: Shop) -> None:
    many_goods(shop.orchard, 30)
    page = get("/products/?area=kargil&sort=price_up").content.decode()
    assert len(titles("/products/?area=kargil&sort=price_up")) == 24
    assert 'href="/products/?area=kargil&amp;sort=price_up&amp;page=2" rel="next"' in page
    assert "Showing 25 to 31 of 31" in text_of(get("/products/?area=kargil&sort=price_up&page=2"))


def test_a_search_keeps_the_words_and_finds_by_another_name(shop: Shop) -> None:
    assert titles("/search/?q=khubani") == ["Sun-dried apricots"]
    assert 'value="khubani"' in get("/search/?q=khubani").content.decode()


def test_line_14_a_search_that_finds_nothing_keeps_the_words_and_offers_a_weaker_one(shop: Shop) -> None:
    answer = get("/search/?q=madder+apricots")
    assert "Nothing for “madder apricots”" in text_of(answer)
    assert 'href="/search/?q=apricots"' in answer.content.decode()
    closest = answer.content.decode().partition("Closest to it")[2].partition("In season now")[0]
    assert re.findall(r"<h3><a[^>]*>([^<]+)", closest) == ["Sun-dried apricots"]


def test_words_are_shown_as_words(shop: Shop) -> None:
    page = get("/search/", data={"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_the_rule_of_the_order_is_told_with_who_begins_today(shop: Shop) -> None:
    words = text_of(get("/how-we-rank/"))
    for sentence in RULE:
        assert str(sentence).replace("'", "&#x27;") in words
    assert "Orchard Growers" in words
