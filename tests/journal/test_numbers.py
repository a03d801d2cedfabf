"""Public numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.numbers import ALPHABET, is_number, new_number


def test_a_fresh_number_is_well_formed_and_unlike_the_last() -> None:
    numbers = {new_number("LB") for _ in range(200)}
    assert len(numbers) == 200
    assert all(is_number(number, "LB") and len(number) == 11 for number in numbers)
    assert not any(is_number(number, "LP") for number in numbers)


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(place: int, wrong: str) -> None:
    number = new_number("LB")
    tail = number[3:]
    changed = tail[:place] + wrong + tail[place + 1 :]
    assert is_number(f"LB-{changed}", "LB") is (changed == tail)


@given(st.integers(0, 6))
def test_two_neighbours_swapped_are_noticed(place: int) -> None:
    number = new_number("LB")
    tail = number[3:]
    swapped = tail[:place] + tail[place + 1] + tail[place] + tail[place + 2 :]
    assert is_number(f"LB-{swapped}", "LB") is (swapped == tail)


def test_small_letters_are_read_as_capitals() -> None:
    number = new_number("LB")
    assert is_number(number.lower(), "LB")


@pytest.mark.parametrize("text", ["", "LB", "LB-", "LB-A", "LB-0000000", "LB 7K3M9Q2X", "LB-OOOOOOOO"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert not is_number(text, "LB")
