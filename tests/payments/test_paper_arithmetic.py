"""Arithmetic of tax papers: nothing is lost or made up by rounding."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.financial_year import financial_year
from payments.paper_lines import PIECES, PaperLine, apart, reduced, taken_off, with_delivery
from payments.paper_series import SeriesFull, group_key, number_of
from payments.tax import principal_rate

# Other tests may keep the machine busy: how long the making of an example takes says nothing about it.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RATES = st.sampled_from([0, 500, 1800, 4000])
PLACES = st.sampled_from(["38", "07"])


def _line(amount: int, rate: int, key: str = "1") -> PaperLine:
    return PaperLine(key, "6214", "Goods", 1, PIECES, rate, rate, amount)


@patient
@given(st.integers(0, 10**10), RATES, PLACES)
def test_value_and_taxes_are_the_amount(amount: int, rate: int, place: str) -> None:
    parts = apart(amount, rate, place)
    assert parts.total_paise == amount
    assert min(vars(parts).values()) >= 0
    assert bool(parts.igst_paise) is False or place != "38"


@patient
@given(st.integers(1, 10**7), RATES, PLACES, st.lists(st.integers(1, 10**6), max_size=12))
def test_many_credits_of_a_line_sum_to_the_line_and_never_to_more(amount: int, rate: int, place: str, offs: list[int]) -> None:
    whole, left, credited = apart(amount, rate, place), amount, apart(0, rate, place)
    for off in [*(min(off, amount) for off in offs), amount]:
        off = min(off, left)
        part = taken_off(left, off, rate, place)
        assert part.total_paise == off
        assert min(vars(part).values()) >= 0
        left, credited = left - off, credited + part
    assert (left, credited) == (0, whole)


@patient
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(0, 10**6))
def test_lines_made_smaller_sum_to_what_was_received(amounts: list[int], received: int) -> None:
    lines = reduced([_line(amount, 500, str(index)) for index, amount in enumerate(amounts)], received)
    assert sum(line.amount_paise for line in lines) == min(sum(amounts), received)
    assert all(0 <= line.amount_paise <= amount for line, amount in zip(lines, amounts, strict=True))


def test_delivery_is_taxed_as_the_goods_on_which_most_was_spent() -> None:
    lines = with_delivery([_line(1_500_000, 500), _line(300_000, 1800, "2")], 12_000, True)
    assert [(line.key, line.rate_bp, line.hsn) for line in lines][-1] == ("delivery", 500, "6214")
    assert principal_rate({500: 100, 1800: 100}) == 1800
    assert principal_rate({0: 200, 500: 100}) == 0


def test_a_seller_who_may_not_charge_tax_charges_none_on_delivery() -> None:
    delivery = with_delivery([_line(100_000, 500)], 5_000, False)[-1]
    assert (delivery.rate_bp, delivery.goods_rate_bp) == (0, 500)


@pytest.mark.parametrize(
    ("day", "first", "words"),
    [(date(2026, 3, 31), 2025, "2025-26"), (date(2026, 4, 1), 2026, "2026-27"), (date(2099, 12, 31), 2099, "2099-00")],
)
def test_the_financial_year_begins_on_1_april(day: date, first: int, words: str) -> None:
    year = financial_year(day)
    assert (year.first, year.words) == (first, words)
    assert year.starts_on <= day <= year.ends_on


def test_a_number_has_at_most_16_characters_and_never_more() -> None:
    year = financial_year(date(2026, 11, 22))
    assert number_of("LB", year, "I", 1) == "LB-26I-00001"
    assert number_of(group_key(29_790), year, "C", 1_234_567) == "GZZZ-26C-1234567"
    with pytest.raises(SeriesFull):
        number_of(group_key(29_790), year, "C", 12_345_678)


def test_every_group_has_a_series_of_its_own() -> None:
    assert [group_key(1), group_key(30), group_key(31), group_key(961)] == ["G3", "GZ", "G32", "G322"]
    assert len({group_key(number) for number in range(1, 5000)}) == 4999
