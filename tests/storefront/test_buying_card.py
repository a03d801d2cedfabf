"""The page where a card is given: the only one with somebody else's script, and one that believes nobody but the gateway."""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from journal.models import AuditEntry
from notices.models import Notice
from orders.models import OrderEvent, ProducerOrder
from payments.models import Payment
from tests.orders import factories as make
from tests.security.test_headers import STRICT, Markup, policy_of
from tests.storefront.buyer import Buyer, title, words
from tests.stripe_server import GOOD, Fault, StripeServer

pytestmark = pytest.mark.django_db


@dataclass
class Payer(Buyer):
    """A guest who has chosen to pay by card, and the page to which the shop led."""

    page: str = ""

    @property
    def order(self) -> str:
        return self.page.removesuffix("pay/")

    def look(self) -> HttpResponse:
        return self.client.get(self.page)


@pytest.fixture
def buyer(stripe: StripeServer) -> Payer:
    market, buyer = make.make_market(), Payer()
    for listing in (market.stole, market.apricots):
        buyer.add(listing)
    buyer.give_address()
    buyer.page = buyer.client.post("/checkout/pay/", {**buyer.pay_form(), "method": "stripe.card"})["Location"]
    return buyer


def test_a_card_is_a_choice_of_the_last_page_only_with_keys(stripe: StripeServer) -> None:
    market, buyer = make.make_market(), Buyer()
    buyer.add(market.stole)
    buyer.give_address()
    assert 'value="stripe.card"' in buyer.client.get("/checkout/pay/").content.decode()
    with override_settings(STRIPE_SECRET_KEY=""):
        assert "stripe.card" not in buyer.client.get("/checkout/pay/").content.decode()


def test_the_order_is_placed_first_and_leads_to_its_pay_page(stripe: StripeServer, buyer: Payer) -> None:
    assert re.fullmatch(r"/o/[\w-]{43}/pay/", buyer.page)
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"held"}
    assert stripe.calls == []
    page = buyer.look()
    payment, source = Payment.objects.get(), page.content.decode()
    intent = stripe.state.intents[payment.gateway_id]
    assert f'data-secret="{intent["client_secret"]}"' in source
    assert f'data-key="{stripe.settings["STRIPE_PUBLISHABLE_KEY"]}"' in source
    assert stripe.settings["STRIPE_SECRET_KEY"] not in source
    assert intent["client_secret"] not in str(list(AuditEntry.objects.values_list("after", flat=True)))
    assert "you can still pay" in Notice.objects.get(kind="order_placed").body


def test_stripes_script_is_let_in_on_this_page_alone(stripe: StripeServer, buyer: Payer) -> None:
    page = buyer.look()
    host = stripe.address
    assert policy_of(page) == {
        **STRICT,
        "script-src": f"'self' {host}",
        "connect-src": f"'self' {host}",
        "frame-src": host,
    }
    assert Markup(page.content.decode()).found == [f"script src={host}/page/stripe.js"]
    assert (page["Referrer-Policy"], page["X-Frame-Options"]) == ("no-referrer", "DENY")
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))
    order = buyer.client.get(buyer.order)
    assert policy_of(order) == STRICT
    assert Markup(order.content.decode()).found == []
    assert f'href="{buyer.page}"' in order.content.decode()


def test_with_stripes_own_script_only_stripes_own_hosts_are_let_in(stripe: StripeServer, buyer: Payer, settings: object) -> None:
    settings.STRIPE_JS_URL = "https://js.stripe.com/v3/"
    policy = policy_of(buyer.look())
    assert policy["script-src"] == "'self' https://js.stripe.com https://*.js.stripe.com"
    assert policy["frame-src"] == "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
    assert policy["connect-src"] == "'self' https://api.stripe.com"


def test_the_browser_coming_back_without_having_paid_is_not_believed(stripe: StripeServer, buyer: Payer) -> None:
    buyer.look()
    page = buyer.client.post(buyer.page, {"redirect_status": "succeeded"})
    assert page.status_code == 422
    assert title(page).startswith("Error:")
    assert "The payment has not arrived yet." in words(page)
    assert Payment.objects.get().status == "awaiting"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_browser_coming_back_after_paying_finds_the_paid_order(stripe: StripeServer, buyer: Payer, method: str) -> None:
    buyer.look()
    stripe.pay(Payment.objects.get().gateway_id, GOOD)
    for _time in range(2):
        answer = getattr(buyer.client, method)(buyer.page)
        assert (answer.status_code, answer["Location"]) == (303, buyer.order)
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
    assert OrderEvent.objects.filter(kind="payment_received").count() == 1
    assert "Paid; the groups have your order" in words(buyer.client.get(buyer.order))


def test_while_stripe_is_away_the_page_says_so_and_offers_another_way(stripe: StripeServer, buyer: Payer) -> None:
    stripe.faults.append(Fault("POST", "/v1/payment_intents", "silent before"))
    page = buyer.look()
    assert page.status_code == 503
    assert "Nothing was charged." in words(page)
    assert "offline.upi" in page.content.decode()
    assert policy_of(page) == STRICT
    assert buyer.look().status_code == 200


def test_money_that_does_not_fit_is_told_to_the_shopper_who_is_asked_not_to_pay_again(stripe: StripeServer, buyer: Payer) -> None:
    buyer.look()
    payment = Payment.objects.get()
    stripe.pay(payment.gateway_id, GOOD)
    stripe.state.intents[payment.gateway_id]["amount_received"] = 1
    page = buyer.look()
    assert "Please do not pay again" in words(page)
    assert "offline.upi" not in page.content.decode()
    assert "card-form" not in page.content.decode()


def test_another_way_is_taken_for_the_same_order(stripe: StripeServer, buyer: Payer) -> None:
    buyer.look()
    answer = buyer.client.post(f"{buyer.page}other/", {"method": "offline.upi"})
    assert (answer.status_code, answer["Location"]) == (303, buyer.order)
    assert "Open my UPI app" in words(buyer.client.get(buyer.order))
    assert buyer.look().status_code == 303
    assert [payment.status for payment in Payment.objects.order_by("pk")] == ["failed", "awaiting"]


@pytest.mark.parametrize("method", ["stripe.card", "offline.cheque", "", "offline"])
def test_another_way_that_is_not_offered_changes_nothing(stripe: StripeServer, buyer: Payer, method: str) -> None:
    buyer.look()
    assert buyer.client.post(f"{buyer.page}other/", {"method": method}).status_code == 303
    assert Payment.objects.get().status == "awaiting"


def test_while_stripe_can_not_close_the_card_the_shopper_is_asked_to_wait(stripe: StripeServer, buyer: Payer) -> None:
    buyer.look()
    stripe.faults.append(Fault("POST", f"/v1/payment_intents/{Payment.objects.get().gateway_id}", "silent before"))
    page = buyer.client.post(f"{buyer.page}other/", {"method": "offline.upi"}, follow=True)
    assert "The card payment could not be closed just now." in words(page)
    assert Payment.objects.get().status == "awaiting"


@pytest.mark.parametrize("path", ["pay/", "pay/other/"])
def test_a_wrong_link_and_another_site_reach_nothing(stripe: StripeServer, buyer: Payer, path: str) -> None:
    assert Client().post(f"/o/{'x' * 43}/{path}").status_code == 404
    foreign = Client().post(f"{buyer.order}{path}", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert stripe.calls == []
