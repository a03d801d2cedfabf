"""The process dies at every named point of a card payment and of a refund, and many speak of one payment at the same moment.

What was begun is there whole or not at all; going on ends with one charge, one released order, one refund.
"""

import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from journal import outbox
from journal.models import Effect
from orders import expiry, fulfilment, switching
from orders.models import OrderEvent, ProducerOrder
from payments import cards, jobs
from payments.errors import PaymentClosed
from payments.models import Payment, ProviderEvent, Refund
from tests.faults.killing import PAYMENTS, points_of
from tests.faults.workers import Forked
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.racing import all_at_once
from tests.payments.cards import newest, opened, place, tell
from tests.stripe_server import GOOD, StripeServer

pytestmark = pytest.mark.long

POINTS = {point for file in ("cards.py", "card_refunds.py", "webhooks.py") for point in points_of(file, PAYMENTS)}
OPENING = {"payments.cards.after_intent", "payments.cards.after_name"}
RECORDING = {"payments.cards.before_record", "payments.webhooks.after_note", "payments.webhooks.after_act"}
CLOSING = {"payments.cards.after_close"}
REFUNDING = {"payments.refunds.after_key", "payments.refunds.after_call"}


def _dies_at(point: str, act: Callable[[], Any]) -> None:
    """Run ``act`` in a process of its own that is killed at the point, as by a power cut."""

    def run() -> None:
        settings.FAULT_POINT = point
        act()

    assert Forked(run).wait() == -signal.SIGKILL, point


def _check_paid_once(stripe: StripeServer, payment: Payment) -> None:
    order = ProducerOrder.objects.filter(order__number=payment.order_number)
    assert set(order.values_list("status", flat=True)) == {"new"}
    assert Payment.objects.get(pk=payment.pk).status == "paid"
    assert OrderEvent.objects.filter(order__number=payment.order_number, kind="released").count() == 1
    assert OrderEvent.objects.filter(order__number=payment.order_number, kind="payment_received").count() == 1
    charges = [charge for charge in stripe.state.charges.values() if charge["metadata"]["payment"] == payment.number]
    assert [charge["amount"] for charge in charges] == [payment.amount_paise]


def test_every_point_of_cards_is_tried() -> None:
    assert POINTS == OPENING | RECORDING | CLOSING | REFUNDING


def test_a_pay_page_that_dies_is_opened_again_over_the_same_intent(committed_db: None, stripe: StripeServer) -> None:
    market = make.make_market(stock=50)
    for point in sorted(OPENING):
        placed = place(market.stole, market.apricots)
        _dies_at(point, lambda placed=placed: cards.pay_page(placed.payment))
        payment = opened(placed)
        payment.refresh_from_db()
        made = [intent for intent in stripe.state.intents.values() if intent["metadata"]["payment"] == payment.number]
        assert [intent["id"] for intent in made] == [payment.gateway_id]
        stripe.pay(payment.gateway_id, GOOD)
        assert cards.look(payment, source="browser")
        _check_paid_once(stripe, payment)
    check_books()


def test_money_is_recorded_once_although_the_process_that_was_told_of_it_died(committed_db: None, stripe: StripeServer) -> None:
    market = make.make_market(stock=50)
    for point in sorted(RECORDING):
        payment = opened(place(market.stole, market.apricots))
        stripe.pay(payment.gateway_id, GOOD)
        event = newest(stripe, "payment_intent.succeeded")
        _dies_at(point, lambda event=event: tell(event))
        check_books()
        assert ProviderEvent.objects.get(event_id=event["id"]).done_at is None
        assert tell(event).status_code == 200
        assert tell(event).status_code == 200
        _check_paid_once(stripe, payment)
    check_books()


def test_a_payment_whose_messenger_died_for_good_is_found_by_reconcile(committed_db: None, stripe: StripeServer) -> None:
    market = make.make_market(stock=50)
    payment = opened(place(market.stole))
    stripe.pay(payment.gateway_id, GOOD)
    _dies_at("payments.cards.before_record", lambda: tell(newest(stripe, "payment_intent.succeeded")))
    Payment.objects.update(created_at=timezone.now() - jobs.WAIT)
    _dies_at("payments.cards.before_record", jobs.reconcile_cards)
    assert jobs.reconcile_cards() == 1
    _check_paid_once(stripe, payment)


def test_a_switch_that_dies_leaves_one_way_of_paying(committed_db: None, stripe: StripeServer) -> None:
    placed = place(make.make_market().stole)
    payment = opened(placed)
    _dies_at("payments.cards.after_close", lambda: switching.pay_another_way(placed.order, provider="offline", method="upi"))
    assert stripe.state.intents[payment.gateway_id]["status"] == "canceled"
    assert cards.pay_page(payment).state == "over"
    fresh = switching.pay_another_way(placed.order, provider="offline", method="upi")
    assert list(Payment.objects.filter(status="awaiting")) == [fresh]


def test_a_refund_whose_process_died_is_sent_once(committed_db: None, stripe: StripeServer) -> None:
    market = make.make_market(stock=50)
    member = make.make_member(market.wool)
    for point in sorted(REFUNDING):
        placed = place(market.stole, market.apricots)
        payment = opened(placed)
        stripe.pay(payment.gateway_id, GOOD)
        cards.look(payment, source="webhook")
        part = make.part_of(placed, market.wool)
        fulfilment.decline(part, reason="damaged", acting_user=member)
        _dies_at(point, outbox.drain)
        Effect.objects.filter(done_at=None).update(due_at=timezone.now(), lease_until=None, lease_owner="")
        outbox.drain()
        sent = [refund["amount"] for refund in stripe.state.refunds.values() if refund["payment_intent"] == payment.gateway_id]
        assert sent == [part.total_paise]
        assert Refund.objects.get(allocation__payment=payment).status == "sent"
    check_books()


# --- at the same moment -----------------------------------------------------------------------------------------------------------


def test_browser_webhook_and_reconcile_at_the_same_moment_release_the_order_once(committed_db: None, stripe: StripeServer) -> None:
    market = make.make_market(stock=50)
    for _round in range(3):
        placed = place(market.stole, market.apricots, market.pulp)
        payment = opened(placed)
        payment.refresh_from_db()
        stripe.pay(payment.gateway_id, GOOD)
        Payment.objects.filter(pk=payment.pk).update(created_at=timezone.now() - jobs.WAIT)
        event = newest(stripe, "payment_intent.succeeded")
        page = f"/o/{placed.link_token}/pay/"
        acts: list[Callable[[], Any]] = [
            lambda event=event: tell(event).status_code,
            lambda event=event: tell(event).status_code,
            lambda page=page: Client().post(page).status_code,
            lambda page=page: Client().get(page).status_code,
            jobs.reconcile_cards,
        ]
        answers = all_at_once(len(acts), lambda number, acts=acts: acts[number]())
        assert answers[:4] == [200, 200, 303, 303]
        assert not isinstance(answers[4], Exception)
        _check_paid_once(stripe, payment)
    check_books()


def test_many_tabs_that_open_the_pay_page_at_once_show_one_intent(committed_db: None, stripe: StripeServer) -> None:
    placed = place(make.make_market().stole)
    shown = all_at_once(6, lambda _number: cards.pay_page(Payment.objects.get()))
    assert len(stripe.state.intents) == 1
    assert {getattr(page, "secret", page) for page in shown} == {next(iter(stripe.state.intents.values()))["client_secret"]}
    assert stripe.called("POST", "/v1/payment_intents")[0] == placed.payment.key


def test_a_card_that_pays_while_the_hold_ends_or_another_way_is_chosen_ends_with_one_paid_order_or_none(
    committed_db: None, stripe: StripeServer
) -> None:
    listing = make.make_listing(make.make_group(), stock=50)
    for _round in range(4):
        placed = place(listing)
        payment = opened(placed)
        payment.refresh_from_db()
        Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        acts: list[Callable[[], Any]] = [
            lambda payment=payment: stripe.pay(payment.gateway_id, GOOD),
            expiry.expire_due,
            lambda placed=placed: switching.pay_another_way(placed.order, provider="offline", method="upi"),
            lambda payment=payment: _page(payment),
        ]
        all_at_once(len(acts), lambda number, acts=acts: acts[number]())
        outbox.drain()
        payment.refresh_from_db()
        is_charged = stripe.state.intents[payment.gateway_id]["status"] == "succeeded"
        assert (payment.status == "paid") is is_charged
        assert Payment.objects.filter(order_number=placed.order.number, status__in=("paid", "awaiting")).count() <= 1
        if is_charged:
            _check_paid_once(stripe, payment)


def _page(payment: Payment) -> str:
    try:
        return cards.pay_page(Payment.objects.get(pk=payment.pk)).state
    except PaymentClosed:
        return "closed"
