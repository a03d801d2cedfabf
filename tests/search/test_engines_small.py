"""Engines in a shop with nothing or one thing in it."""

import pytest

from catalogue.listings import add_variant
from catalogue.models import Listing
from search import engine, facts
from search.contract import Query
from tests.search.goods import goods, group_in, put_live

pytestmark = pytest.mark.django_db


def test_an_empty_shop_answers_too() -> None:
    result = engine().search(Query("apricot", rollup="leh"))

    assert (result.hits, result.total, result.page, result.pages, result.relaxed) == ([], 0, 1, 1, None)
    assert {facet.value: facet.count for facet in result.facets["rollup"]} == {"leh": 0, "kargil": 0}
    assert engine().suggest("apricot") == []


def test_a_product_with_variants_is_found_once_at_its_lowest_price() -> None:
    group = group_in("kargil", "Suru Growers")
    listing = goods(group, "Socks", type_code="knitwear", category="socks-and-caps", refresh=False)
    Listing.objects.filter(pk=listing.pk).update(status=Listing.Status.DRAFT)
    listing.refresh_from_db()
    for size, price_paise, stock in (("S", 40_000, 0), ("M", 42_000, 2)):
        add_variant(listing=listing, title=size, price_paise=price_paise, stock=stock, acting_user=None)
    put_live(listing, listing.live_at)
    facts.refresh([listing.pk])

    (hit,) = engine().search(Query("socks")).hits
    assert (hit.price_paise, hit.has_price_range, hit.stock, hit.stock_left) == (40_000, True, "few", 2)
