"""Pages far down a list go on behind the product that was seen last: nothing is shown twice or passed over, whatever its price."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from search import board
from search.contract import NUMBERED, SORTS, Query
from search.edition import Present
from search.orders import InTurn, page_of

DAY = date(2026, 11, 22)
NEW = datetime(2026, 11, 20, tzinfo=UTC)
PER_PAGE = 3
GROUPS = (("apple", "leh", 50), ("berry", "leh", 21), ("cloth", "kargil", 34), ("dairy", "kargil", 1))


def row(key: int, group: str, side: str, *, is_out: bool, price: int) -> tuple[Any, ...]:
    stock = "sold_out" if is_out else "in_stock"
    place = (group, group.title(), "Phyang", side, side, side.title(), "apricot", "apricot_dried", "Dried apricots")
    return (key, *place, stock, price, 2 + key % 2, NEW - timedelta(days=key % 3), "[]", "[11]")


def rows_of(groups: Iterable[tuple[str, str, int]]) -> list[tuple[Any, ...]]:
    """Goods of which many have the same price, the same age and the same days; every fifth is sold out."""
    found, key = [], 1000
    for group, side, count in groups:
        made = [row(key + number, group, side, is_out=number % 5 == 4, price=50_000 + 100 * (number % 2)) for number in range(count)]
        found += sorted(made, key=lambda one: (one[10] == "sold_out", one[0]))
        key += 100
    return found


def shop(rows: Iterable[tuple[Any, ...]]) -> board.Board:
    return board.of_rows(rows, Present("one"))


def question(sort: str, **more: Any) -> Query:
    return Query(text="apricots" if sort == "relevance" else "", sort=sort, per_page=PER_PAGE, day=DAY, **more)


def tiers_of(here: board.Board, sort: str) -> list[int]:
    """Every third product has the word in its title, the others in their story."""
    titled = board.bits(range(0, len(here.ids), 3), len(here.ids))
    return [here.everything, titled, titled, 0, 0] if sort == "relevance" else []


def page(here: board.Board, sort: str, number: int, **marks: str) -> Any:
    return page_of(here, question(sort, page=number, **marks), here.everything, tiers_of(here, sort), number)


def walk(here: board.Board, sort: str) -> list[list[int]]:
    """All pages, each reached as the links of the one before lead to it."""
    pages, last = [], ""
    for number in range(1, -(-len(here.ids) // PER_PAGE) + 1):
        found = page(here, sort, number, after=last)
        pages.append(found.keys)
        last = found.last
    return pages


@pytest.mark.parametrize("sort", SORTS)
def test_every_product_is_shown_once_and_in_the_order_of_the_whole_list(sort: str) -> None:
    here = shop(rows_of(GROUPS))
    everything = page_of(here, Query(text=question(sort).text, sort=sort, per_page=100, day=DAY), here.everything, tiers_of(here, sort), 1)

    shown = [key for keys in walk(here, sort) for key in keys]

    assert len(shown) == len(set(shown)) == len(here.ids) > NUMBERED * PER_PAGE
    assert shown[:100] == everything.keys


@pytest.mark.parametrize("sort", SORTS)
def test_going_back_shows_the_same_pages(sort: str) -> None:
    here = shop(rows_of(GROUPS))
    forth = walk(here, sort)
    found = page(here, sort, 30, after=page(here, sort, 29, after=page(here, sort, 28).last).last)
    back = {}
    for number in range(29, NUMBERED, -1):
        found = page(here, sort, number, before=found.first)
        back[number] = found.keys

    assert [back[number] for number in sorted(back)] == forth[NUMBERED:29]


@pytest.mark.parametrize("sort", SORTS)
def test_others_that_come_and_go_meanwhile_move_nobody_over_the_edge_of_a_page(sort: str) -> None:
    rows = rows_of(GROUPS)
    here = shop(rows)
    seen = page(here, sort, 25)
    rest = [key for keys in walk(here, sort)[25:] for key in keys]
    gone = {key for keys in walk(here, sort)[:2] for key in keys}
    after = shop([one for one in rows if one[0] not in gone])

    found = page(after, sort, 26, after=seen.last)

    if sort in ("fair", "relevance"):  # others of its group may now have their turn earlier; the product seen last is where it was
        assert seen.keys[-1] not in found.keys
    else:
        assert found.keys == rest[:PER_PAGE]


@pytest.mark.parametrize("sort", ["price_up", "price_down", "newest", "soonest"])
def test_a_list_goes_on_behind_a_product_that_has_gone(sort: str) -> None:
    rows = rows_of(GROUPS)
    here = shop(rows)
    seen, following = page(here, sort, 25), page(here, sort, 26)
    after = shop([one for one in rows if one[0] != seen.keys[-1]])

    assert page(after, sort, 26, after=seen.last).keys == following.keys


def test_the_list_in_turn_goes_on_where_a_product_was_that_has_gone() -> None:
    rows = rows_of(GROUPS)
    seen = page(shop(rows), "fair", 25)
    after = shop([one for one in rows if one[0] != seen.keys[-1]])

    assert len(page(after, "fair", 26, after=seen.last).keys) == PER_PAGE


@pytest.mark.parametrize("sort", SORTS)
def test_an_address_that_makes_no_sense_shows_the_page_by_its_number(sort: str) -> None:
    here = shop(rows_of(GROUPS))
    expected = page(here, sort, 22).keys

    for mark in ("x", "1", "1.2.3.4.5.6.7", "9" * 60, "-", "1.", "0.7"):
        assert page(here, sort, 22, after=mark).keys == expected


def test_marks_count_beyond_the_numbered_pages_only() -> None:
    assert (question("fair", page=NUMBERED, after="1.2").after, question("fair", page=NUMBERED + 1, after="1.2").after) == ("", "1.2")
    here = shop(rows_of(GROUPS))
    assert (page(here, "fair", NUMBERED - 1).last, bool(page(here, "fair", NUMBERED).last)) == ("", True)


def test_any_stretch_of_turns_is_the_same_as_walking_there() -> None:
    here = shop(rows_of(GROUPS))
    order = InTurn(here, here.everything, DAY)
    whole = order.at(0, len(here.ids))

    assert sorted(whole) == list(range(len(here.ids)))
    assert all(order.at(start, start + 5) == whole[start : start + 5] for start in range(len(whole)))
    assert [order.position(place) for place in whole] == list(range(len(whole)))
