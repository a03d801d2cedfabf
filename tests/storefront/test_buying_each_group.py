"""Buying where each group is paid by itself: a code for each, what is paid, what waits until when and what lapsed, all on one page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from orders import direct, expiry
from orders.models import ProducerOrder
from payments.models import AccountCheck, Payment
from tests.orders import factories as make
from tests.orders.steps import member_of
from tests.payments import payees
from tests.storefront.buyer import Buyer, hidden_fields, title, words
from tests.storefront.looking import open_shop

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market() -> Iterator[make.Market]:
    with payees.each_group():
        found = make.make_market()
        for group in (found.wool, found.fruit, found.berry):
            payees.make_payable(group)
        yield found


def _bought(market: make.Market) -> tuple[Buyer, str]:
    """A guest's order of three groups; the address of its page."""
    buyer = Buyer()
    for listing in (market.stole, market.apricots, market.pulp):
        buyer.add(listing)
    buyer.give_address()
    page = buyer.client.get("/checkout/pay/")
    assert "One order, a payment for each group" in words(page)
    assert [way.value for way in page.context["ways"]] == ["direct.upi"]
    answer = buyer.client.post("/checkout/pay/", {**hidden_fields(page), "method": "direct.upi", "consent": "yes"})
    assert answer.status_code == 303, words(answer)[:300]
    return buyer, str(answer["Location"])


def _came(payment: Payment) -> None:
    member = member_of(payment.payee_group)
    direct.money_came(payment, reference=f"UPI{payment.pk}", amount_paise=None, acting_user=member)


def test_the_page_has_a_code_for_each_group_to_its_own_account(market: make.Market) -> None:
    buyer, address = _bought(market)
    page = buyer.client.get(address)
    source = page.content.decode()
    payments = list(Payment.objects.order_by("pk"))
    assert source.count("<svg xmlns") == len(payments) == 3
    for payment in payments:
        assert f"upi://pay?pa=group{payment.payee_group_id}@sbi&amp;" in source
        assert payment.number.replace("-", "") in source
        assert payment.payee_account.last_four not in words(page)
    assert "ladakhbazaar@demo" not in source
    assert [pay.state for pay in page.context["pays"]] == ["waits"] * 3


def test_each_payment_is_told_by_itself_paid_waiting_and_lapsed(market: make.Market) -> None:
    buyer, address = _bought(market)
    wool, fruit, berry = (Payment.objects.get(payee_group=group) for group in (market.wool, market.fruit, market.berry))
    _came(wool)
    Payment.objects.filter(pk=fruit.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    expiry.expire_due()
    page = buyer.client.get(address)
    said = words(page)
    assert {pay.payment: pay.state for pay in page.context["pays"]} == {wool: "paid", fruit: "lapsed", berry: "waits"}
    assert "Paid: the group has had it since" in said
    assert "Not paid in time. These goods are on sale again." in said
    assert "Waits for your payment until" in said
    assert page.content.decode().count("<svg xmlns") == 1
    lit = {card.part.number: sum(window.state == "lit" for window in card.windows) for card in page.context["cards"]}
    parts = {part.group_id: part.number for part in ProducerOrder.objects.all()}
    assert [lit[parts[group.pk]] for group in (market.wool, market.fruit, market.berry)] == [2, 1, 1]


def test_a_reference_goes_to_its_own_payment_and_a_wrong_one_is_corrected_there(market: make.Market) -> None:
    buyer, address = _bought(market)
    wool, fruit, _berry = Payment.objects.order_by("pk")
    empty = buyer.client.post(f"{address}paid/", {"payment": fruit.number, "reference": ""})
    assert empty.status_code == 422
    assert title(empty).startswith("Error:")
    assert [bool(pay.form.errors) for pay in empty.context["pays"]] == [False, True, False]
    told = buyer.client.post(f"{address}paid/", {"payment": fruit.number, "reference": "4312 9876"})
    assert told.status_code == 303
    assert [payment.shopper_reference for payment in Payment.objects.order_by("pk")] == ["", "43129876", ""]
    assert "Do not pay again" in words(buyer.client.get(address))
    other = make.place_order(market.socks).payment
    foreign = buyer.client.post(f"{address}paid/", {"payment": other.number, "reference": "1"})
    assert foreign.status_code == 404
    assert not Payment.objects.get(pk=other.pk).shopper_reference
    assert wool.status == "awaiting"


def test_what_is_not_paid_can_be_called_off_and_what_is_paid_stays(market: make.Market) -> None:
    buyer, address = _bought(market)
    _came(Payment.objects.get(payee_group=market.wool))
    assert "Call off what is not paid?" in words(buyer.client.get(f"{address}cancel/"))
    assert buyer.client.post(f"{address}cancel/").status_code == 303
    assert sorted(payment.status for payment in Payment.objects.all()) == ["failed", "failed", "paid"]
    said = words(buyer.client.get(address))
    assert "Called off. Please do not pay it any more" in said
    assert "Call off the order" not in said


def test_a_group_that_can_not_be_paid_is_said_in_the_basket_before_anything_is_ordered(market: make.Market) -> None:
    AccountCheck.objects.filter(account__group=market.fruit).delete()
    buyer = Buyer()
    for listing in (market.stole, market.apricots):
        buyer.add(listing)
    assert "This group can not be paid at the moment" in words(buyer.basket(make.DELHI))
    buyer.give_address()
    assert buyer.client.get("/checkout/pay/").status_code == 302


def test_a_product_of_such_a_group_says_so_and_has_no_button() -> None:
    shop, buyer = open_shop(), Buyer()
    address = reverse("product", args=[shop.stole.slug])
    assert "Add to basket" in words(buyer.client.get(address))
    cache.clear()
    with payees.each_group():
        said = words(buyer.client.get(address))
        assert "This group can not be paid at the moment" in said
        assert "Add to basket" not in said
        payees.make_payable(shop.wool)
        cache.clear()
        assert "Add to basket" in words(buyer.client.get(address))
