"""The Stripe of the tests behaves like Stripe where it matters, as seen through Stripe's own library."""

import json
from collections.abc import Iterator

import pytest
import stripe as library

from tests.stripe_server import CHALLENGED, DECLINED, GOOD, Fault, StripeServer, signature
from tests.stripe_server.forms import fields_of
from tests.stripe_server.server import SECRET_KEY, WEBHOOK_SECRET

ORDER = {"amount": 125_050, "currency": "inr", "metadata": {"order": "LB-1"}, "payment_method_types": ["card"]}


@pytest.fixture
def server() -> Iterator[StripeServer]:
    with StripeServer() as running:
        yield running


@pytest.fixture
def client(server: StripeServer) -> library.StripeClient:
    return library.StripeClient(SECRET_KEY, base_addresses={"api": server.address}, max_network_retries=0)


def test_a_form_of_stripes_becomes_nested_values() -> None:
    assert fields_of("amount=5&metadata[order]=LB+1&metadata[payment]=PY&payment_method_types[0]=card&expand[]=a") == {
        "amount": "5",
        "metadata": {"order": "LB 1", "payment": "PY"},
        "payment_method_types": ["card"],
        "expand": ["a"],
    }


def test_the_same_key_and_call_get_the_same_answer_and_another_call_is_refused(client: library.StripeClient, server: StripeServer) -> None:
    first, again = (client.v1.payment_intents.create(ORDER, {"idempotency_key": "k1"}) for _time in range(2))
    assert first.id == again.id
    assert len(server.state.intents) == 1
    with pytest.raises(library.IdempotencyError):
        client.v1.payment_intents.create({**ORDER, "amount": 1}, {"idempotency_key": "k1"})
    assert client.v1.payment_intents.create(ORDER, {"idempotency_key": "k2"}).id != first.id


def test_a_good_card_pays_and_a_challenged_one_after_its_proof(client: library.StripeClient, server: StripeServer) -> None:
    good, challenged = (client.v1.payment_intents.create(ORDER) for _time in range(2))
    server.pay(good.id, GOOD)
    assert server.state.confirm_intent(challenged.id, CHALLENGED)["status"] == "requires_action"
    assert client.v1.payment_intents.retrieve(challenged.id).amount_received == 0
    server.state.prove(challenged.id, passed=True)
    for intent in (good, challenged):
        paid = client.v1.payment_intents.retrieve(intent.id)
        assert (paid.status, paid.amount_received, paid.currency, paid.metadata["order"]) == ("succeeded", 125_050, "inr", "LB-1")
    with pytest.raises(library.InvalidRequestError, match="succeeded"):
        client.v1.payment_intents.cancel(good.id)


def test_a_refused_card_leaves_the_intent_open_for_another(client: library.StripeClient, server: StripeServer) -> None:
    intent = client.v1.payment_intents.create(ORDER)
    with pytest.raises(library.CardError, match="declined"):
        client.v1.payment_intents.confirm(intent.id, {"payment_method_data": {"type": "card", "card": {"number": DECLINED}}})
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    server.pay(intent.id, GOOD)
    assert [event["type"] for event in server.state.events][-1] == "payment_intent.succeeded"


def test_refunds_never_exceed_the_charge(client: library.StripeClient, server: StripeServer) -> None:
    intent = client.v1.payment_intents.create(ORDER)
    server.pay(intent.id, GOOD)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 100_000})
    with pytest.raises(library.InvalidRequestError, match="greater"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 25_051})
    client.v1.refunds.create({"payment_intent": intent.id})
    assert [refund.amount for refund in client.v1.refunds.list({"payment_intent": intent.id}).data] == [25_050, 100_000]
    with pytest.raises(library.InvalidRequestError, match="already been refunded"):
        client.v1.refunds.create({"payment_intent": intent.id})


@pytest.mark.parametrize(("kind", "made"), [("broken before", 0), ("broken after", 1)])
def test_a_broken_answer_is_kept_under_its_key(client: library.StripeClient, server: StripeServer, kind: str, made: int) -> None:
    server.faults.append(Fault("POST", "/v1/payment_intents", kind))
    for _time in range(2):
        with pytest.raises(library.APIError):
            client.v1.payment_intents.create(ORDER, {"idempotency_key": "k1"})
    assert len(server.state.intents) == made
    assert client.v1.payment_intents.create(ORDER, {"idempotency_key": "k2"}).id


@pytest.mark.parametrize("kind", ["silent before", "silent after"])
def test_a_call_that_was_not_answered_can_be_repeated_under_its_key(client: library.StripeClient, server: StripeServer, kind: str) -> None:
    server.faults.append(Fault("POST", "/v1/payment_intents", kind))
    with pytest.raises(library.APIConnectionError):
        client.v1.payment_intents.create(ORDER, {"idempotency_key": "k1"})
    client.v1.payment_intents.create(ORDER, {"idempotency_key": "k1"})
    assert len(server.state.intents) == 1


def test_messages_carry_a_signature_that_the_library_accepts_and_an_old_or_changed_one_it_refuses(server: StripeServer) -> None:
    body = json.dumps(server.state.tell("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})).encode()
    event = library.Webhook.construct_event(body, signature(body, WEBHOOK_SECRET), WEBHOOK_SECRET)
    assert event.type == "payment_intent.succeeded"
    for header in (signature(body, WEBHOOK_SECRET, age_s=301), signature(body, "whsec_other"), signature(body + b" ", WEBHOOK_SECRET)):
        with pytest.raises(library.SignatureVerificationError):
            library.Webhook.construct_event(body, header, WEBHOOK_SECRET)


def test_a_wrong_key_is_refused(server: StripeServer) -> None:
    stranger = library.StripeClient("sk_test_other", base_addresses={"api": server.address}, max_network_retries=0)
    with pytest.raises(library.AuthenticationError):
        stranger.v1.payment_intents.create(ORDER)
    assert server.state.intents == {}
