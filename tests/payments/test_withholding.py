"""Taxes at source: who is spared, which rate holds on which day, gross and net bases that differ, and lists that foot to the ledger."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from payments import settlement, withholding
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import Earning, TaxPaperLine
from payments.papers import months, tds
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import bring
from tests.payments import payees

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
LAKH = 100_000 * 100


def _group(pan: str = "", gstin: str = "") -> SimpleNamespace:
    return SimpleNamespace(pan=pan, gstin=gstin, pk=0)


@pytest.mark.parametrize(
    ("pan", "so_far", "gross", "expected"),
    [
        ("AAACA0001A", 0, 1_000_000, 1_000),  # a producer company has no threshold: 0.1 %
        ("AAAAA0001A", 0, 1_000_000, 1_000),  # nor has a co-operative or a group of persons
        ("", 0, 1_000_000, 50_000),  # without PAN 5 %, and no threshold
        ("AAAPA0001A", 0, 5 * LAKH, 0),  # a person, exactly at five lakh
        ("AAAPA0001A", 0, 5 * LAKH + 1, 50_000),
        ("AAAHA0001A", 4 * LAKH, LAKH + 1_000, 10_001),  # a family that passes it with this sale
        ("AAAPA0001A", 4 * LAKH, LAKH, 0),
    ],
)
def test_who_is_deducted_what(monkeypatch: pytest.MonkeyPatch, pan: str, so_far: int, gross: int, expected: int) -> None:
    monkeypatch.setattr(withholding, "_gross_of_year", lambda _group, _on: so_far)
    assert withholding.deducted(_group(pan), gross, TODAY) == expected


def test_the_pan_is_the_one_in_the_gstin_where_none_was_given() -> None:
    assert withholding.pan_of(_group(gstin="38AAACA0001A1ZY")) == "AAACA0001A"
    assert withholding.pan_of(_group(pan="AAAPA0001A", gstin="38AAACA0001A1ZY")) == "AAAPA0001A"


def test_the_rate_is_that_of_the_day() -> None:
    assert withholding.rates_on("tds", date(2024, 9, 30))["rate_bp"] == 100
    assert withholding.rates_on("tds", date(2024, 10, 1))["rate_bp"] == 10
    assert withholding.rates_on("tcs", date(2024, 7, 9))["rate_bp"] == 100
    assert withholding.rates_on("tcs", date(2024, 7, 10))["rate_bp"] == 50
    with pytest.raises(ValueError, match="empty"):
        withholding.rates_on("tds", date(2020, 9, 30))


def test_the_data_says_where_it_comes_from_and_how_sure_it_is() -> None:
    law = withholding._law("tds")
    assert "194-O" in law["source"]
    assert law["confidence"] == "verify"
    assert law["to_check"]


def test_gross_and_net_bases_differ_and_exempt_goods_bear_income_tax_only() -> None:
    """TCS on the taxable value of taxable goods; TDS on the whole gross amount, delivery and GST inside."""
    group = make.make_group()
    shawl = make.make_listing(group, price_paise=1_500_000)
    fresh = make.make_food(group, "Fresh apricots", hsn="080910", product_type=make.make_type("fresh", is_food=True))
    with payees.each_group(tds=True):
        payees.make_payable(group)
        part = bring(make.place_order(shawl, fresh), group, "handed_over")
    value = sum(TaxPaperLine.objects.filter(goods_rate_bp__gt=0).values_list("taxable_paise", flat=True))
    assert value < part.goods_paise
    assert withholding.collected(part.number, group, TODAY) == (value * 50 + 5_000) // 10_000
    assert withholding.deducted(group, part.total_paise, TODAY) == (part.total_paise * 10 + 5_000) // 10_000
    group.tax_status = "enrolled"
    assert withholding.collected(part.number, group, TODAY) == 0


def test_many_small_refunds_give_back_what_one_large_one_does_and_never_more_than_was_deducted() -> None:
    group = make.make_group()
    with payees.each_group(tds=True):
        payees.make_payable(group)
        part = bring(make.place_order(make.make_listing(group, price_paise=999_999)), group, "delivered")
    earning = Earning.objects.get()
    for place in range(7):
        owe_refund(producer_order_number=part.number, amount_paise=earning.gross_paise // 7, reason="damaged", key=str(place))
    left = earning.gross_paise - 7 * (earning.gross_paise // 7)
    if left:
        owe_refund(producer_order_number=part.number, amount_paise=left, reason="damaged", key="rest")
    changes = list(earning.changes.all())
    assert sum(change.tds_paise for change in changes) == earning.tds_paise > 0
    assert earning.net_paise + sum(change.net_paise for change in changes) == 0
    assert balance(accounts.TDS_PAYABLE) == balance(accounts.GROUPS_OWING, group.pk) == 0


def test_the_list_foots_to_the_ledger_and_finance_downloads_it() -> None:
    first, second = make.make_group(), make.make_group()
    with payees.each_group(tds=True):
        for group in (first, second):
            payees.make_payable(group)
            part = bring(make.place_order(make.make_listing(group, price_paise=333_333)), group, "delivered")
    owe_refund(producer_order_number=part.number, amount_paise=100_001, reason="damaged", key="flaw")
    month = months.of(timezone.localdate())
    rows = tds.rows(month)
    assert {row.group for row in rows} == {first.name, second.name}
    assert sum(row.tds_paise for row in rows) == balance(accounts.TDS_PAYABLE) > 0
    assert sum(row.taken_back_paise for row in rows) == 100_001
    assert tds.rows(month.before) == []
    client = Client()
    client.force_login(User.objects.create_superuser("central@example.com", "x"))
    sheet = client.get(f"/admin/tax/{month}/deducted.csv").content.decode("utf-8-sig").splitlines()
    assert sheet[0] == ",".join(tds.HEADINGS)
    assert len(sheet) == 3
    assert "Tax deducted at source" in client.get("/admin/tax/", {"month": str(month)}).content.decode()


def test_a_seller_of_record_deducts_nothing() -> None:
    group = make.make_group()
    with payees.modes(payees.row(settlement.NODAL)):
        bring(make.place_order(make.make_listing(group)), group, "delivered")
    earning = Earning.objects.get()
    assert (earning.tcs_paise, earning.tds_paise) == (0, 0)
    assert tds.rows(months.of(timezone.localdate())) == []
