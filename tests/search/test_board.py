"""The board in memory follows the database: after every write, after a rollback, and without haste when it is large."""

from datetime import date

import pytest
from django.db import transaction

from catalogue.models import Listing
from search import board, edition, engine, facts
from search.contract import Query
from search.models import ProductFacts
from tests.search.goods import goods, group_in

pytestmark = pytest.mark.django_db


def total() -> int:
    return engine().search(Query()).total


def test_bits_and_digits_name_the_same_places() -> None:
    from search.columns import as_digits

    places = [0, 3, 8, 77]
    assert [place for place, digit in enumerate(as_digits(board.bits(places, 78), 78)) if digit == "1"] == places
    assert (board.bits([], 0), as_digits(0, 0), as_digits(0, 3)) == (0, "", "000")


@pytest.mark.parametrize(
    "keys", [[5], [5, 7, 904], [7, 9, 5, 904, 6, 8], [1, 7, 1_000], [*range(20, 60), 8, 904], [*range(20, 60), 4, 1_000], []]
)
def test_keys_become_places_few_or_many_known_or_not(keys: list[int]) -> None:
    from search.columns import Places

    there = [9, 5, 7, *range(10, 900), 904]
    wanted = sum(1 << there.index(key) for key in keys if key in there)

    assert Places(there).set_of(keys) == wanted
    assert Places([*there, 10**9]).set_of(keys) == wanted


def test_what_a_product_earns_on_one_day_is_not_kept_for_another() -> None:
    group = group_in("leh", "Leh")
    for title, month in (("Apricot of July", 7), ("Apricot of November", 11)):
        goods(group, title, available_months=[month])

    def first(month: int) -> str:
        return engine().search(Query("apricot", day=date(2026, month, 1))).hits[0].title

    assert [first(month) for month in (7, 11, 7, 11)] == ["Apricot of July", "Apricot of November"] * 2
    assert len(board.current().points_of) == 2


def test_the_board_is_read_once_for_many_questions() -> None:
    goods(group_in("leh", "Leh"), "Thing")
    total()
    first = board.current()

    assert total() == 1
    assert board.current() is first


def test_a_rollback_brings_the_old_board_back() -> None:
    group = group_in("leh", "Leh")
    goods(group, "Thing")
    assert total() == 1
    with transaction.atomic():
        goods(group, "Second thing")
        assert total() == 2
        transaction.set_rollback(True)

    assert total() == 1


def test_what_another_process_wrote_is_seen() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing")
    assert total() == 1
    board._must_read.clear()
    ProductFacts.objects.filter(listing=listing).delete()
    edition.begin()  # as another process does, without a word to this one

    assert total() == 0


def test_a_board_that_takes_long_to_read_may_be_a_little_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_in("leh", "Leh")
    goods(group, "Thing")
    held = board.current()
    held.read_in_s = 1.0
    board._must_read.clear()
    edition.begin()

    assert board.current() is held
    monkeypatch.setattr(board.time, "monotonic", lambda: held.read_at + 20.1)
    assert board.current() is not held


def test_what_this_process_wrote_is_on_the_board_however_large_it_is() -> None:
    group = group_in("leh", "Leh")
    goods(group, "Thing")
    board.current().read_in_s = 1.0

    goods(group, "Second thing")

    assert total() == 2


def test_a_product_that_went_since_the_board_was_read_is_left_out_of_the_page() -> None:
    group = group_in("leh", "Leh")
    first, _second = goods(group, "Thing"), goods(group, "Second thing")
    total()
    ProductFacts.objects.filter(listing=first).delete()

    assert [hit.title for hit in engine().search(Query()).hits] == ["Second thing"]


def test_prices_and_stock_on_a_page_are_never_older_than_the_database() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing", price_paise=50_000)
    total()
    ProductFacts.objects.filter(listing=listing).update(price_paise=1, stock="sold_out")

    (hit,) = engine().search(Query()).hits
    assert (hit.price_paise, hit.stock) == (1, "sold_out")


def test_hidden_headings_are_not_offered() -> None:
    from catalogue.models import Category

    goods(group_in("leh", "Leh"), "Thing")
    Category.objects.filter(code="apricot").update(is_public=False)
    edition.begin()

    assert "apricot" not in {facet.value for facet in engine().search(Query()).facets["category"]}


def test_price_bands_leave_no_gap() -> None:
    assert [last for _first, last in board.PRICE_BANDS[:-1]] == [first for first, _last in board.PRICE_BANDS[1:]]
    assert (board.PRICE_BANDS[0][0], board.PRICE_BANDS[-1][1]) == (0, None)


def test_a_listing_without_category_or_price_does_no_harm() -> None:
    listing = goods(group_in("leh", "Leh"), "Thing", category="")
    assert total() == 1
    listing.product.stockrecords.all().delete()
    facts.refresh([listing.pk])

    assert (total(), Listing.objects.count()) == (0, 1)
