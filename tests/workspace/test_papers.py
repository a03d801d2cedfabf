"""A group reads the tax papers of its own parts: who sees money, and only for as long as it may know the shopper."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from orders.models import ProducerOrder
from orders.queries import ADDRESS_DAYS
from payments.models import TaxPaper
from tests.orders import factories as make
from tests.orders import steps
from tests.payments import papers
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _address(paper: TaxPaper) -> str:
    return f"/workspace/orders/{paper.producer_order_number}/papers/{paper.number}/"


def test_a_group_reads_the_operators_invoice_and_its_own_bill_but_not_the_number_of_the_order() -> None:
    part = papers.sold(make.make_listing(make.make_group(), price_paise=1_500_000))
    client = _client(steps.member_of(part.group))
    said = words(client.get(f"/workspace/orders/{part.number}/"))
    for paper in (papers.paper_of(part), papers.paper_of(part, "purchase")):
        assert paper.number in said
        page = words(client.get(_address(paper)))
        assert paper.number in page
        assert part.number in page
        assert part.order.number not in page


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("accountant", 200), ("packer", 404)])
def test_who_sees_no_money_sees_no_papers(role: str, status: int) -> None:
    part = papers.sold(make.make_listing(make.make_group()))
    client = _client(make.make_member(part.group, role))
    assert client.get(_address(papers.paper_of(part))).status_code == status
    assert (papers.paper_of(part).number in words(client.get(f"/workspace/orders/{part.number}/"))) is (status == 200)


def test_another_groups_paper_is_not_there_under_the_own_part() -> None:
    own, other = (papers.sold(make.make_listing(make.make_group())) for _group in range(2))
    client = _client(steps.member_of(own.group))
    foreign = papers.paper_of(other)
    assert client.get(_address(foreign)).status_code == 404
    assert client.get(f"/workspace/orders/{own.number}/papers/{foreign.number}/").status_code == 404


@pytest.mark.parametrize("days_more", [0, 1])
def test_the_shoppers_address_leaves_with_the_operators_invoice_and_the_own_bill_stays(days_more: int) -> None:
    part = papers.sold(make.make_listing(make.make_group()), to="delivered")
    day = part.delivered_on - timedelta(days=ADDRESS_DAYS + days_more)
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=day)
    client = _client(steps.member_of(part.group))
    assert client.get(_address(papers.paper_of(part))).status_code == (404 if days_more else 200)
    assert client.get(_address(papers.paper_of(part, "purchase"))).status_code == 200


def test_a_group_that_sells_by_itself_keeps_its_invoices() -> None:
    with papers.group_sells():
        part = papers.sold(make.make_listing(make.make_group()), to="delivered")
    ProducerOrder.objects.filter(pk=part.pk).update(delivered_on=part.delivered_on - timedelta(days=ADDRESS_DAYS + 1))
    assert _client(steps.member_of(part.group)).get(_address(papers.paper_of(part))).status_code == 200
