"""A code on the pages: typed, corrected, shown in every sum, kept until the order is placed."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from money.words import rupees
from orders.models import Voucher, VoucherUse
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from orders.quotes import quote
from orders.vouchers import making
from payments.models import Payment
from tests.orders import factories as make
from tests.orders.vouchers import make_group_voucher, make_voucher, staff
from tests.storefront.buyer import Buyer, queries_of, title, words

pytestmark = pytest.mark.django_db


def _filled() -> tuple[make.Market, Buyer]:
    market, buyer = make.make_market(), Buyer()
    for listing in (market.stole, market.apricots, market.pulp):
        buyer.add(listing)
    return market, buyer


def _type(buyer: Buyer, code: str, **more: str) -> HttpResponse:
    return buyer.client.post("/basket/code/", {"code": code, **more})


def test_a_code_is_shown_for_each_group_and_in_the_sum_of_every_page_and_paid_less() -> None:
    market, buyer = _filled()
    make_voucher()
    answer = _type(buyer, "ladakh 10", pin=make.DELHI)
    assert (answer.status_code, answer["Location"]) == (303, f"/basket/?pin={make.DELHI}")
    expected = quote(Basket.objects.get(), make.DELHI, code="LADAKH10")
    said = words(buyer.basket(make.DELHI))
    for group in expected.groups:
        assert f"Code LADAKH10 −{rupees(group.discount_paise)}" in said
    assert f"Code LADAKH10 -{rupees(expected.discount_paise)}" in said
    assert "LADAKH10 : Ten percent off" in said or "LADAKH10: Ten percent off" in said
    buyer.give_address()
    said = words(buyer.client.get("/checkout/pay/"))
    assert f"Code LADAKH10 takes off {rupees(expected.groups[0].discount_paise)}" in said
    assert f"Place order for {rupees(expected.total_paise)}" in said
    answer = buyer.client.post("/checkout/pay/", buyer.pay_form())
    assert answer.status_code == 303
    assert Payment.objects.get().amount_paise == expected.total_paise
    assert VoucherUse.objects.get().mobile == "+919818645207"
    assert f"your code took off {rupees(expected.lines[0].discount_paise)}" in words(buyer.client.get(answer["Location"]))
    buyer.add(market.stole)
    assert buyer.basket().context["quote"].voucher is None  # one order, one code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code"),
        ("NOSUCHCODE", "There is no such code."),
        ("STOPPED1", "This code is not valid any more."),
        ("USEDUP01", "This code was used as often as it may be."),
        ("SOON0001", "This code is valid from"),
        ("OVER0001", "This code was valid until"),
        ("DEAR0001", "This code is for goods of ₹50,000 or more; in your basket those that it is for cost"),
        ("OTHERS01", "This code is not for the goods in your basket."),
        ("NOTYET01", "There is no such code."),
    ],
)
def test_a_code_that_takes_nothing_off_says_why_and_keeps_what_was_typed(typed: str, said: str) -> None:
    _market, buyer = _filled()
    today = timezone.localdate()
    making.stop(make_voucher("STOPPED1"), acting_user=staff())
    Voucher.objects.filter(pk=make_voucher("USEDUP01", most_uses=1).pk).update(uses=1)
    make_voucher("SOON0001", valid_from=today + timedelta(days=3), valid_to=today + timedelta(days=4))
    make_voucher("OVER0001", valid_from=today - timedelta(days=4), valid_to=today - timedelta(days=3))
    make_voucher("DEAR0001", least_goods_paise=5_000_000)
    make_voucher("OTHERS01", group=make.make_group())
    make_voucher("NOTYET01", bearer="group", group=_market.wool)
    answer = _type(buyer, typed, pin=make.DELHI)
    assert answer.status_code == 422
    assert said in words(answer)
    assert words(answer).count(said) == 2  # at the top of the page, and beside the field
    assert title(answer).startswith("Error:")
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert answer.context["quote"].pin == make.DELHI
    assert answer.context["quote"].discount_paise == 0
    assert buyer.basket().context["quote"].voucher_refusal is None


def test_a_code_that_no_longer_fits_stays_in_the_box_and_says_so() -> None:
    market, buyer = _filled()
    make_voucher(least_goods_paise=1_800_000)
    _type(buyer, "LADAKH10")
    buyer.client.post(f"/basket/line/{buyer.line_id(market.stole)}/", {"remove": "1"})
    page = buyer.basket()
    assert page.status_code == 200
    assert "This code is for goods of ₹18,000 or more" in words(page)
    assert 'value="LADAKH10"' in page.content.decode()
    buyer.client.post("/basket/code/", {"remove": "1"})
    assert "This code" not in words(buyer.basket())


def test_a_code_that_was_used_up_meanwhile_places_nothing_and_the_page_says_the_new_total() -> None:
    _market, buyer = _filled()
    voucher = make_voucher(most_uses=1)
    _type(buyer, "LADAKH10")
    buyer.give_address()
    form = buyer.pay_form()
    Voucher.objects.filter(pk=voucher.pk).update(uses=1)
    answer = buyer.client.post("/checkout/pay/", form)
    full = quote(Basket.objects.get(), make.DELHI).total_paise
    assert answer.status_code == 409
    assert f"This code was used as often as it may be. The total is {rupees(full)} without it." in words(answer)
    assert not Order.objects.exists()
    assert buyer.client.post("/checkout/pay/", buyer.pay_form()).status_code == 303
    assert Payment.objects.get().amount_paise == full


def test_who_has_used_the_code_before_is_told_on_the_last_page() -> None:
    market, buyer = _filled()
    make_voucher(most_uses_each=1)
    _type(buyer, "LADAKH10")
    buyer.place()
    buyer.add(market.socks)
    assert _type(buyer, "LADAKH10").status_code == 303  # nobody has said yet who buys
    buyer.give_address()
    page = buyer.client.get("/checkout/pay/")
    assert "This code was used with your mobile number as often as it may be." in words(page)
    assert page.context["quote"].discount_paise == 0


@pytest.mark.long
@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_guessing_codes_ends_after_twenty_tries() -> None:
    _market, buyer = _filled()
    make_voucher(valid_from=timezone.localdate(), valid_to=timezone.localdate())
    assert {_type(buyer, f"GUESS{number:03d}").status_code for number in range(20)} == {422}
    stopped = _type(buyer, "LADAKH10")
    assert stopped.status_code == 429
    assert "Too many codes were tried from here." in words(stopped)
    assert buyer.basket().context["quote"].discount_paise == 0


def test_a_code_costs_the_basket_two_queries_its_session_and_its_row() -> None:
    market, buyer = _filled()
    make_group_voucher(market.wool, "WOOL0001")
    without = queries_of(buyer.client, "/basket/?pin=110001")
    _type(buyer, "WOOL0001")
    with_it = queries_of(buyer.client, "/basket/?pin=110001")
    assert len(with_it) <= len(without) + 2 <= 14
