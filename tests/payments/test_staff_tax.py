"""Finance's page of tax lists: files to download, certificates to give out."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from accounts.models import User
from money.words import rupees
from notices.models import Notice
from payments.models import SalesCertificate, TaxRate
from payments.papers import months, reminding, sellers_of_month
from payments.papers.gstr1 import HEADINGS
from tests.orders import factories as make
from tests.payments import papers

pytestmark = pytest.mark.django_db
PAGE = "/admin/tax/"
FINANCE = "finance@example.com"


@pytest.fixture
def finance() -> Client:
    user = User.objects.create_user(FINANCE, is_staff=True)
    user.groups.add(Group.objects.get(name="Finance"))
    UserProfile.objects.create(user=user)
    client = Client()
    client.force_login(user)
    return client


def _month() -> str:
    return str(months.of(timezone.localdate()))


def _cells(answer: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_leads_to_the_sheet_of_each_seller_of_the_month(finance: Client) -> None:
    part = papers.sold(make.make_listing(make.make_group(legal_name="Rangdum Co-operative")))
    text = finance.get(PAGE, {"month": _month()}).content.decode()
    for paper in (papers.paper_of(part), papers.paper_of(part, "purchase")):
        address = f"/admin/tax/{_month()}/{paper.seller_key}.csv"
        assert address in text
        answer = finance.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="gstr1-{paper.seller_key}-{_month()}.csv"'
        assert "no-store" in answer["Cache-Control"]
        rows = _cells(answer)
        assert tuple(rows[0]) == HEADINGS
        totals = [row[HEADINGS.index("total")] for row in rows[1:] if row[0] in ("4A", "5", "7", "8", "9B")]
        assert sum(int(total.replace(".", "")) for total in totals) == paper.total_paise
    assert "Rangdum Co-operative" in text


def test_without_a_month_the_last_one_is_shown_and_a_wrong_one_is_refused(finance: Client) -> None:
    assert finance.get(PAGE).context["month"] == months.of(timezone.localdate()).before
    for wrong in ("2026-13", "november", "2026-1", ""):
        answer = finance.get(PAGE, {"month": wrong})
        assert (answer.status_code, answer.context["problem"]) == (422, "Write a month such as 2026-11.")
    assert finance.get("/admin/tax/2026-13/LB.csv").status_code == 404
    assert finance.get(f"/admin/tax/{_month()}/NOBODY.csv").status_code == 404
    assert finance.get("/admin/tax/2026-13/collected.csv").status_code == 404


def test_a_name_that_begins_like_a_formula_is_only_words_in_the_file(finance: Client) -> None:
    group = make.make_group(legal_name="=HYPERLINK(1)", name="+Name")
    with papers.mode("licensed_gateway", "licensed"):
        papers.sold(make.make_listing(group))
        rows = _cells(finance.get(f"/admin/tax/{_month()}/collected.csv"))
    assert rows[1][:2] == ["'+Name", "'=HYPERLINK(1)"]


def test_a_certificate_is_given_out_and_its_address_shown(finance: Client) -> None:
    group = make.make_group()
    answer = finance.post(PAGE, {"group": group.pk, "months": "24"}, follow=True)
    held = SalesCertificate.objects.get()
    assert (held.group, held.months, held.issued_by.email) == (group, 24, "finance@example.com")
    assert f"/certificate/{held.code}/" in answer.content.decode()


@pytest.mark.parametrize("posted", [{}, {"months": "12"}, {"group": "0", "months": "12"}, {"months": "13"}])
def test_a_wrong_form_is_refused_and_nothing_given_out(finance: Client, posted: dict[str, str]) -> None:
    answer = finance.post(PAGE, posted)
    assert answer.status_code == 422
    assert "Choose" in answer.content.decode()
    assert not SalesCertificate.objects.exists()


def test_every_rate_is_shown_with_how_sure_it_is(finance: Client) -> None:
    shown = BeautifulSoup(finance.get(PAGE).content, "html.parser").get_text(" ")
    rates = list(TaxRate.objects.filter(valid_to=None))
    assert {rate.confidence for rate in rates} >= {"sure", "verify"}
    assert all(rate.source in " ".join(shown.split()) for rate in rates)
    words = {"sure": "sure", "likely": "likely", "verify": "to be verified"}
    assert [shown.count(said) >= sum(rate.confidence == code for rate in rates) for code, said in words.items()] == [True] * 3


def test_by_the_third_of_the_month_the_people_of_tax_are_told_once_that_its_lists_are_ready(finance: Client) -> None:
    papers.sold(make.make_listing(make.make_group()))
    over = months.of(timezone.localdate())
    days = [over.after.first + timedelta(days=back) for back in range(-1, 5)]
    assert [reminding.tell_in_time(day) for day in days] == [False, True, True, True, False, False]
    told = Notice.objects.filter(kind="tax_lists_ready")
    assert {notice.user_id for notice in told} == {User.objects.get(email=FINANCE).pk}
    assert rupees(sum(row.total_paise for row in sellers_of_month.of(over))) in told.get().body


def test_of_a_month_without_papers_nobody_is_told(finance: Client) -> None:
    assert reminding.tell_in_time(timezone.localdate().replace(day=1))
    assert not Notice.objects.filter(kind="tax_lists_ready").exists()
