"""Check and pay: consent is given by hand, a changed price is asked about again, and pressing twice orders once."""

import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from delivery.models import Rate
from money.words import rupees
from orders import attempts
from orders.models import OrderRecord, ProducerOrder
from orders.oscar.basket.models import Line
from orders.oscar.order.models import Order
from orders.quotes import quote
from payments.models import Payment
from producers.oscar.models import StockRecord
from storefront.buying.limits import PLACE_ORDER
from storefront.buying.pay import CONSENT
from tests.orders import factories as make
from tests.storefront.buyer import Buyer, title, words

pytestmark = pytest.mark.django_db


def ready(stock: int = 10) -> tuple[make.Market, Buyer]:
    """A guest with goods of three groups who has given an address."""
    market, buyer = make.make_market(stock), Buyer()
    for listing in (market.stole, market.apricots, market.pulp):
        buyer.add(listing)
    assert buyer.give_address().status_code == 303
    return market, buyer


def test_the_last_page_shows_parcels_address_total_and_an_unticked_box() -> None:
    _market, buyer = ready()
    page = buyer.client.get("/checkout/pay/")
    said, source = words(page), page.content.decode()
    expected = quote(Line.objects.first().basket, make.DELHI)
    assert "Farida Khan, +919818645207" in said
    assert "14, Hanuman Road, Connaught Place New Delhi, Delhi 110001" in said
    assert said.count("Arrives ") == 3
    assert "3 parcels" in said
    assert f"Place order for {rupees(expected.total_paise)}" in said
    assert str(CONSENT) in said
    box = re.search(r'<input type="checkbox"[^>]*>', source)
    assert box
    assert "checked" not in box.group()
    assert not re.search(r'type="radio"[^>]*checked', source)
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))


def test_one_press_places_the_order_and_leads_to_its_page() -> None:
    market, buyer = ready()
    answer = buyer.client.post("/checkout/pay/", buyer.pay_form())
    assert answer.status_code == 303
    assert re.fullmatch(r"/o/[\w-]{43}/", answer["Location"])
    record = OrderRecord.objects.get()
    assert (record.contact_name, record.contact_mobile) == ("Farida Khan", "+919818645207")
    assert record.consent_text == str(CONSENT)
    assert list(ProducerOrder.objects.order_by("pk").values_list("group", "status")) == [
        (market.wool.pk, "held"),
        (market.fruit.pk, "held"),
        (market.berry.pk, "held"),
    ]
    assert Payment.objects.get().method == "upi"
    assert "checkout" not in buyer.client.session
    assert buyer.lines() == {}


def test_line_6_pressing_twice_leads_to_the_same_order_twice() -> None:
    _market, buyer = ready()
    form = buyer.pay_form()
    places = [buyer.client.post("/checkout/pay/", form)["Location"] for _press in range(3)]
    assert len(set(places)) == 1
    assert Order.objects.count() == 1


def test_the_key_of_another_press_opens_nothing_for_a_guess() -> None:
    _market, buyer = ready()
    buyer.client.post("/checkout/pay/", buyer.pay_form())
    answer = Client().post("/checkout/pay/", {"key": attempts.new_key(), "method": "offline.upi", "consent": "yes"})
    assert answer["Location"] == "/checkout/address/"


@pytest.mark.parametrize(
    ("left_out", "expected"), [("consent", "Tick the box to say that you agree"), ("method", "Choose how you want to pay")]
)
def test_nothing_is_ordered_without_consent_and_a_way_to_pay(left_out: str, expected: str) -> None:
    _market, buyer = ready()
    form = {name: value for name, value in buyer.pay_form().items() if name != left_out}
    page = buyer.client.post("/checkout/pay/", form)
    assert page.status_code == 422
    assert title(page).startswith("Error: Check and pay")
    assert words(page).count(expected) == 2
    assert not Order.objects.exists()
    kept = re.search(r'value="offline.upi"( checked)?', page.content.decode())
    assert kept
    assert bool(kept.group(1)) is (left_out == "consent")
    assert page.context["key"] == form["key"]


@pytest.mark.parametrize("method", ["stripe.card", "offline.cheque", "offline", "", "."])
def test_only_the_ways_of_paying_that_are_offered_are_taken(method: str) -> None:
    _market, buyer = ready()
    page = buyer.client.post("/checkout/pay/", {**buyer.pay_form(), "method": method})
    assert page.status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_key_that_can_not_be_ours_is_replaced_and_nothing_is_ordered(key: str) -> None:
    _market, buyer = ready()
    page = buyer.client.post("/checkout/pay/", {**buyer.pay_form(), "key": key})
    assert page.status_code == 422
    assert page.context["key"] != key
    assert not Order.objects.exists()


def test_a_price_that_changed_is_shown_and_asked_about_again() -> None:
    market, buyer = ready()
    form = buyer.pay_form()
    StockRecord.objects.filter(product=market.stole.product).update(price="17000.00")
    page = buyer.client.post("/checkout/pay/", form)
    assert page.status_code == 409
    assert not Order.objects.exists()
    before = int(form["shown_paise"])
    assert before - page.context["quote"].total_paise == 150_000
    assert "The total has changed from" in words(page)
    assert title(page).startswith("Error:")
    assert not re.search(r'<input type="checkbox"[^>]*checked', page.content.decode())
    again = buyer.client.post("/checkout/pay/", buyer.pay_form())
    assert again.status_code == 303
    assert OrderRecord.objects.get().total_paise == before - 150_000


def test_a_day_that_changed_is_asked_about_again_too() -> None:
    _market, buyer = ready()
    form = buyer.pay_form()
    Rate.objects.all().update(days_max=40)
    page = buyer.client.post("/checkout/pay/", form)
    assert page.status_code == 409
    assert "A price or a date has changed." in words(page)
    assert not Order.objects.exists()


def test_goods_that_others_bought_meanwhile_lead_to_the_basket_with_that_line_marked() -> None:
    market, buyer = ready(stock=1)
    form = buyer.pay_form()
    make.place_order(market.apricots)
    answer = buyer.client.post("/checkout/pay/", form)
    assert (answer.status_code, answer["Location"]) == (303, "/basket/")
    page = buyer.basket()
    problems = {item.line.title: str(item.problem) for card in page.context["cards"] for item in card.lines}
    assert problems["Dried apricots"] == "This is sold out."
    assert (problems["Pashmina stole"], problems["Sea buckthorn pulp"]) == ("", "")
    assert "Nothing was ordered." in words(page)
    assert Order.objects.count() == 1


def test_without_an_address_or_a_basket_the_last_page_leads_back() -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    assert buyer.client.get("/checkout/pay/")["Location"] == "/checkout/address/"
    buyer.give_address()
    buyer.client.post(f"/basket/line/{buyer.line_id(market.stole)}/", {"remove": "1"})
    assert buyer.client.get("/checkout/pay/")["Location"] == "/basket/"


@time_machine.travel("2026-11-02 06:10Z", tick=False)
def test_who_tries_to_order_again_and_again_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    _market, buyer = ready()
    form = buyer.pay_form()
    for _try in range(PLACE_ORDER.limit):
        assert PLACE_ORDER.hit("someone else")
    monkeypatch.setattr("storefront.buying.pay.visitor", lambda request: "someone else")
    page = buyer.client.post("/checkout/pay/", form)
    assert page.status_code == 429
    assert not Order.objects.exists()


def test_line_18_the_order_is_in_the_language_it_was_bought_in() -> None:
    _market, buyer = ready()
    form = buyer.pay_form()
    answer = buyer.client.post("/hi/checkout/pay/", form)
    assert answer["Location"].startswith("/hi/o/")
    assert OrderRecord.objects.get().language == "hi"
    assert settings.LANGUAGE_CODE == "en"
