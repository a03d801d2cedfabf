"""One search box: every key finds exactly its own order, however it is spelled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orders import checkout, offline, refunding
from orders.contacts import Contact
from orders.lookup import find_orders
from orders.models import Parcel, ProducerOrder
from payments.models import Payment
from tests.orders import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders() -> tuple[str, str]:
    """The number of the order that is looked for, and of one that must never be found with it."""
    market = make.make_market()
    other = make.place_order(market.socks, contact=Contact("Ravi", "+919812345679", "ravi@example.com"))
    mine = make.place_order(market.stole)
    checkout.shopper_paid(mine.order, reference="TOLD 77")
    return mine.order.number, other.order.number


def found(text: str) -> list[str]:
    return list(find_orders(text).values_list("number", flat=True))


def spellings(number: str) -> list[str]:
    return [number, number.lower(), number.replace("-", ""), f" {number[:5]} {number[5:]} "]


def test_each_number_finds_its_order_in_every_spelling(orders: tuple[str, str]) -> None:
    mine, _other = orders
    part = ProducerOrder.objects.get(order__number=mine)
    payment = Payment.objects.get(order_number=mine)
    for number in (mine, part.number, Parcel.objects.get(producer_order=part).number, payment.number):
        for spelling in spellings(number):
            assert found(spelling) == [mine], spelling


@pytest.mark.parametrize(
    "typed",
    ["9812345678", "98123 45678", "098123-45678", "+91 98123 45678", "919812345678", "0091 98123 45678", "९८१२३४५६७८", "(+91)98123.45678"],
)
def test_a_mobile_number_finds_its_order_in_any_spelling(orders: tuple[str, str], typed: str) -> None:
    assert found(typed) == [orders[0]]


@pytest.mark.parametrize("typed", ["asha@example.com", " ASHA@Example.com "])
def test_an_email_address_finds_its_order(orders: tuple[str, str], typed: str) -> None:
    assert found(typed) == [orders[0]]


def test_the_address_of_the_account_finds_orders_that_name_none() -> None:
    user = User.objects.create_user("login@example.com", mobile="+919800000001")
    placed = make.place_order(make.make_market().stole, user=user, contact=Contact("Asha", "+919812345678"))
    assert found("login@example.com") == found("9800000001") == [placed.order.number]


def test_every_reference_finds_its_order(orders: tuple[str, str]) -> None:
    mine, other = orders
    staff = User.objects.create_user("finance@example.com")
    payment = Payment.objects.get(order_number=mine)
    offline.money_came(payment, amount_paise=500, reference="part 1", acting_user=staff)
    offline.money_came(payment, reference="utr 00 12", acting_user=staff)
    part = ProducerOrder.objects.get(order__number=mine)
    refund = make.owe_refund(checkout.placed_before(part.order.attempt.key))
    refunding.refund_sent(refund, reference="OUT9", sent_at=refund.created_at, acting_user=staff)
    for reference in ("told77", "PART1", "UTR0012", "utr 0012", "out 9", refund.number):
        assert found(reference) == [mine], reference
    assert found(other) == [other]


@pytest.mark.parametrize("typed", ["LB-", "98123", "asha", "@", "example.com", "%", "' OR 1=1 --", "-", "TOLD", "x" * 500])
def test_a_part_of_a_key_finds_nothing(orders: tuple[str, str], typed: str) -> None:
    assert found(typed) == []


def test_no_text_lists_all_orders_the_newest_first(orders: tuple[str, str]) -> None:
    assert found(" ") == list(orders)


def test_a_search_costs_the_same_number_of_queries_whatever_it_finds(orders: tuple[str, str]) -> None:
    counts = set()
    for text in (orders[0], "9812345678", "asha@example.com", "TOLD77", "nothing"):
        with CaptureQueriesContext(connection) as queries:
            found(text)
        counts.add(len(queries))
    assert counts == {5}
