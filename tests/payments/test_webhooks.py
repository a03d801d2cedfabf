"""Stripe's messages: believed when signed and fresh, acted on once, and only as a hint to ask Stripe itself."""

import json
from typing import Any

import pytest
from django.test import Client

from orders import checkout
from orders.models import OrderEvent, ProducerOrder
from payments.models import Payment, ProviderEvent
from storefront import webhooks
from tests.orders import factories as make
from tests.payments.cards import WEBHOOK, newest, opened, place, tell
from tests.stripe_server import GOOD, Fault, StripeServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe: StripeServer) -> Payment:
    """A card payment that Stripe has the money of and the shop does not know about."""
    payment = opened(place(make.make_market().stole))
    stripe.pay(payment.gateway_id, GOOD)
    return payment


def _status() -> str:
    return Payment.objects.get().status


def test_the_message_releases_the_order_and_is_kept_by_its_name(stripe: StripeServer, paid: Payment) -> None:
    event = newest(stripe, "payment_intent.succeeded")
    assert tell(event).status_code == 200
    assert _status() == "paid"
    assert ProducerOrder.objects.get().status == "new"
    noted = ProviderEvent.objects.get()
    assert (noted.event_id, noted.kind, noted.object_id, noted.outcome) == (event["id"], event["type"], paid.gateway_id, "paid")
    assert noted.done_at is not None
    assert OrderEvent.objects.get(kind="payment_received").detail["source"] == "webhook"


def test_a_message_that_comes_again_is_answered_and_not_acted_on(stripe: StripeServer, paid: Payment) -> None:
    event = newest(stripe, "payment_intent.succeeded")
    tell(event)
    calls = len(stripe.calls)
    for _time in range(20):
        assert tell(event).status_code == 200
    assert len(stripe.calls) == calls
    assert ProviderEvent.objects.count() == 1
    assert OrderEvent.objects.filter(kind="payment_received").count() == 1


def test_messages_in_any_order_end_the_same(stripe: StripeServer, paid: Payment) -> None:
    events = [event for event in stripe.state.events if event["data"]["object"]["id"] == paid.gateway_id]
    assert [event["type"] for event in events] == ["payment_intent.created", "payment_intent.succeeded"]
    for event in reversed(events):
        assert tell(event).status_code == 200
    assert _status() == "paid"
    assert OrderEvent.objects.filter(kind="released").count() == 1


def _forged(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "data": {"object": {**event["data"]["object"], "amount": 1}}}


@pytest.mark.parametrize("how", ["another secret", "old", "changed", "no signature", "not json", "not text", "list"])
def test_a_message_that_stripe_did_not_sign_just_now_changes_nothing(stripe: StripeServer, paid: Payment, how: str) -> None:
    event, client = newest(stripe, "payment_intent.succeeded"), Client()
    calls = len(stripe.calls)

    def post(body: bytes, **headers: str) -> int:
        return client.post(WEBHOOK, body, content_type="application/json", headers=headers).status_code

    signed_by = {"stripe-signature": tell(event, secret="whsec_other").request["HTTP_STRIPE_SIGNATURE"]}
    answer = {
        "another secret": lambda: tell(event, secret="whsec_other").status_code,
        "old": lambda: tell(event, age_s=301).status_code,
        "changed": lambda: post(json.dumps(_forged(event)).encode(), **signed_by),
        "no signature": lambda: post(json.dumps(event).encode()),
        "not json": lambda: post(b"{", **signed_by),
        "not text": lambda: post(b"\xff\xfe", **signed_by),
        "list": lambda: tell([1]).status_code,
    }[how]()
    assert answer == 400
    assert _status() == "awaiting"
    assert not ProviderEvent.objects.exists()
    assert len(stripe.calls) == calls


def test_a_message_of_four_minutes_ago_is_taken(stripe: StripeServer, paid: Payment) -> None:
    assert tell(newest(stripe, "payment_intent.succeeded"), age_s=240).status_code == 200
    assert _status() == "paid"


def test_what_a_signed_message_says_is_not_believed(stripe: StripeServer) -> None:
    payment = opened(place(make.make_market().stole))
    lie = {**stripe.state.intents[payment.gateway_id], "status": "succeeded", "amount_received": payment.amount_paise}
    assert tell(stripe.state.tell("payment_intent.succeeded", lie)).status_code == 200
    assert _status() == "awaiting"
    assert ProviderEvent.objects.get().outcome == "not paid"


def test_money_over_another_amount_is_taken_note_of_and_releases_nothing(stripe: StripeServer, paid: Payment) -> None:
    stripe.state.intents[paid.gateway_id]["amount_received"] = paid.amount_paise - 1
    assert tell(newest(stripe, "payment_intent.succeeded")).status_code == 200
    paid.refresh_from_db()
    assert (paid.status, paid.problem != "") == ("awaiting", True)
    assert ProducerOrder.objects.get().status == "held"


@pytest.mark.parametrize(
    ("kind", "thing", "outcome"),
    [
        ("customer.created", {"id": "cus_1", "object": "customer"}, "ignored"),
        ("payment_intent.succeeded", {"id": "pi_of_another_account", "object": "payment_intent"}, "not known"),
        ("refund.updated", {"id": "re_of_another_account", "object": "refund"}, "not known"),
        ("charge.dispute.created", {"id": "du_of_another_account", "object": "dispute"}, "not known"),
        ("charge.refunded", {"id": "ch_1", "object": "charge", "payment_intent": None}, "not ours"),
    ],
)
def test_messages_about_what_is_not_ours_are_answered_and_kept(
    stripe: StripeServer, db: None, kind: str, thing: dict[str, Any], outcome: str
) -> None:
    assert tell(stripe.state.tell(kind, thing)).status_code == 200
    assert ProviderEvent.objects.get().outcome == outcome


def test_an_intent_of_the_account_that_no_order_knows_is_answered(stripe: StripeServer, db: None) -> None:
    stripe.state.create_intent({"amount": "100", "currency": "inr", "metadata": {"payment": "PY-NEVER"}})
    assert tell(newest(stripe, "payment_intent.created")).status_code == 200
    assert ProviderEvent.objects.get().outcome == "not known"


def test_while_stripe_can_not_be_asked_the_message_is_sent_back_to_come_again(stripe: StripeServer, paid: Payment) -> None:
    event = newest(stripe, "payment_intent.succeeded")
    for kind in ("silent before", "broken before", "too many"):
        stripe.faults.append(Fault("GET", "/v1/payment_intents", kind))
        assert tell(event).status_code == 503
        assert ProviderEvent.objects.get().done_at is None
    assert tell(event).status_code == 200
    assert _status() == "paid"


def test_a_message_that_is_later_than_the_hold_is_late_money(stripe: StripeServer, paid: Payment) -> None:
    checkout.expire_due(paid.expires_at)
    assert _status() == "expired"
    assert tell(newest(stripe, "payment_intent.succeeded")).status_code == 200
    assert _status() == "paid"
    assert ProducerOrder.objects.get().status == "new"


def test_a_message_brings_a_payment_back_to_the_intent_that_a_dead_process_lost(stripe: StripeServer, paid: Payment) -> None:
    Payment.objects.update(gateway_id="")
    assert tell(newest(stripe, "payment_intent.succeeded")).status_code == 200
    assert (Payment.objects.get().gateway_id, _status()) == (paid.gateway_id, "paid")


def test_without_keys_there_is_no_such_address(db: None) -> None:
    assert Client().post(WEBHOOK, b"{}", content_type="application/json").status_code == 404
    assert Client().get(WEBHOOK).status_code == 405


def test_a_message_that_is_too_long_is_not_read(stripe: StripeServer, db: None) -> None:
    body = b" " * (webhooks.LONGEST + 1)
    assert Client().post(WEBHOOK, body, content_type="application/json").status_code == 413
