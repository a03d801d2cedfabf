"""The usual order: in stock first, groups in turn, Leh and Kargil alternating, another beginning every day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue.models import Listing
from catalogue.prices import change_stock
from search import engine, facts
from search.contract import Query
from search.models import ProductFacts
from search.turns import in_turn, places_in_queue, who_begins
from tests.search.goods import facts_of, goods, group_in

DAY = date(2026, 11, 22)
NEW = datetime(2026, 11, 20, tzinfo=UTC)


def order(*queues_of_sides: list[list[str]]) -> str:
    return "".join(in_turn([[iter(queue) for queue in side] for side in queues_of_sides]))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("leh", "kargil", "shown"),
    [
        (["abc"], ["xyz"], "axbycz"),
        (["abc", "def"], ["xyz"], "axdybzecf"),
        (["abc"], [], "abc"),
        ([], ["x", "y"], "xy"),
        (["a"], ["xyz", "uv"], "axuyvz"),
        ([], [], ""),
    ],
)
def test_sides_alternate_and_groups_take_turns(leh: list[str], kargil: list[str], shown: str) -> None:
    assert order([list(queue) for queue in leh], [list(queue) for queue in kargil]) == shown


def test_who_begins_moves_on_by_one_every_day() -> None:
    groups = [("apple", "leh"), ("berry", "leh"), ("cloth", "leh"), ("dairy", "kargil"), ("earth", "kargil")]

    first = [who_begins(groups, DAY + timedelta(days=step)) for step in range(6)]

    assert who_begins(groups, DAY) == who_begins(list(reversed(groups)), DAY)
    assert [sides[0][0] in ("dairy", "earth") for sides in first] in ([True, False] * 3, [False, True] * 3)
    begins = Counter(side[0] for sides in first for side in sides)
    assert begins == {"apple": 2, "berry": 2, "cloth": 2, "dairy": 3, "earth": 3}
    for sides in first:
        assert sorted(slug for side in sides for slug in side) == ["apple", "berry", "cloth", "dairy", "earth"]


def test_a_queue_has_what_is_in_stock_first_and_the_newest_before_older_ones() -> None:
    rows = [
        (1, "a", "in_stock", NEW - timedelta(days=3)),
        (2, "a", "sold_out", NEW),
        (3, "a", "few", NEW - timedelta(days=1)),
        (4, "a", "made_to_order", NEW - timedelta(days=2)),
        (5, "b", "sold_out", NEW),
    ]

    assert places_in_queue(rows) == {3: 0, 4: 1, 1: 2, 2: 3, 5: 0}


@pytest.mark.django_db
def test_a_group_that_lists_ten_times_as_much_gets_no_more_places() -> None:
    large, small, other = group_in("leh", "Large"), group_in("leh", "Small"), group_in("zanskar", "Other")
    made = [goods(large, f"Large {number}", refresh=False).pk for number in range(20)]
    made += [goods(small, f"Small {number}", refresh=False).pk for number in range(2)]
    made += [goods(other, f"Other {number}", refresh=False).pk for number in range(4)]
    facts.refresh(made)

    shown = engine().search(Query(day=DAY, per_page=8)).hits

    assert Counter(hit.group_name for hit in shown) == {"Other": 4, "Large": 2, "Small": 2}
    assert {hit.rollup for hit in shown[::2]} != {hit.rollup for hit in shown[1::2]}


@pytest.mark.django_db
def test_taking_turns_holds_within_a_search_and_a_heading_too() -> None:
    wide, narrow = group_in("leh", "Wide"), group_in("leh", "Narrow")
    made = [goods(wide, f"Felt {n}", type_code="felt_namda", category="felt-and-rugs", refresh=False).pk for n in range(6)]
    made += [goods(wide, f"Wide apricot {n}", live_at=NEW - timedelta(days=90 + n), refresh=False).pk for n in range(3)]
    made += [goods(narrow, f"Narrow apricot {n}", refresh=False).pk for n in range(3)]
    facts.refresh(made)

    groups = [hit.group_name for hit in engine().search(Query(family="apricot", day=DAY)).hits]

    assert groups in (["Wide", "Narrow"] * 3, ["Narrow", "Wide"] * 3)


@pytest.mark.django_db
def test_selling_out_sends_a_product_to_the_end_of_every_queue() -> None:
    group = group_in("leh", "Only")
    first, second = goods(group, "First"), goods(group, "Second")
    assert (facts_of(second).turn, facts_of(first).turn) == (0, 1)

    change_stock(listing=second, stock=0, expected=20, acting_user=None)
    facts.refresh([second.pk])

    assert (facts_of(first).turn, facts_of(second).turn) == (0, 1)
    assert [hit.title for hit in engine().search(Query(day=DAY)).hits] == ["First", "Second"]


@pytest.mark.django_db
def test_making_all_facts_anew_gives_the_same_places() -> None:
    for side in ("leh", "kargil"):
        group = group_in(side, side.title())
        for number in range(3):
            goods(group, f"{side} {number}")
    before = dict(ProductFacts.objects.values_list("slug", "turn"))
    ProductFacts.objects.update(turn=77)

    facts.refresh_all()

    assert dict(ProductFacts.objects.values_list("slug", "turn")) == before
    assert Listing.objects.count() == len(before) == 6
