"""Splitting and rounding: the parts always sum to the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money import paise
from money.words import grouped, rupees

weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20)


@given(total=st.integers(min_value=-(10**12), max_value=10**12), weights=weights)
def test_parts_sum_to_the_whole_and_stay_within_a_paisa_of_their_share(total: int, weights: list[int]) -> None:
    parts = paise.split(total, weights)
    assert sum(parts) == total
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * sum(weights) - total * weight) < sum(weights)


def test_the_largest_remainder_gets_the_spare_paisa_and_the_first_part_wins_a_tie() -> None:
    assert paise.split(100, [1, 1, 1]) == [34, 33, 33]
    assert paise.split(10, [1, 5, 2]) == [1, 6, 3]
    assert paise.split(-100, [1, 1, 1]) == [-34, -33, -33]


def test_no_weights_or_a_negative_one_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        paise.split(100, [])
    with pytest.raises(ValueError, match="zero or more"):
        paise.split(100, [2, -1])


def test_rupees_become_paise_without_losing_half_a_paisa_and_never_from_a_float() -> None:
    assert paise.from_rupees(Decimal("640.005")) == 64001
    assert paise.from_rupees("18500") == 1850000
    assert paise.to_rupees(64050) == Decimal("640.50")
    with pytest.raises(ValueError, match="never as float"):
        paise.from_rupees(0.1)  # type: ignore[arg-type]


def test_a_share_is_rounded_half_up() -> None:
    assert paise.share(1850000, 400) == 74000
    assert paise.share(125, 400) == 5
    assert paise.share(113, 400) == 5
    assert paise.share(112, 400) == 4


@pytest.mark.parametrize(
    ("amount", "words"),
    [(12450000, "₹1,24,500"), (64050, "₹640.50"), (-64000, "-₹640"), (5, "₹0.05"), (100, "₹1"), (1_00_00_000_00, "₹1,00,00,000")],
)
def test_line_22_sums_are_written_the_indian_way(amount: int, words: str) -> None:
    assert rupees(amount) == words
    assert grouped(999) == "999"
