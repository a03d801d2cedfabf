"""Invoices for the shop's fee: once a month, where groups sell by themselves, without a gap, footing to the ledger to the paisa."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from payments.fee_paper_models import FeePaper
from payments.fee_papers import issuing, verifying
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import Earning
from payments.papers import months, operator_fees, sellers_of_month
from payments.papers import verifying as papers
from producers.models import ProducerGroup
from tests.orders.factories import make_group, make_member
from tests.payments.payout_steps import earn, make_ready_group, refund

pytestmark = pytest.mark.django_db


def sold_by_itself(group: ProducerGroup, paise: int, fee_paise: int) -> Earning:
    """A part of a group that shoppers pay itself."""
    earning = earn(group, paise, fee_paise=fee_paise)
    Earning.objects.filter(pk=earning.pk).update(mode="pay_each_group")
    earning.refresh_from_db()
    return earning


def this_month() -> months.Month:
    return months.of(timezone.localdate())


def test_a_month_is_one_invoice_a_group_with_the_tax_inside_and_its_own_series() -> None:
    first, second = make_group(), make_group()
    for group, fee in ((first, 9_250), (first, 2_101), (second, 100)):
        sold_by_itself(group, 100_000, fee)
    assert issuing.issue_all(this_month()) == 2
    paper = FeePaper.objects.get(group=first)
    year = paper.financial_year % 100
    assert (paper.number, paper.kind, paper.total_paise) == (f"LB-{year}F-00001", "invoice", 11_351)
    assert paper.cgst_paise + paper.utgst_paise == sum(row.commission_tax_paise for row in Earning.objects.filter(group=first))
    assert paper.cgst_paise - paper.utgst_paise in (0, 1)
    assert paper.seller["gstin"]
    assert list(papers.faults()) == []


def test_issuing_twice_is_issuing_once_and_what_comes_late_stands_on_the_next() -> None:
    group = make_group()
    sold_by_itself(group, 100_000, 5_000)
    assert [issuing.issue_all(this_month()) for _time in range(2)] == [1, 0]
    sold_by_itself(group, 100_000, 7_000)
    assert issuing.issue_all(this_month().before) == 0
    assert issuing.issue_all(this_month()) == 1
    assert [paper.total_paise for paper in FeePaper.objects.order_by("pk")] == [5_000, 7_000]


def test_the_clock_issues_the_month_that_is_over() -> None:
    sold_by_itself(make_group(), 100_000, 5_000)
    assert issuing.issue_all(this_month().before) == 0
    with time_machine.travel(this_month().after.first + timedelta(days=2)):
        assert issuing.issue_all(this_month().before) == 1
    assert FeePaper.objects.get().month == timezone.localdate().replace(day=1)


def test_while_the_operator_sells_there_is_no_fee_to_invoice() -> None:
    earn(make_group(), 100_000, fee_paise=5_000)
    assert issuing.issue_all(this_month()) == 0


def test_a_refund_that_gives_fee_back_is_a_credit_note_that_names_its_invoice() -> None:
    group = make_group()
    earning = sold_by_itself(group, 100_000, 5_000)
    issuing.issue_all(this_month())
    refund(earning, 40_000)
    assert issuing.issue_all(this_month()) == 1
    invoice, credit = FeePaper.objects.order_by("pk")
    assert (credit.kind, credit.number[5], credit.total_paise) == ("credit", "D", 2_000)
    assert credit.corrects == [[invoice.number, invoice.issued_on.isoformat()]]
    assert list(papers.faults()) == []


def test_papers_foot_to_the_ledger() -> None:
    group = make_group()
    for paise, fee, back in ((100_000, 9_999, 33_333), (50_001, 2_501, 1), (70_000, 0, 70_000)):
        refund(sold_by_itself(group, paise, fee), back)
    issuing.issue_all(this_month())
    sums = {"invoice": (0, 0), "credit": (0, 0)}
    for paper in FeePaper.objects.all():
        value, inside = sums[paper.kind]
        sums[paper.kind] = (value + paper.taxable_paise, inside + paper.cgst_paise + paper.utgst_paise + paper.igst_paise)
    assert balance(accounts.COMMISSION) == sums["invoice"][0] - sums["credit"][0]
    assert balance(accounts.COMMISSION_TAX) == sums["invoice"][1] - sums["credit"][1]
    assert list(verifying.faults()) == []


def test_a_forged_paper_is_found() -> None:
    sold_by_itself(make_group(), 100_000, 5_000)
    issuing.issue_all(this_month())
    for table in ("payments_feepaper", "payments_feepaperline"):
        for verb in (f"UPDATE {table} SET taxable_paise = 1", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(verb)
    extra = FeePaper.objects.get()
    extra.pk, extra.number, extra.serial = None, "LB-26F-00009", 9
    extra.save(force_insert=True)
    found = list(verifying.faults())
    assert any("do not sum" in fault for fault in found)
    assert any("counter" in fault for fault in found)


def test_a_sac_holds_from_its_day_on() -> None:
    assert issuing.sac_on(date(2026, 11, 1)).code == "998599"
    with pytest.raises(issuing.NoSac):
        issuing.sac_on(date(2017, 6, 30))


def test_the_group_reads_its_invoices_and_no_others(client: Client) -> None:
    group, other = make_ready_group("phey-wool"), make_group()
    sold_by_itself(group, 100_000, 5_000)
    sold_by_itself(other, 100_000, 7_000)
    issuing.issue_all(this_month())
    client.force_login(make_member(group))
    page = "/workspace/groups/phey-wool/money/fees/"
    mine, theirs = FeePaper.objects.get(group=group), FeePaper.objects.get(group=other)
    assert mine.number in client.get(page).content.decode()
    shown = client.get(f"{page}{mine.number}/").content.decode()
    for words in ("998599", "50.00", mine.seller["legal_name"], group.legal_name):
        assert words in shown
    assert client.get(f"{page}{theirs.number}/").status_code == 404


@pytest.mark.pdf
def test_an_invoice_is_a_file(client: Client) -> None:
    group = make_ready_group("phey-wool")
    sold_by_itself(group, 100_000, 5_000)
    issuing.issue_all(this_month())
    client.force_login(make_member(group))
    number = FeePaper.objects.get().number
    answer = client.get(f"/workspace/groups/phey-wool/money/fees/{number}/pdf/")
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_papers_about_the_fee_stand_in_the_operators_sheet_and_foot_to_them() -> None:
    registered, plain = make_group(), make_group(tax_status="enrolled")
    for group in (registered, plain):
        sold_by_itself(group, 100_000, 9_250)
    issuing.issue_all(this_month())
    month = months.of(FeePaper.objects.earliest("pk").issued_on)
    rows = operator_fees.rows(month)
    assert {row.table for row in rows} == {"4A", "7", "12", "13"}
    assert {row.rate_percent for row in rows if row.table != "13"} == {"18"}
    for tables in (("4A", "7", "9B"), ("12",)):
        assert sum(row.amounts.total_paise for row in rows if row.table in tables) == operator_fees.total_paise(month) == 18_500
    (operator,) = sellers_of_month.of(month)
    assert (operator.key, operator.total_paise, sellers_of_month.keys_of(month)) == ("LB", 18_500, {"LB"})
