"""Refunds beside a dispute, messages that come late or twice or are forged, and what only a person can settle."""

from itertools import permutations

import pytest

from journal import outbox
from orders import cancelling
from orders.models import OrderEvent
from orders.reconciling import reconcile
from payments import card_refunds, refunds
from payments.models import Dispute, DisputeMove, DisputePart, ProviderEvent, Refund, TaxPaper
from payments.papers import verifying
from payments.payouts import due
from payments.refund_files import files
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.disputes import (
    all_due,
    check_all,
    close,
    deliver,
    events_of,
    hand_over,
    market_with_accounts,
    open_dispute,
    paid,
    payment_of,
    row_of,
    tell_all,
)
from tests.payments.cards import tell
from tests.payments.ledgers import standing
from tests.stripe_server import Fault, StripeServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STOLE = 1_850_000


@pytest.fixture
def market(media_dir: object) -> make.Market:
    return market_with_accounts()


def test_a_refund_that_is_due_waits_and_a_lost_dispute_has_paid_it(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = open_dispute(stripe, placed)
    owed = owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="flaw")
    outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, stripe.called("POST", "/v1/refunds")) == ("due", [])
    row = close(stripe, dispute, "lost")
    owed.refresh_from_db()
    assert (owed.status, owed.dispute, owed.bearer) == ("sent", row, "group")
    rest = Refund.objects.exclude(pk=owed.pk).get()
    assert (rest.amount_paise, rest.bearer) == (row.amount_paise - 50_000, "shop")
    outbox.drain()
    assert stripe.called("POST", "/v1/refunds") == []
    assert standing()["loss.disputes"] == row.amount_paise - 50_000
    check_all()


def test_a_refund_that_waited_goes_to_the_card_once_the_dispute_is_won(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = open_dispute(stripe, placed)
    owed = owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="flaw")
    outbox.drain()
    close(stripe, dispute, "won")
    outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, owed.dispute) == ("sent", None)
    assert [refund["amount"] for refund in stripe.state.refunds.values()] == [50_000]
    check_all()


def test_a_refund_that_the_gateway_refuses_because_of_a_dispute_is_not_sent_from_the_bank(
    stripe: StripeServer, market: make.Market
) -> None:
    """The bank was quicker than its message: the refund is refused, and staff must not send it while the dispute is open."""
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
    owed = owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="flaw")
    outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, owed.failure) == ("failed", "charge_disputed")
    assert files.to_send().filter(pk=owed.pk).exists()
    tell_all(stripe, dispute)
    assert not files.to_send().filter(pk=owed.pk).exists()
    assert not refunds.is_sent_by_hand(owed)
    close(stripe, dispute, "lost")
    owed.refresh_from_db()
    assert owed.status == "sent"
    assert owed.dispute is not None
    check_all()


def test_what_had_gone_back_before_is_lost_a_second_time_and_named(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    total = payment_of(placed).amount_paise
    owe_refund(producer_order_number=part.number, amount_paise=total, reason="damaged", key="all")
    outbox.drain()
    row = close(stripe, open_dispute(stripe, placed), "lost")
    assert (row.surplus_paise, standing()["loss.disputes"], DisputePart.objects.count()) == (total, total, 0)
    assert any("twice" in words for words in reconcile().to_do)
    check_all()


def test_an_inquiry_takes_nothing_may_be_answered_by_a_refund_and_can_become_a_dispute(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    all_due()
    dispute = open_dispute(stripe, placed, is_inquiry=True)
    assert (row_of(dispute).is_inquiry, standing().get("disputes.open", 0)) == (True, 0)
    assert due.prepare(market.wool.pk) is None
    owed = owe_refund(producer_order_number=part.number, amount_paise=10_000, reason="damaged", key="flaw")
    outbox.drain()
    owed.refresh_from_db()
    assert owed.status == "sent"
    assert close(stripe, dispute, "warning_closed").status == "withdrawn"
    assert due.prepare(market.wool.pk) is not None
    dispute["amount"] -= 10_000
    stripe.state.disputes.escalate(dispute)
    tell_all(stripe, dispute)
    assert (row_of(dispute).status, row_of(dispute).is_inquiry) == ("needs_evidence", False)
    assert due.prepare(market.wool.pk) is None
    close(stripe, dispute, "lost")
    assert standing().get("disputes.open", 0) == 0
    check_all()


def test_money_that_comes_back_after_the_loss_makes_it_less_and_a_person_looks(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = open_dispute(stripe, placed)
    close(stripe, dispute, "lost")
    stripe.state.disputes.close(dispute, "won")
    tell_all(stripe, dispute)
    assert row_of(dispute).status == "lost"
    assert (standing().get("loss.disputes", 0), standing().get("disputes.open", 0)) == (0, 0)
    told = reconcile().to_do
    assert any("it is lost here and won at the gateway" in words for words in told)
    assert any("came back after it was lost" in words for words in told)
    check_all()


def test_messages_in_any_sequence_doubled_and_late_come_to_one_end(stripe: StripeServer, market: make.Market) -> None:
    ends = set()
    for _order in range(2):
        placed = paid(stripe, market.stole)
        deliver(hand_over(placed, market.wool, is_proven=True))
        dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
        stripe.state.disputes.review(dispute)
        stripe.state.disputes.close(dispute, "won" if _order else "lost")
        events = events_of(stripe, dispute)
        for number, sequence in enumerate(list(permutations(events))[:: 1 + len(events)]):
            for event in sequence:
                assert tell({**event, "id": f"{event['id']}-{number}"}).status_code == 200
        calls = len(stripe.calls)
        for event in events * 20:
            tell({**event, "id": f"{event['id']}-0"})
        assert len(stripe.calls) == calls
        row = row_of(dispute)
        ends.add((row.status, row.moves.count(), row.refunds.count()))
    assert ends == {("lost", 1, 1), ("won", 2, 0)}
    check_all()


def test_a_message_about_a_payment_of_nobody_is_answered_and_a_forged_one_refused(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
    event = events_of(stripe, dispute)[0]
    assert tell(event, secret="whsec_other").status_code == 400
    assert tell(event, age_s=301).status_code == 400
    lie = {**event, "id": "evt_lie", "data": {"object": {**dispute, "id": "du_of_nobody"}}}
    assert tell(lie).status_code == 200
    assert ProviderEvent.objects.get(event_id="evt_lie").outcome == "not known"
    dispute["payment_intent"] = "pi_of_nobody"
    assert tell(event).status_code == 200
    assert ProviderEvent.objects.get(event_id=event["id"]).outcome == "not known"
    assert (Dispute.objects.count(), DisputeMove.objects.count()) == (0, 0)
    assert any("no order knows" in words for words in reconcile().to_do)


def test_what_a_signed_message_says_of_a_dispute_is_not_believed(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
    assert tell(stripe.state.tell("charge.dispute.closed", {**dispute, "status": "lost", "amount": 1})).status_code == 200
    assert (row_of(dispute).status, row_of(dispute).amount_paise) == ("needs_evidence", payment_of(placed).amount_paise)


def test_a_dispute_whose_message_was_lost_is_found_by_reconcile_and_the_second_run_changes_nothing(
    stripe: StripeServer, market: make.Market
) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
    stripe.faults.append(Fault("GET", "/v1/disputes", "silent before"))
    assert any("can not be asked" in words for words in reconcile().to_do)
    assert not Dispute.objects.exists()
    reconcile()
    assert row_of(dispute).status == "needs_evidence"
    stripe.state.disputes.close(dispute, "lost")
    reconcile()
    assert row_of(dispute).status == "lost"
    check_all()


def test_another_currency_or_a_payment_that_is_not_paid_is_for_a_person(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)
    dispute["currency"] = "usd"
    tell_all(stripe, dispute)
    assert not Dispute.objects.exists()
    assert "another currency" in payment_of(placed).problem


def test_a_lost_dispute_credits_the_papers_and_leaves_the_groups_bill_where_the_shop_bears_it(
    stripe: StripeServer, market: make.Market
) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    close(stripe, open_dispute(stripe, placed), "lost")
    papers = TaxPaper.objects.filter(producer_order_number=make.part_of(placed, market.wool).number)
    assert [paper.role for paper in papers.filter(corrects__isnull=False)] == ["sale"]
    assert list(verifying.faults()) == []


def test_a_call_off_during_a_dispute_is_paid_by_it(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    dispute = open_dispute(stripe, placed)
    cancelling.cancel_part(make.part_of(placed, market.wool), reason="asked", acting_user=None)
    row = close(stripe, dispute, "lost")
    refund = Refund.objects.get()
    assert (refund.status, refund.dispute, row.surplus_paise) == ("sent", row, 0)
    card_refunds.send(refund)
    outbox.drain()
    assert stripe.called("POST", "/v1/refunds") == []
    assert OrderEvent.objects.filter(kind="dispute_lost").count() == 1
    check_all()
