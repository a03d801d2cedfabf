"""Refunds to cards: sent once whatever goes wrong on the way, never more than is owed, and their end is known."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import fulfilment
from orders.models import OrderEvent
from orders.queries import order_page
from payments import card_refunds, cards, refunds
from payments.errors import GatewayAway, GatewayBroken
from payments.gateway import SentRefund
from payments.models import Payment, Refund
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.payments.cards import newest, opened, place, tell
from tests.stripe_server import GOOD, Fault, StripeServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def owed(stripe: StripeServer) -> Refund:
    """A part of an order paid by card was declined; its refund is due and waits in the outbox."""
    market = make.make_market()
    placed = place(market.stole, market.apricots)
    payment = opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    return Refund.objects.get()


def _amounts(stripe: StripeServer) -> list[int]:
    return [refund["amount"] for refund in stripe.state.refunds.values()]


def _again() -> None:
    """The outbox tries once more what has failed."""
    Effect.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()


def test_a_part_that_is_not_sent_goes_back_to_the_card_by_itself(stripe: StripeServer, owed: Refund) -> None:
    assert _amounts(stripe) == []
    outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, _amounts(stripe)) == ("sent", [owed.amount_paise])
    assert owed.reference in stripe.state.refunds
    assert owed.amount_paise < Payment.objects.get().amount_paise
    assert stripe.called("POST", "/v1/refunds") == [f"{owed.number}:1"]
    assert AuditEntry.objects.filter(action="payments.refund_sent").count() == 1
    check_books()


def test_a_refund_of_a_transfer_stays_for_staff(db: None) -> None:
    market = make.make_market()
    placed = make.make_paid_order(market.stole)
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    assert not Effect.objects.filter(kind="payments.send_refund").exists()
    assert refunds.is_sent_by_hand(Refund.objects.select_related("allocation__payment").get())


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_what_a_gateway_says_of_a_refund_that_no_gateway_has_changes_nothing(db: None, status: str) -> None:
    """A payment by transfer has no key of a gateway, and a message without one must not fit it."""
    market = make.make_market()
    placed = make.make_paid_order(market.stole)
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    owed = Refund.objects.get()
    assert card_refunds.record(SentRefund("re_1", status, owed.amount_paise, owed.number, "", "")) == ""
    owed.refresh_from_db()
    assert (owed.status, owed.reference) == ("due", "")


@pytest.mark.parametrize("kind", ["broken before", "broken after", "silent before", "silent after", "too many"])
def test_a_call_that_went_wrong_is_tried_again_and_sends_the_money_once(stripe: StripeServer, owed: Refund, kind: str) -> None:
    stripe.faults.append(Fault("POST", "/v1/refunds", kind))
    outbox.drain()
    owed.refresh_from_db()
    assert owed.status == "due"
    _again()
    owed.refresh_from_db()
    assert (owed.status, _amounts(stripe)) == ("sent", [owed.amount_paise])


def test_only_a_broken_answer_or_a_day_leads_to_a_fresh_key(stripe: StripeServer, owed: Refund) -> None:
    keys = [f"{owed.number}:{count}" for count in (1, 1, 2, 3)]
    for kind in ("silent before", "broken before", "silent before"):
        stripe.faults.append(Fault("POST", "/v1/refunds", kind))
        with pytest.raises((GatewayAway, GatewayBroken)):
            card_refunds.send(Refund.objects.get())
    with time_machine.travel(timezone.now() + timedelta(hours=21), tick=False):
        card_refunds.send(Refund.objects.get())
    assert stripe.called("POST", "/v1/refunds") == keys
    assert _amounts(stripe) == [owed.amount_paise]


def test_a_key_that_stripe_forgot_does_not_send_the_money_again(stripe: StripeServer, owed: Refund) -> None:
    stripe.faults.append(Fault("POST", "/v1/refunds", "silent after"))
    outbox.drain()
    stripe.keys.forget()
    _again()
    assert _amounts(stripe) == [owed.amount_paise]
    assert Refund.objects.get().status == "sent"


def test_a_refund_that_stripe_will_not_make_is_given_to_staff(stripe: StripeServer, owed: Refund) -> None:
    payment = Payment.objects.get()
    stripe.state.create_refund({"payment_intent": payment.gateway_id})
    outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, owed.failure) == ("failed", "charge_already_refunded")
    assert refunds.is_sent_by_hand(owed)
    assert not Effect.objects.filter(kind="payments.send_refund", done_at=None).exists()


def test_money_that_the_bank_sends_back_is_due_again_by_hand(stripe: StripeServer, owed: Refund) -> None:
    outbox.drain()
    reference = Refund.objects.get().reference
    stripe.state.fail_refund(reference)
    event = newest(stripe, "refund.failed")
    for _time in range(2):
        assert tell(event).status_code == 200
    owed.refresh_from_db()
    assert (owed.status, owed.failure, owed.sent_at) == ("failed", "lost_or_stolen_card", None)
    assert order_page(make.Order.objects.get()).refund_due_paise == owed.amount_paise
    refunds.record_sent(refund=owed, reference="UTR 77", sent_at=timezone.now(), acting_user=None)
    tell({**event, "id": "evt_once_more"})
    owed.refresh_from_db()
    assert (owed.status, owed.reference) == ("sent", "UTR77")


def test_the_message_may_be_there_before_the_answer(stripe: StripeServer, owed: Refund) -> None:
    stripe.faults.append(Fault("POST", "/v1/refunds", "silent after"))
    outbox.drain()
    for kind in ("charge.refunded", "refund.created"):
        assert tell(newest(stripe, kind)).status_code == 200
    owed.refresh_from_db()
    assert owed.status == "sent"
    _again()
    assert _amounts(stripe) == [owed.amount_paise]
    assert AuditEntry.objects.filter(action="payments.refund_sent").count() == 1


def test_money_sent_back_in_stripes_own_screens_is_shown_to_staff(stripe: StripeServer, owed: Refund) -> None:
    payment = Payment.objects.get()
    stripe.state.create_refund({"payment_intent": payment.gateway_id, "amount": "500"})
    assert tell(newest(stripe, "charge.refunded")).status_code == 200
    payment.refresh_from_db()
    assert "500 (hundredths) were sent back to the card outside the shop" in payment.problem
    assert Refund.objects.get().status == "due"


def test_the_shoppers_page_tells_what_is_due_and_what_was_sent(stripe: StripeServer, owed: Refund) -> None:
    order = make.Order.objects.get()
    assert (order_page(order).refund_due_paise, order_page(order).refund_sent_paise) == (owed.amount_paise, 0)
    outbox.drain()
    assert (order_page(order).refund_due_paise, order_page(order).refund_sent_paise) == (0, owed.amount_paise)


def test_the_shopper_is_told_once_of_money_that_went_back_to_the_card(stripe: StripeServer, owed: Refund) -> None:
    outbox.drain()
    for kind in ("refund.created", "charge.refunded"):
        tell(newest(stripe, kind))
    notice = Notice.objects.get(kind="order_refund_sent")
    assert Refund.objects.get().reference in notice.body
    assert OrderEvent.objects.filter(kind="refund_sent").count() == 1
