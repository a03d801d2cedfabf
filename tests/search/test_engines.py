"""What every engine answers. The same questions are put to SQLite and, where DATABASE_URL names one, to PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from catalogue.models import Category, Listing
from producers.models import ProducerGroup
from search import engine, facts
from search.contract import DIMENSIONS, MAX_TEXT, Query, Result
from tests.search.goods import goods, group_in, put_live

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@dataclass
class Shop:
    """Two groups of Leh, one of Kargil, nine products."""

    wool: ProducerGroup
    berry: ProducerGroup
    suru: ProducerGroup


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Shop]:
    """Made once for this file; each test works on top of it and is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_shop()
        transaction.set_rollback(True)


def build_shop() -> Shop:
    shop = Shop(group_in("changthang", "Tso Wool"), group_in("nubra", "Shyok Berry"), group_in("kargil", "Suru Growers"))
    made: list[Listing] = []

    def add(group: ProducerGroup, title: str, **given: Any) -> None:
        made.append(goods(group, title, refresh=False, **given))

    stole = {"type_code": "pashmina_stole", "category": "stoles-and-shawls", "available_months": range(1, 13)}
    add(shop.wool, "Undyed pashmina stole", price_paise=1_850_000, dispatch_days=3, summary="Hand-spun goat down", **stole)
    add(shop.wool, "Stole in walnut brown", price_paise=1_200_000, dispatch_days=9, stock=2, story="Pashmina dyed with walnut", **stole)
    add(shop.wool, "Sold out shawl", type_code="pashmina_shawl", category="stoles-and-shawls", price_paise=900_000, stock=0)
    add(shop.berry, "Sea buckthorn pulp", type_code="sbt_pulp", category="pulp-and-juice", price_paise=42_000, available_months=[10, 11])
    add(shop.berry, "Sea buckthorn juice", type_code="sbt_juice", category="pulp-and-juice", price_paise=50_000, dispatch_days=1)
    add(shop.suru, "Halman apricots", price_paise=65_000, summary="Dried in the sun", available_months=[7, 8])
    add(shop.suru, "Apricot kernel oil", type_code="apricot_oil", category="apricot-oil-and-preserves", price_paise=99_999)
    add(shop.suru, "Apricot preserve with kernels", type_code="apricot_jam", category="apricot-oil-and-preserves", price_paise=38_000)
    felt = {"type_code": "felt_namda", "category": "felt-and-rugs", "stock": 5, "made_to_order_days": 21}
    add(shop.suru, "Felt rug", price_paise=550_000, **felt)
    facts.refresh([listing.pk for listing in made])
    return shop


def ask(text: str = "", **given: Any) -> Result:
    return engine().search(Query(text=text, day=DAY, **given))


def titles(result: Result) -> list[str]:
    return [hit.title for hit in result.hits]


def counts(result: Result, dimension: str) -> dict[str, int]:
    return {facet.value: facet.count for facet in result.facets[dimension]}


# --- words ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pashmina", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("pashm", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("PASHMÎNA", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("पश्मीना", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("پشمینہ", {"Undyed pashmina stole", "Stole in walnut brown", "Sold out shawl"}),
        ("khubani", {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}),
        ("خوبانی", {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}),
        ("chuli oil", {"Apricot kernel oil"}),
        ("seabuckthorn", {"Sea buckthorn pulp", "Sea buckthorn juice"}),
        ("sea-buckthorn", {"Sea buckthorn pulp", "Sea buckthorn juice"}),
        ("leh berry", {"Sea buckthorn pulp", "Sea buckthorn juice"}),
        ("tsestalulu juice", {"Sea buckthorn juice"}),
        ("apricots", {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}),
        ("jam", {"Apricot preserve with kernels"}),
        ("halm", {"Halman apricots"}),
        ("stoles", {"Undyed pashmina stole", "Stole in walnut brown"}),
        ("a stole with the walnut", {"Stole in walnut brown"}),
        ("the", {"Halman apricots"}),
        ("shyok", {"Sea buckthorn pulp", "Sea buckthorn juice"}),
        ("nubra pulp", {"Sea buckthorn pulp"}),
        ("quinoa", set()),
    ],
)
def test_goods_are_found_by_their_words_in_every_spelling(shop: Shop, text: str, found: set[str]) -> None:
    result = ask(text)

    assert set(titles(result)) == found
    assert result.total == len(found)


def test_an_exact_title_comes_first_then_titles_that_start_so_then_the_rest(shop: Shop) -> None:
    goods(shop.berry, "Apricot", summary="One fruit")
    goods(shop.berry, "Jar for keeping", story="Apricot apricot apricot apricot apricot apricot apricot")

    found = titles(ask("apricot"))

    assert found[0] == "Apricot"
    assert set(found[1:3]) == {"Apricot kernel oil", "Apricot preserve with kernels"}
    assert found[-1] == "Jar for keeping"
    assert found.index("Halman apricots") == 3


def test_what_is_sold_out_stands_behind_what_can_be_bought(shop: Shop) -> None:
    assert titles(ask("pashmina"))[-1] == "Sold out shawl"


def test_all_words_must_be_there(shop: Shop) -> None:
    assert titles(ask("apricot walnut")) == []
    assert titles(ask("walnut stole")) == ["Stole in walnut brown"]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        '" OR 1=1 --',
        "apricot' ; DROP TABLE search_productfacts; --",
        "NEAR(apricot oil)",
        "title:apricot",
        "apricot AND",
        "(((",
        "a* b* c*",
        "apricot & | ! <-> :*",
        "%_\\",
        "{apricot}",
        "-apricot",
        "^apricot",
        "\0apricot\0",
        "apricot\x00oil",
        "🍑",
        "🍑 apricot",
        "\u202eapricot\u202c",
        "ः",
        "a" * 1_000_000,
        "apricot " * 130_000,
        "\ud800",
        "١٢٣",
    ],
)
def test_no_text_breaks_it(shop: Shop, text: str) -> None:
    result = ask(text)

    assert 0 <= result.total <= 9
    assert len(result.query.text) <= MAX_TEXT
    engine().suggest(text)


def test_signs_around_a_word_do_not_hide_it(shop: Shop) -> None:
    for text in ('"apricot"', "(apricot)", "apricot*", "\0apricot", "🍑 apricot", "-apricot!"):
        assert ask(text).total == 3, text


def test_text_without_a_word_finds_nothing_and_offers_everything(shop: Shop) -> None:
    result = ask("🍑 !!")

    assert (result.total, result.relaxed.query.text, result.relaxed.total) == (0, "", 9)
    assert ask("   ").total == 9


# --- filters and counts -------------------------------------------------------------------------------------------------------------


def test_several_values_of_one_dimension_widen_and_several_dimensions_narrow(shop: Shop) -> None:
    assert ask(rollup="leh").total == 5
    assert ask(rollup=("leh", "kargil")).total == 9
    assert ask(district=("changthang", "nubra")).total == 5
    assert ask(group=shop.suru.slug).total == 4
    assert ask(group=shop.suru.slug, family="apricot").total == 3
    assert ask(family="apricot", type_codes=("apricot_oil", "sbt_pulp")).total == 1
    assert ask("kernel", family="apricot", price_to=50_000).total == 1
    assert ask(rollup="leh", group=shop.suru.slug).total == 0


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({"price_from": 42_000, "price_to": 50_000}, 2),
        ({"price_to": 38_000}, 1),
        ({"price_from": 1_850_001}, 0),
        ({"price_from": 50_000, "price_to": 42_000}, 0),
        ({"price_from": -5, "price_to": 10**30}, 9),
        ({"ready_days": 1}, 1),
        ({"ready_days": 3}, 7),
        ({"ready_days": 9}, 8),
        ({"stock": "few"}, 1),
        ({"stock": ("made_to_order", "sold_out")}, 2),
        ({"months": 7}, 8),
        ({"months": (7, 11)}, 9),
        ({"months": 12}, 7),
        ({"marks": "women_led"}, 0),
        ({"group": "nobody"}, 0),
        ({"district": "atlantis"}, 0),
        ({"category_id": 999_999}, 0),
        ({"group": tuple(f"group-{number}" for number in range(10_000))}, 0),
    ],
)
def test_each_filter_counts_its_limits_in(shop: Shop, given: dict[str, object], total: int) -> None:
    assert ask(**given).total == total


def test_a_heading_finds_what_lies_under_it_at_any_depth(shop: Shop) -> None:
    def found(code: str) -> int:
        return ask(category_id=Category.objects.get(code=code).pk).total

    assert (found("apricot"), found("apricot-oil-and-preserves"), found("dried-apricot-and-kernels"), found("herbs-and-dairy")) == (
        3,
        2,
        1,
        0,
    )


def test_every_choice_says_how_many_it_would_find(shop: Shop) -> None:
    everything = ask()

    assert counts(everything, "rollup") == {"leh": 5, "kargil": 4}
    assert counts(everything, "group") == {shop.wool.slug: 3, shop.berry.slug: 2, shop.suru.slug: 4}
    assert counts(everything, "price") == {"0-50000": 3, "50000-100000": 3, "100000-250000": 0, "250000-1000000": 2, "1000000-": 2}
    assert counts(everything, "stock") == {"in_stock": 6, "few": 1, "made_to_order": 1, "sold_out": 1}
    assert counts(everything, "ready_days") == {"2": 1, "5": 7, "10": 8, "30": 9}
    assert counts(everything, "family")["pashmina-and-wool"] == 3
    assert counts(everything, "family")["mushroom-and-grain"] == 0
    assert counts(everything, "category")["apricot"] == 3
    assert counts(everything, "months")["7"] == 8
    assert counts(everything, "marks")["gi_ladakh_pashmina"] == 0
    assert set(everything.facets) == set(DIMENSIONS)


def test_a_choice_is_counted_without_its_own_dimension_but_with_all_others(shop: Shop) -> None:
    narrowed = ask(rollup="leh", price_to=60_000)

    assert narrowed.total == 2
    assert counts(narrowed, "rollup") == {"leh": 2, "kargil": 1}
    assert counts(narrowed, "price") == {"0-50000": 2, "50000-100000": 1, "100000-250000": 0, "250000-1000000": 1, "1000000-": 2}
    assert counts(narrowed, "group") == {shop.wool.slug: 0, shop.berry.slug: 2, shop.suru.slug: 0}


@pytest.mark.parametrize(
    "given",
    [{}, {"rollup": "leh"}, {"text": "apricot"}, {"text": "pashmina", "stock": "in_stock"}, {"family": "apricot", "price_from": 50_000}],
)
def test_a_count_is_what_choosing_it_finds(shop: Shop, given: dict[str, str]) -> None:
    result = ask(**given)
    for dimension in ("rollup", "district", "group", "family", "type_codes", "stock", "marks", "months"):
        for facet in result.facets[dimension]:
            value = int(facet.value) if dimension == "months" else facet.value
            assert ask(**{**given, dimension: value}).total == facet.count, (dimension, facet)
            assert facet.chosen is (given.get(dimension) == facet.value)
            assert facet.label


@pytest.mark.parametrize("given", [{}, {"rollup": "leh"}, {"text": "apricot"}, {"text": "apricot", "group": "nobody"}])
def test_who_wants_no_choices_is_told_of_the_same_goods(shop: Shop, given: dict[str, str]) -> None:
    counted, bare = ask(**given), ask(**given, with_facets=False)

    assert bare.facets == {}
    assert (bare.hits, bare.total, bare.pages) == (counted.hits, counted.total, counted.pages)
    assert (bare.relaxed is None) == (counted.relaxed is None)


def test_words_of_choices_are_for_people(shop: Shop) -> None:
    labels = {facet.value: facet.label for facets in ask(group=shop.wool.slug).facets.values() for facet in facets}

    assert labels["50000-100000"] == "₹500 to ₹1,000"
    assert (labels["0-50000"], labels["1000000-"]) == ("Up to ₹500", "₹10,000 and more")
    assert (labels["nubra"], labels[shop.wool.slug], labels["sbt_pulp"]) == ("Nubra", "Tso Wool", "Sea buckthorn pulp")
    assert (labels["5"], labels["sold_out"], labels["traced"]) == ("May", "Sold out", "Traced to its place")


def test_the_headings_offered_are_those_below_the_chosen_one(shop: Shop) -> None:
    apricot = Category.objects.get(code="apricot")

    assert counts(ask(category_id=apricot.pk), "category") == {
        "dried-apricot-and-kernels": 1,
        "apricot-oil-and-preserves": 2,
        "fresh-fruit-and-walnuts": 0,
    }


# --- order and pages ----------------------------------------------------------------------------------------------------------------


def test_goods_can_be_sorted_and_what_is_sold_out_stays_last(shop: Shop) -> None:
    def prices(sort: str) -> list[int]:
        return [hit.price_paise for hit in ask(sort=sort).hits]

    assert prices("price_up") == [38_000, 42_000, 50_000, 65_000, 99_999, 550_000, 1_200_000, 1_850_000, 900_000]
    assert prices("price_down") == [1_850_000, 1_200_000, 550_000, 99_999, 65_000, 50_000, 42_000, 38_000, 900_000]
    assert titles(ask(sort="newest"))[:2] == ["Felt rug", "Apricot preserve with kernels"]
    assert [hit.dispatch_days for hit in ask(sort="soonest").hits] == [1, 3, 3, 3, 3, 3, 9, 24, 3]


@pytest.mark.parametrize("sort", ["", "fair", "best", "relevance", "price; DROP TABLE"])
def test_the_usual_order_takes_turns_and_an_unknown_one_is_the_usual_one(shop: Shop, sort: str) -> None:
    result = ask(sort=sort)

    assert result.query.sort == "fair"
    sides = [hit.rollup for hit in result.hits[:8]]
    assert sides == ["leh", "kargil"] * 4 or sides == ["kargil", "leh"] * 4
    assert titles(result)[-1] == "Sold out shawl"


def test_a_page_behind_the_last_one_is_the_last_one(shop: Shop) -> None:
    pages = [ask(per_page=4, page=page) for page in (1, 2, 3)]

    assert [(len(one.hits), one.page, one.pages, one.total) for one in pages] == [(4, 1, 3, 9), (4, 2, 3, 9), (1, 3, 3, 9)]
    assert len({title for one in pages for title in titles(one)}) == 9
    assert (ask(per_page=4, page=10**9).page, titles(ask(per_page=4, page=10**9))) == (3, titles(pages[2]))
    assert (ask(page=0).page, ask(page=-7).page, len(ask(per_page=10**6).hits)) == (1, 1, 9)


@pytest.mark.parametrize("sort", ["fair", "relevance", "price_up", "price_down", "newest", "soonest"])
def test_no_product_is_shown_twice_or_left_out_on_its_way_through_the_pages(shop: Shop, sort: str) -> None:
    shown = [title for page in range(1, 4) for title in titles(ask("apricot", sort=sort, per_page=1, page=page))]

    assert sorted(shown) == ["Apricot kernel oil", "Apricot preserve with kernels", "Halman apricots"]


# --- nothing found ------------------------------------------------------------------------------------------------------------------


def test_when_nothing_is_found_the_choice_that_hides_most_is_offered_to_be_dropped(shop: Shop) -> None:
    relaxed = ask("apricot", rollup="leh", price_to=40_000).relaxed

    assert (relaxed.dimension, relaxed.total, relaxed.query.rollup, relaxed.query.price_to) == ("rollup", 1, (), 40_000)
    assert ask(relaxed.query.text, rollup=relaxed.query.rollup, price_to=relaxed.query.price_to).total == 1


def test_when_the_words_find_nothing_the_rarest_one_is_dropped(shop: Shop) -> None:
    relaxed = ask("apricot kernel felt").relaxed
    unknown = ask("sea buckthorn xylophone", rollup="leh").relaxed

    assert (relaxed.query.text, relaxed.dropped, relaxed.total) == ("apricot kernel", ("felt",), 2)
    assert (unknown.query.text, unknown.dropped, unknown.total, unknown.query.rollup) == ("sea buckthorn", ("xylophone",), 2, ("leh",))
    assert ask("xylophone quinoa").relaxed.query.text == ""


def test_what_is_found_is_never_relaxed(shop: Shop) -> None:
    assert ask("apricot").relaxed is None


# --- keeping up ---------------------------------------------------------------------------------------------------------------------


def test_a_change_is_found_at_once_and_the_old_words_no_more(shop: Shop) -> None:
    listing = Listing.objects.get(title="Felt rug")
    Listing.objects.filter(pk=listing.pk).update(title="Camel hair mat")
    facts.refresh([listing.pk])

    assert titles(ask("camel")) == ["Camel hair mat"]
    assert titles(ask("rug", group=shop.berry.slug)) == []
    Listing.objects.filter(pk=listing.pk).update(status=Listing.Status.PAUSED)
    facts.refresh([listing.pk])
    assert (ask("camel").total, ask().total) == (0, 8)
    put_live(listing, listing.live_at)
    facts.refresh([listing.pk])
    assert (ask("camel").total, ask().total) == (1, 9)


# --- cost ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, {"text": "apricot"}, {"text": "apricot kernel felt"}, {"rollup": "leh", "group": "nobody"}])
def test_a_search_takes_at_most_six_queries_even_when_the_board_is_read_anew(
    shop: Shop, given: dict[str, str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    facts.refresh_all()
    with django_assert_max_num_queries(6):
        ask(**given)
    with django_assert_max_num_queries(4):
        ask(**given)
