"""The same order paid by card in a browser: a refused card, 3-D Secure, and a message of Stripe's that is there before the browser."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, FrameLocator

from orders import links
from orders.models import OrderEvent, ProducerOrder
from payments.models import Payment, ProviderEvent
from tests.journeys.people import Person
from tests.journeys.test_main_job import APRICOTS, PULP, STOLE, put_into_basket
from tests.stripe_server import CHALLENGED, DECLINED, GOOD, StripeServer

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def stripe(shop: str) -> Iterator[StripeServer]:
    """A Stripe that tells the shop of every payment before it answers the browser."""
    with StripeServer(webhook=f"{shop}/webhooks/stripe/", waits_for_shop=True) as server, override_settings(**server.settings):
        yield server


def order_with(guest: Person, way: str) -> str:
    """Basket, address, last page with this way of paying; the address of the page that comes next."""
    for wish in (STOLE, APRICOTS, PULP):
        put_into_basket(guest, wish)
    guest.open("/checkout/address/")
    for label, text in {
        "Mobile number": "98186 45207",
        "Full name": "Farida Khan",
        "Pincode": "110001",
        "House, flat and street": "14, Hanuman Road",
        "City, town or village": "New Delhi",
        "Email": "farida@example.com",
    }.items():
        guest.fill(label, text)
    guest.press("Continue to payment")
    guest.page.get_by_label(way, exact=False).first.check()
    guest.page.get_by_label("I have checked the parcels").check()
    guest.page.get_by_role("button", name=re.compile("Place order")).click()
    return guest.page.url


def card_frame(guest: Person) -> FrameLocator:
    return guest.page.frame_locator("iframe[title='Secure payment input frame']")


def give(guest: Person, number: str) -> None:
    """Type a card and press the button that pays."""
    frame = card_frame(guest)
    frame.get_by_label("Card number").fill(number)
    frame.get_by_label("Expiration date").fill("12 / 34")
    frame.get_by_label("Security code").fill("123")
    guest.page.get_by_role("button", name=re.compile(r"^Pay ₹")).click()


def bank_page(guest: Person) -> FrameLocator:
    return guest.page.frame_locator("iframe[title='3D Secure']")


def payment_behind(address: str) -> Payment:
    order = links.order_for(re.search(r"/o/([\w-]+)/", address).group(1))
    return Payment.objects.filter(order_number=order.number).latest("id")


def check_one_paid_order(payment: Payment, stripe: StripeServer) -> None:
    """One charge over the whole amount, all three parts with their groups, everything once."""
    parts = ProducerOrder.objects.filter(order__number=payment.order_number)
    assert sorted(parts.values_list("status", flat=True)) == ["new", "new", "new"]
    charges = [charge for charge in stripe.state.charges.values() if charge["payment_intent"] == payment.gateway_id]
    assert [charge["amount"] for charge in charges] == [payment.amount_paise]
    assert OrderEvent.objects.filter(order__number=payment.order_number, kind="payment_received").count() == 1


def test_a_refused_card_and_3d_secure_lead_to_one_paid_order_although_the_message_is_there_first(
    shop: str, chromium: Browser, stripe: StripeServer
) -> None:
    guest = Person.at_a_phone(chromium, shop, has_javascript=True)
    page = order_with(guest, "Card")
    assert re.fullmatch(r"/o/[\w-]{43}/pay/", urlsplit(page).path)
    guest.open(page)  # reloaded: the same payment, and no sideways scrolling
    assert re.fullmatch(r"Pay ₹[\d,.]+ by card", guest.heading)

    give(guest, DECLINED)
    guest.page.get_by_text("Your card was declined.").wait_for()
    assert payment_behind(page).status == "awaiting"

    give(guest, CHALLENGED)
    bank_page(guest).get_by_role("button", name="Fail").click()
    guest.page.get_by_text("We are unable to authenticate your payment method.").wait_for()
    assert payment_behind(page).status == "awaiting"

    give(guest, CHALLENGED)
    bank_page(guest).get_by_role("button", name="Complete").click()
    guest.page.get_by_role("heading", name="Paid; the groups have your order").wait_for()
    payment = payment_behind(page)
    check_one_paid_order(payment, stripe)
    assert OrderEvent.objects.get(order__number=payment.order_number, kind="payment_received").detail["source"] == "webhook"
    assert ProviderEvent.objects.filter(kind="payment_intent.succeeded", object_id=payment.gateway_id, outcome="paid").count() == 1

    guest.open(page)
    assert urlsplit(guest.page.url).path == urlsplit(page).path.removesuffix("pay/")
    assert guest.hosts == {urlsplit(shop).netloc, urlsplit(stripe.address).netloc}
    assert [words for words in guest.complaints if "402" not in words] == []  # a refused card is answered with 402


def test_when_the_message_is_lost_the_browser_coming_back_is_enough(shop: str, chromium: Browser, stripe: StripeServer) -> None:
    webhook, stripe.webhook = stripe.webhook, ""
    guest = Person.at_a_phone(chromium, shop, has_javascript=True)
    page = order_with(guest, "Card")
    give(guest, GOOD)
    guest.page.get_by_role("heading", name="Paid; the groups have your order").wait_for()
    payment = payment_behind(page)
    check_one_paid_order(payment, stripe)
    assert OrderEvent.objects.get(order__number=payment.order_number, kind="payment_received").detail["source"] == "browser"
    stripe.webhook = webhook
    assert guest.complaints == []


def test_without_javascript_the_page_says_so_and_the_same_order_is_paid_by_upi(shop: str, chromium: Browser, stripe: StripeServer) -> None:
    guest = Person.at_a_phone(chromium, shop, has_javascript=False)
    page = order_with(guest, "Card")
    assert "Paying by card needs JavaScript" in guest.reads
    assert guest.page.get_by_role("button", name=re.compile(r"^Pay ₹")).count() == 0
    card = payment_behind(page)
    guest.press("UPI")
    assert guest.heading == "Waiting for your payment"
    assert "Open my UPI app" in guest.reads
    assert (payment_behind(page).method, payment_behind(page).amount_paise) == ("upi", card.amount_paise)
    assert stripe.state.intents[card.gateway_id]["status"] == "canceled"
    assert guest.hosts == {urlsplit(shop).netloc}
    assert guest.complaints == []
