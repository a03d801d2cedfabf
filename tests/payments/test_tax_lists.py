"""A month's sheet, the list of tax collected at source and the proof of the papers: everything foots to the papers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Sum

from payments import refunds, settlement
from payments.models import PaperSeries, PaperState, TaxPaper
from payments.paper_lines import Amounts
from payments.paper_series import group_key
from payments.papers import gstr1, months, sellers_of_month, tcs
from payments.papers.verifying import faults
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.payments import papers

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOVEMBER = months.Month(date(2026, 11, 1))
KARGIL = "194103"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 10, 6, tzinfo=UTC), tick=False):
        yield


def _refund(part: object, paise: int) -> None:
    refunds.owe_refund(producer_order_number=part.number, amount_paise=paise, reason="damaged", key=f"{part.number}:{paise}")


def _month_of_sales(group: ProducerGroup) -> None:
    """Small, large, taxed at two rates, exempt, at home and away, some of it taken back."""
    small = make.make_listing(group, price_paise=1_500_000, stock=50)
    dear = make.make_listing(group, price_paise=1_200_000, handmade=False, stock=50)
    fresh = make.make_food(group, "Fresh apricots", hsn="080910", product_type=make.make_type("fresh", is_food=True), stock=50)
    away = papers.sold(small, dear)
    large = papers.sold((small, 8))
    home = papers.sold(small, fresh, pin=KARGIL)
    for part, paise in ((away, 333_333), (large, 1_000_001), (home, 77_777)):
        _refund(part, paise)


def _of_papers(seller_key: str) -> Amounts:
    total = Amounts()
    for paper in TaxPaper.objects.filter(seller_key=seller_key):
        amounts = Amounts(paper.taxable_paise, paper.cgst_paise, paper.utgst_paise, paper.igst_paise)
        total = total - amounts if paper.corrects_id else total + amounts
    return total


def _sum(rows: list[gstr1.Row], *tables: str) -> Amounts:
    return sum((row.amounts for row in rows if row.table in tables), Amounts())


@pytest.mark.parametrize("mode", [papers.nodal, papers.group_sells])
def test_the_sheet_of_each_seller_foots_to_its_papers_in_every_column(mode: object) -> None:
    group = make.make_group()
    with mode():
        _month_of_sales(group)
    for seller in sellers_of_month.of(NOVEMBER):
        rows = gstr1.rows(seller.key, NOVEMBER)
        whole = _of_papers(seller.key)
        assert _sum(rows, "4A", "5", "7", "8", "9B") == whole
        assert _sum(rows, "12") == whole
        assert whole.total_paise == seller.total_paise


def test_papers_to_persons_go_where_the_return_wants_them() -> None:
    with papers.group_sells():
        group = make.make_group()
        _month_of_sales(group)
    rows = gstr1.rows(group_key(group.pk), NOVEMBER)
    key = group_key(group.pk)
    assert [(row.document, row.place_of_supply, row.rate_percent) for row in rows if row.table == "5"] == [
        (f"{key}-26I-00002", "07-Delhi", "5")
    ]
    assert [(row.document, row.corrects) for row in rows if row.table == "9B"] == [(f"{key}-26C-00002", f"{key}-26I-00002")]
    assert {(row.place_of_supply, row.rate_percent) for row in rows if row.table == "7"} == {
        ("07-Delhi", "5"),
        ("07-Delhi", "18"),
        ("38-Ladakh", "5"),
    }
    assert {row.note for row in rows if row.table == "8"} == {"inside Ladakh, persons"}
    assert [row.note for row in rows if row.table == "13"] == [
        f"Credit notes: {key}-26C-00001 to {key}-26C-00003, cancelled 0",
        f"Invoices: {key}-26I-00001 to {key}-26I-00003, cancelled 0",
    ]


def test_what_a_group_gives_the_operator_is_listed_paper_by_paper_with_its_gstin() -> None:
    with papers.nodal():
        group = make.make_group()
        papers.sold(make.make_listing(group))
    [row] = [row for row in gstr1.rows(group_key(group.pk), NOVEMBER) if row.table == "4A"]
    assert (row.receiver_gstin, row.place_of_supply) == ("38AAAAA0000A1ZZ", "38-Ladakh")


def test_only_the_papers_of_the_month_are_listed() -> None:
    with papers.group_sells():
        group = make.make_group()
        papers.sold(make.make_listing(group))
    assert gstr1.rows(group_key(group.pk), NOVEMBER.before) == []
    assert sellers_of_month.of(NOVEMBER.before) == []


def test_tax_is_collected_at_source_of_the_net_taxable_value_of_each_group() -> None:
    with papers.mode(settlement.LICENSED_GATEWAY, settlement.LICENSED):
        group, enrolled = make.make_group(), make.make_group(tax_status="enrolled")
        _month_of_sales(group)
        papers.sold(make.make_listing(enrolled), pin=KARGIL)
        [row] = tcs.rows(NOVEMBER)  # nothing of who is enrolled and not registered
    lines = TaxPaper.objects.filter(group=group, role="sale", lines__goods_rate_bp__gt=0)
    sold = lines.filter(corrects=None).aggregate(of=Sum("lines__taxable_paise"))["of"]
    back = lines.exclude(corrects=None).aggregate(of=Sum("lines__taxable_paise"))["of"]
    assert (row.gstin, row.sold_paise, row.taken_back_paise) == (group.gstin, sold, back)
    away = lines.filter(place_of_supply="07")
    net_away = (
        away.filter(corrects=None).aggregate(of=Sum("lines__taxable_paise"))["of"]
        - (away.exclude(corrects=None).aggregate(of=Sum("lines__taxable_paise"))["of"])
    )
    assert row.igst_paise == (net_away * 50 + 5_000) // 10_000
    assert row.cgst_paise + row.utgst_paise == ((row.net_paise - net_away) * 50 + 5_000) // 10_000


def test_while_the_operator_sells_nothing_is_collected_at_source() -> None:
    with papers.nodal():
        papers.sold(make.make_listing(make.make_group()))
        assert tcs.rows(NOVEMBER) == []


def test_the_papers_of_a_busy_month_prove_themselves() -> None:
    with papers.nodal():
        _month_of_sales(make.make_group())
        papers.sold(make.make_listing(make.make_group()), to="delivered")
    said = StringIO()
    call_command("verify_papers", stdout=said, stderr=said)
    assert "without a gap" in said.getvalue()
    assert list(faults()) == []


def test_a_gap_wrong_credit_and_money_without_paper_are_named() -> None:
    with papers.nodal():
        part = papers.sold(make.make_listing(make.make_group()))
    paper = papers.paper_of(part)
    PaperSeries.objects.filter(seller_key="LB").update(last=2)
    PaperState.objects.filter(paper=paper).update(credited_paise=5)
    named = "\n".join(faults())
    assert "Series LB 2026 I: the counter says 2, 1 papers are there" in named
    assert f"Paper {paper.number}: 5 paise are credited, its credit notes say 0." in named
    assert f"Paper {paper.number}: {paper.total_paise - 5} paise are left of it, {paper.total_paise} were received and kept." in named
    with pytest.raises(SystemExit):
        call_command("verify_papers", stdout=StringIO(), stderr=StringIO())


def test_a_delivered_part_that_is_refunded_leaves_bill_and_earning_alike() -> None:
    with papers.nodal():
        part = papers.sold((make.make_listing(make.make_group(), price_paise=33_333), 3), to="delivered")
        for paise in (1, 777, 33_333):
            _refund(part, paise)
    assert list(faults()) == []


def test_a_sheet_takes_the_same_number_of_queries_for_many_papers(django_assert_max_num_queries: object) -> None:
    with papers.group_sells():
        group = make.make_group()
        _month_of_sales(group)
    with django_assert_max_num_queries(5):
        gstr1.rows(group_key(group.pk), NOVEMBER)
