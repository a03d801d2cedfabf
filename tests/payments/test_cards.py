"""Card payments: one intent for one payment, and money recorded only when Stripe itself says so, about this payment and this amount."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry
from orders import checkout, switching
from orders.errors import NotPossible
from orders.models import CheckoutAttempt, OrderEvent, OrderRecord, ProducerOrder
from payments import cards, jobs, providers
from payments.errors import GatewayAway, PaymentClosed, UnknownProvider
from payments.models import Allocation, Payment, Refund
from tests.orders import factories as make
from tests.payments.cards import opened, place
from tests.stripe_server import CHALLENGED, DECLINED, GOOD, Fault, StripeServer
from tests.stripe_server.state import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market(stock=5)


def test_without_keys_cards_are_not_offered_and_not_taken(market: make.Market) -> None:
    assert [provider.code for provider in providers.offered()] == ["offline"]
    with pytest.raises(UnknownProvider):
        place(market.stole)
    assert jobs.reconcile_cards() == 0


def test_with_keys_a_card_is_offered_and_holds_the_goods_for_half_an_hour(stripe: StripeServer, market: make.Market) -> None:
    assert [(provider.code, len(provider.methods)) for provider in providers.offered()] == [("offline", 2), ("stripe", 1)]
    payment = place(market.stole).payment
    assert payment.expires_at - payment.created_at == timedelta(minutes=30)
    assert (payment.key, payment.gateway_id) == (f"order:{payment.order_number}", "")
    assert stripe.calls == []


def test_one_intent_over_the_whole_order_is_made_under_the_stored_key_however_often_the_page_is_opened(
    stripe: StripeServer, market: make.Market
) -> None:
    placed = place(market.stole, market.apricots, market.pulp)
    shown = [cards.pay_page(Payment.objects.get(pk=placed.payment.pk)) for _time in range(3)]
    assert {page.state for page in shown} == {"open"}
    assert len({page.secret for page in shown}) == 1
    assert stripe.called("POST", "/v1/payment_intents") == [placed.payment.key]
    intent = stripe.state.intents[Payment.objects.get().gateway_id]
    assert (intent["amount"], intent["currency"]) == (placed.payment.amount_paise, "inr")
    assert intent["metadata"] == {"order": placed.order.number, "payment": placed.payment.number}
    assert intent["payment_method_types"] == ["card"]


@pytest.mark.parametrize("card", [GOOD, CHALLENGED])
def test_money_at_stripe_releases_every_part_once(stripe: StripeServer, market: make.Market, card: str) -> None:
    payment = opened(place(market.stole, market.apricots))
    stripe.pay(payment.gateway_id, card)
    assert ProducerOrder.objects.filter(status="new").count() == 0
    assert [cards.look(payment, source="browser"), cards.look(payment, source="webhook")] == [True, True]
    payment.refresh_from_db()
    assert (payment.status, payment.reference) == ("paid", payment.gateway_id.upper())
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
    assert all(part.captured_paise == part.authorised_paise for part in Allocation.objects.all())
    assert OrderEvent.objects.filter(kind="payment_received").count() == 1


def test_before_the_bank_has_agreed_nothing_is_recorded(stripe: StripeServer, market: make.Market) -> None:
    payment = opened(place(market.stole))
    with pytest.raises(Refused):
        stripe.pay(payment.gateway_id, DECLINED)
    assert cards.look(payment, source="browser") is False
    stripe.state.confirm_intent(payment.gateway_id, CHALLENGED)
    assert cards.pay_page(payment).state == "open"
    stripe.state.prove(payment.gateway_id, passed=False)
    assert cards.look(payment, source="browser") is False
    assert Payment.objects.get().status == "awaiting"
    stripe.pay(payment.gateway_id, GOOD)
    assert cards.pay_page(payment).state == "paid"
    assert len(stripe.state.intents) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount_received": 1}, "1 inr came by card"),
        ({"currency": "usd"}, "usd came by card"),
        ({"metadata": {"payment": "PY-OTHER"}}, "is not the card payment that belongs to"),
    ],
)
def test_money_that_is_not_the_money_of_this_payment_confirms_nothing_and_is_shown_to_staff(
    stripe: StripeServer, market: make.Market, changed: dict[str, object], words: str
) -> None:
    payment = opened(place(market.stole))
    stripe.pay(payment.gateway_id, GOOD)
    stripe.state.intents[payment.gateway_id].update(changed)
    for _time in range(2):
        assert cards.look(payment, source="webhook") is False
    assert cards.pay_page(payment).state == "problem"
    payment.refresh_from_db()
    assert payment.status == "awaiting"
    assert words in payment.problem
    assert AuditEntry.objects.filter(action="payments.problem").count() == 1
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"held"}


@pytest.mark.parametrize("kind", ["broken before", "broken after"])
def test_a_page_opened_while_stripe_breaks_works_when_it_is_reloaded(stripe: StripeServer, market: make.Market, kind: str) -> None:
    placed = place(market.stole)
    stripe.faults.append(Fault("POST", "/v1/payment_intents", kind))
    with pytest.raises(GatewayAway):
        cards.pay_page(placed.payment)
    page = cards.pay_page(Payment.objects.get())
    payment = Payment.objects.get()
    assert page.secret == stripe.state.intents[payment.gateway_id]["client_secret"]
    assert stripe.called("POST", "/v1/payment_intents") == [placed.payment.key, f"{placed.payment.key}#2"]


@pytest.mark.parametrize("kind", ["silent before", "silent after", "too many"])
def test_a_call_that_was_not_answered_is_repeated_under_the_same_key(stripe: StripeServer, market: make.Market, kind: str) -> None:
    placed = place(market.stole)
    stripe.faults.append(Fault("POST", "/v1/payment_intents", kind))
    with pytest.raises(GatewayAway):
        cards.pay_page(placed.payment)
    assert cards.pay_page(Payment.objects.get()).state == "open"
    assert set(stripe.called("POST", "/v1/payment_intents")) == {placed.payment.key}
    assert len(stripe.state.intents) == 1


def test_when_the_hold_ends_no_card_can_pay_any_more(stripe: StripeServer, market: make.Market) -> None:
    payment = opened(place(market.stole))
    checkout.expire_due(payment.expires_at)
    outbox.drain()
    assert stripe.state.intents[payment.gateway_id]["status"] == "canceled"
    payment.refresh_from_db()
    assert payment.status == "expired"
    with pytest.raises(PaymentClosed):
        cards.pay_page(payment)
    assert make.stock_of(market.stole).num_allocated == 0


def test_a_card_that_paid_at_the_last_moment_is_late_money_and_honoured_while_the_goods_are_there(
    stripe: StripeServer, market: make.Market
) -> None:
    payment = opened(place(market.stole))
    stripe.pay(payment.gateway_id, GOOD)
    checkout.expire_due(payment.expires_at)
    outbox.drain()
    assert Payment.objects.get().status == "paid"
    assert ProducerOrder.objects.get().status == "new"


def test_late_money_for_goods_that_are_gone_goes_back_to_the_card(stripe: StripeServer) -> None:
    listing = make.make_listing(make.make_group(), stock=1)
    payment = opened(place(listing))
    checkout.expire_due(payment.expires_at)
    stripe.pay(payment.gateway_id, GOOD)
    make.make_paid_order(listing)
    outbox.drain()
    refund = Refund.objects.get()
    assert (refund.reason, refund.status, refund.amount_paise) == ("late_payment", "sent", payment.amount_paise)
    assert [sent["amount"] for sent in stripe.state.refunds.values()] == [payment.amount_paise]


def test_reconcile_finds_money_that_nobody_told_of(stripe: StripeServer, market: make.Market) -> None:
    first, second, fresh = (opened(place(market.stole)) for _number in range(3))
    for payment in (first, second, fresh):
        stripe.pay(payment.gateway_id, GOOD)
    Payment.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - jobs.WAIT)
    stripe.faults.append(Fault("GET", f"/v1/payment_intents/{first.gateway_id}", "broken before"))
    assert jobs.reconcile_cards() == 1
    assert dict(Payment.objects.values_list("pk", "status")) == {first.pk: "awaiting", second.pk: "paid", fresh.pk: "awaiting"}
    assert jobs.reconcile_cards() == 1
    assert jobs.reconcile_cards() == 0


# --- another way of paying ------------------------------------------------------------------------------------------------------


def test_another_way_closes_the_card_first_and_waits_as_long_as_its_provider_says(stripe: StripeServer, market: make.Market) -> None:
    placed = place(market.stole, market.apricots)
    card = opened(placed)
    fresh = switching.pay_another_way(placed.order, provider="offline", method="bank")
    assert stripe.state.intents[card.gateway_id]["status"] == "canceled"
    assert list(Payment.objects.order_by("pk").values_list("provider", "status")) == [("stripe", "failed"), ("offline", "awaiting")]
    assert (fresh.amount_paise, fresh.method) == (card.amount_paise, "bank")
    assert CheckoutAttempt.objects.get().expires_at == fresh.expires_at
    assert OrderRecord.objects.get().payment_status == "awaiting"
    outbox.drain()
    checkout.complete(fresh, reference="UTR1", source="staff")
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
    assert sum(Allocation.objects.values_list("captured_paise", flat=True)) == card.amount_paise


def test_a_card_that_was_not_shown_yet_is_closed_without_a_call(stripe: StripeServer, market: make.Market) -> None:
    placed = place(market.stole)
    switching.pay_another_way(placed.order, provider="offline", method="upi")
    assert stripe.calls == []
    with pytest.raises(PaymentClosed):  # a second tab that was about to open the pay page
        cards.open_intent(Payment.objects.get(provider="stripe"))


def test_a_card_that_has_just_paid_is_recorded_instead(stripe: StripeServer, market: make.Market) -> None:
    placed = place(market.stole)
    stripe.pay(opened(placed).gateway_id, GOOD)
    with pytest.raises(NotPossible):
        switching.pay_another_way(placed.order, provider="offline", method="upi")
    assert Payment.objects.get().status == "paid"
    assert ProducerOrder.objects.get().status == "new"


@pytest.mark.parametrize(("provider", "method"), [("stripe", "card"), ("offline", "cheque"), ("", "")])
def test_only_ways_without_a_gateway_can_take_over(stripe: StripeServer, market: make.Market, provider: str, method: str) -> None:
    placed = place(market.stole)
    with pytest.raises(UnknownProvider):
        switching.pay_another_way(placed.order, provider=provider, method=method)
    assert Payment.objects.get().status == "awaiting"


def test_a_transfer_may_be_on_its_way_and_is_not_given_up_for_another(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    with pytest.raises(NotPossible):
        switching.pay_another_way(placed.order, provider="offline", method="bank")
    assert Payment.objects.count() == 1


def test_when_stripe_can_not_be_asked_nothing_is_switched(stripe: StripeServer, market: make.Market) -> None:
    placed = place(market.stole)
    payment = opened(placed)
    stripe.faults.append(Fault("POST", f"/v1/payment_intents/{payment.gateway_id}/cancel", "silent before"))
    with pytest.raises(GatewayAway):
        switching.pay_another_way(placed.order, provider="offline", method="upi")
    assert Payment.objects.get().status == "awaiting"


def test_an_order_that_is_overdue_is_not_switched_back_to_life(stripe: StripeServer, market: make.Market) -> None:
    placed = place(market.stole)
    Payment.objects.update(expires_at=F("created_at"))
    checkout.expire_due()
    with pytest.raises(NotPossible):
        switching.pay_another_way(placed.order, provider="offline", method="upi")
    assert make.stock_of(market.stole).num_allocated == 0
