"""GST: the rate of a piece, the tax inside a price, and who receives it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import reference, tax
from payments.errors import NoTaxRate
from payments.models import TaxRate

TODAY = date(2026, 11, 22)
RUPEE = 100


@pytest.fixture
def rates(db: None) -> None:
    reference.load_tax_rates()


@pytest.mark.parametrize(
    ("hsn", "handmade", "rupees", "percent"),
    [
        ("62142020", True, 15_000, 5),  # a handmade shawl at any price
        ("62142020", False, 15_000, 18),  # the same from a machine
        ("62142020", False, 2_500, 5),
        ("62142020", False, 2_501, 18),
        ("6115", True, 2_500, 5),  # knitwear knows no handmade rate
        ("6115", True, 2_501, 18),
        ("6304", True, 9_000, 5),
        ("6304", False, 9_000, 18),
        ("080910", False, 300, 0),  # fresh apricots
        ("081310", False, 300, 5),  # dried ones
        ("121299", False, 280, 5),
        ("5701", True, 40_000, 5),
        ("510211", False, 900, 0),
        ("510531", False, 900, 5),
        ("0709", False, 120, 0),
        ("0712", False, 120, 5),
        ("33049910", False, 700, 18),
    ],
)
def test_the_rate_follows_from_heading_making_and_price(rates: None, hsn: str, handmade: bool, rupees: int, percent: int) -> None:
    assert tax.rate_for(hsn, handmade, rupees * RUPEE, TODAY).rate_bp == percent * 100


def test_the_price_border_is_exact_to_the_paisa(rates: None) -> None:
    assert tax.rate_for("62142020", False, 250_000, TODAY).rate_bp == 500
    assert tax.rate_for("62142020", False, 250_001, TODAY).rate_bp == 1800


def test_a_heading_nobody_knows_has_no_rate(rates: None) -> None:
    with pytest.raises(NoTaxRate):
        tax.rate_for("9999", False, 100, TODAY)


def test_rates_are_dated(rates: None) -> None:
    with pytest.raises(NoTaxRate):
        tax.rate_for("2007", False, 100, date(2025, 9, 21))
    TaxRate.objects.filter(hsn="2007").update(valid_to=TODAY)
    assert tax.rate_for("2007", False, 100, TODAY).rate_bp == 500
    with pytest.raises(NoTaxRate):
        tax.rate_for("2007", False, 100, date(2026, 11, 23))


def test_the_longest_heading_wins_over_a_shorter_one(rates: None) -> None:
    TaxRate.objects.create(hsn="08131020", goods="a kind of its own", rate_bp=1200, valid_from=TODAY, source="test", confidence="sure")
    TaxRate.objects.create(hsn="08", goods="all fruit", rate_bp=2800, handmade=False, valid_from=TODAY, source="test", confidence="sure")
    assert tax.rate_for("08131020", False, 100, TODAY).rate_bp == 1200
    assert tax.rate_for("08131010", False, 100, TODAY).rate_bp == 500


def test_all_lines_of_a_basket_take_one_query(rates: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        table = tax.table_for(["62142020", "6115", "081310", "2009"], TODAY)
        assert table.rate(tax.Goods("2009", False, 100)).rate_bp == 500


def test_every_rate_says_where_it_comes_from_and_how_sure_it_is(rates: None) -> None:
    assert TaxRate.objects.count() > 50
    for rate in TaxRate.objects.all():
        assert rate.source
        assert rate.confidence in ("sure", "likely", "verify")


def test_loading_twice_adds_nothing_and_keeps_what_was_changed(rates: None) -> None:
    TaxRate.objects.filter(hsn="2007").update(rate_bp=1200)
    count = TaxRate.objects.count()
    assert reference.load_tax_rates() == count
    assert TaxRate.objects.get(hsn="2007").rate_bp == 1200


@pytest.mark.parametrize(
    ("amount", "rate_bp", "inside"),
    [
        (10_500, 500, 500),
        (11_800, 1800, 1800),
        (100, 500, 5),
        (1, 500, 0),
        (0, 500, 0),
        (99_900, 0, 0),
        (64_050, 500, 3_050),
        (10, 500, 0),
        (11, 500, 1),
    ],
)
def test_the_tax_inside_a_price_is_rounded_to_the_nearest_paisa(amount: int, rate_bp: int, inside: int) -> None:
    assert tax.inside(amount, rate_bp) == inside


@given(st.integers(0, 10**10), st.sampled_from([0, 500, 1800, 4000]))
def test_tax_inside_and_net_price_give_the_price_again(amount: int, rate_bp: int) -> None:
    inside = tax.inside(amount, rate_bp)
    net = amount - inside
    assert abs(net * rate_bp - inside * 10_000) <= (10_000 + rate_bp) // 2


@given(st.integers(0, 10**9))
def test_tax_goes_half_and_half_inside_ladakh_and_whole_to_the_union_elsewhere(paise: int) -> None:
    home = tax.parts(paise, "38")
    assert home.cgst_paise + home.utgst_paise == paise
    assert 0 <= home.cgst_paise - home.utgst_paise <= 1
    assert home.igst_paise == 0
    assert tax.parts(paise, "07") == tax.TaxParts(igst_paise=paise)
