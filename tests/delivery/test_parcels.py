"""Parcels: what travels together."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.errors import NotDelivered
from delivery.parcels import MAX_PARCEL_G, PlannedLine, is_fresh, plan, ready_days, shelf_life

WOOL = PlannedLine(key=1, quantity=1, weight_g=250, is_food=False, is_liquid=False, is_fragile=False, ready_days=3)
FRUIT = replace(WOOL, key=2, weight_g=270, is_food=True, ready_days=1)


def test_food_and_other_goods_never_share_a_parcel() -> None:
    parcels = plan([WOOL, FRUIT])
    assert [(parcel.is_food, parcel.pieces) for parcel in parcels] == [(True, ((2, 1),)), (False, ((1, 1),))]


def test_goods_of_one_kind_travel_together() -> None:
    [parcel] = plan([replace(WOOL, quantity=2), replace(WOOL, key=3, weight_g=100)])
    assert parcel.weight_g == 600
    assert parcel.pieces == ((1, 2), (3, 1))


def test_a_parcel_is_as_slow_and_as_delicate_as_its_worst_line() -> None:
    [parcel] = plan([FRUIT, replace(FRUIT, key=3, ready_days=6, is_liquid=True, is_fragile=True, shelf_life_days=4)])
    assert (parcel.dispatch_days, parcel.is_liquid, parcel.is_fragile, parcel.shelf_life_days) == (6, True, True, 4)


def test_what_is_heavier_than_a_parcel_is_split_piece_by_piece() -> None:
    parcels = plan([replace(WOOL, quantity=9, weight_g=4_600)])
    assert [parcel.weight_g for parcel in parcels] == [18_400, 18_400, 4_600]
    assert [parcel.pieces for parcel in parcels] == [((1, 4),), ((1, 4),), ((1, 1),)]


def test_a_piece_that_fills_a_parcel_exactly_travels_alone() -> None:
    parcels = plan([replace(WOOL, quantity=2, weight_g=MAX_PARCEL_G)])
    assert [parcel.weight_g for parcel in parcels] == [MAX_PARCEL_G, MAX_PARCEL_G]


def test_a_piece_that_nobody_can_carry_is_refused() -> None:
    with pytest.raises(NotDelivered) as refusal:
        plan([replace(WOOL, weight_g=MAX_PARCEL_G + 1)])
    assert refusal.value.code == "too_heavy"


LINES = st.lists(
    st.builds(
        PlannedLine,
        key=st.integers(1, 1_000_000),
        quantity=st.integers(1, 40),
        weight_g=st.integers(1, MAX_PARCEL_G),
        is_food=st.booleans(),
        is_liquid=st.booleans(),
        is_fragile=st.booleans(),
        ready_days=st.integers(0, 60),
        shelf_life_days=st.none() | st.integers(1, 30),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda line: line.key,
)


@given(LINES)
def test_every_piece_is_in_exactly_one_parcel_and_no_parcel_is_too_heavy_or_mixed(lines: list[PlannedLine]) -> None:
    by_key = {line.key: line for line in lines}
    packed: Counter[int] = Counter()
    for parcel in plan(lines):
        assert 0 < parcel.weight_g <= MAX_PARCEL_G
        assert parcel.weight_g == sum(by_key[key].weight_g * pieces for key, pieces in parcel.pieces)
        assert {by_key[key].is_food for key, _pieces in parcel.pieces} == {parcel.is_food}
        for key, pieces in parcel.pieces:
            packed[key] += pieces
    assert packed == {line.key: line.quantity for line in lines}


@pytest.mark.parametrize(
    ("hsn", "fresh"),
    [("080910", True), ("0709", True), ("0810", True), ("081310", False), ("0712", False), ("0802", False), ("62142020", False)],
)
def test_fresh_is_what_the_tariff_calls_fresh(hsn: str, fresh: bool) -> None:
    assert is_fresh(hsn) is fresh
    assert shelf_life(hsn, 5) == (5 if fresh else None)


def test_making_to_order_comes_before_packing() -> None:
    assert (ready_days(6, 56), ready_days(3, None)) == (62, 3)
