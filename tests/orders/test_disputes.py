"""A shopper's bank takes a card payment back: payouts wait, whoever bears it is seen from the hand-over, and the books stay right."""

from itertools import permutations

import pytest
from django.utils import timezone

from journal import outbox
from notices.models import Notice
from orders import cancelling
from orders.models import OrderEvent, OrderRecord
from orders.queries import order_page
from orders.reconciling import reconcile
from payments import card_refunds, refunds
from payments.disputes import saying
from payments.models import Dispute, DisputeMove, DisputePart, Earning, Journal, Payout, ProviderEvent, Refund, TaxPaper
from payments.papers import verifying
from payments.payouts import batches, due, outcomes, queries
from payments.refund_files import files
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.disputes import close, deliver, events_of, hand_over, open_dispute, paid, payment_of, row_of, tell_all
from tests.orders.steps import fresh, member_of
from tests.payments.cards import tell
from tests.payments.ledgers import check_ledger, kinds, standing
from tests.payments.payout_steps import approve, approved, due_payout, give_account, propose, sent, staff
from tests.stripe_server import Fault, StripeServer
from tests.stripe_server.disputes import FEE_PAISE

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STOLE = 1_850_000


@pytest.fixture
def market(media_dir: object) -> make.Market:
    found = make.make_market()
    for group in (found.wool, found.fruit):
        give_account(group, owner=member_of(group))
    return found


def _sound() -> None:
    check_ledger()
    assert list(verifying.faults()) == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])
    before = Journal.objects.count()
    assert reconcile().wrong == []
    assert Journal.objects.count() == before


def _all_due() -> None:
    Earning.objects.update(pay_on=timezone.localdate())


def test_a_dispute_is_written_down_with_its_day_and_its_money_and_staff_are_told(stripe: StripeServer, market: make.Market) -> None:
    finance = staff("finance")
    finance.is_superuser = True
    finance.save()
    placed = paid(stripe, market.stole)
    before = standing()
    dispute = open_dispute(stripe, placed)
    row = row_of(dispute)
    total = payment_of(placed).amount_paise
    assert (row.status, row.amount_paise, row.reason, row.is_inquiry) == ("needs_evidence", total, "product_not_received", False)
    assert row.evidence_due_at is not None
    assert int(row.evidence_due_at.timestamp()) == dispute["evidence_details"]["due_by"]
    stands = standing()
    assert (stands["disputes.open"], stands["disputes.fees"]) == (total, FEE_PAISE)
    assert stands["funds.stripe"] == before["funds.stripe"] - total - FEE_PAISE
    assert kinds()[-1] == "dispute_withdrawn"
    assert Notice.objects.filter(kind="dispute_opened", user=finance).count() == 1
    assert Notice.objects.filter(kind="dispute_waits").count() == 1
    assert any(row.number in words for words in reconcile().to_do)
    assert "dispute_opened" in {event.kind for event in order_page(placed.order).events}
    _sound()


def test_a_dispute_that_is_won_lets_the_payout_go_and_its_money_comes_back(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    _all_due()
    dispute = open_dispute(stripe, placed)
    assert due.prepare(market.wool.pk) is None
    page = queries.money_page(market.wool)
    net = Earning.objects.get().net_paise
    assert (page.disputed_paise, page.due_paise, page.owed_paise) == (net, 0, net)
    row = close(stripe, dispute, "won")
    assert (row.status, row.closed_at is not None) == ("won", True)
    assert due_payout(market.wool).amount_paise == net
    assert queries.money_page(market.wool).disputed_paise == 0
    assert standing().get("disputes.open", 0) == 0
    assert standing()["disputes.fees"] == FEE_PAISE
    assert not Refund.objects.exists()
    assert Notice.objects.filter(kind="dispute_over").count() == 1
    assert OrderRecord.objects.get().payment_status == "paid"
    _sound()


@pytest.mark.parametrize("reason", ["product_not_received", "product_unacceptable", "fraudulent", "a_reason_of_tomorrow"])
def test_who_handed_over_with_number_and_photo_is_never_debited(stripe: StripeServer, market: make.Market, reason: str) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    net = Earning.objects.get().net_paise
    row = close(stripe, open_dispute(stripe, placed, reason=reason), "lost")
    refund = Refund.objects.get()
    assert (refund.bearer, refund.status, refund.dispute, refund.reason) == ("shop", "sent", row, "dispute_lost")
    assert (DisputePart.objects.get().bearer, DisputePart.objects.get().why) == ("shop", "proven")
    stands = standing()
    assert (stands["loss.disputes"], stands.get("disputes.open", 0), stands["groups.payable"]) == (row.amount_paise, 0, net)
    assert stands["disputes.fees"] == FEE_PAISE
    _all_due()
    assert due_payout(market.wool).amount_paise == net
    assert OrderRecord.objects.get().payment_status == "refunded"
    _sound()


@pytest.mark.parametrize(("reason", "bearer"), [("product_not_received", "group"), ("fraudulent", "shop")])
def test_without_a_proof_the_reason_says_who_bears_it(stripe: StripeServer, market: make.Market, reason: str, bearer: str) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False))
    row = close(stripe, open_dispute(stripe, placed, reason=reason), "lost")
    assert (Refund.objects.get().bearer, DisputePart.objects.get().lost_paise) == (bearer, row.amount_paise)
    assert standing().get("loss.disputes", 0) == (0 if bearer == "group" else row.amount_paise)
    assert standing().get("groups.payable", 0) == (0 if bearer == "group" else Earning.objects.get().net_paise)
    _sound()


def test_the_shoppers_own_word_that_it_came_is_a_proof(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False), source="shopper")
    close(stripe, open_dispute(stripe, placed), "lost")
    assert Refund.objects.get().bearer == "shop"
    _sound()


def test_what_was_paid_out_before_comes_off_the_next_payout_where_the_group_bears_it(stripe: StripeServer, market: make.Market) -> None:
    placed, later = paid(stripe, market.socks), paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=False))
    _all_due()
    payout = sent(market.wool)
    outcomes.settle(payout, reference="UTR1", acting_user=staff())
    net = Earning.objects.get().net_paise
    close(stripe, open_dispute(stripe, placed), "lost")
    assert standing()["groups.payable"] == -net
    deliver(hand_over(later, market.wool, is_proven=True))
    _all_due()
    both = sum(Earning.objects.values_list("net_paise", flat=True))
    assert due_payout(market.wool).amount_paise == both - 2 * net
    _sound()


@pytest.mark.parametrize("step", ["due", "proposed", "approved"])
def test_a_payout_that_no_file_holds_is_made_anew_without_the_disputed_part(stripe: StripeServer, market: make.Market, step: str) -> None:
    placed, other = paid(stripe, market.stole), paid(stripe, market.socks)
    for each in (placed, other):
        deliver(hand_over(each, market.wool, is_proven=True))
    _all_due()
    payout = {"due": due_payout, "proposed": lambda group: propose(due_payout(group)), "approved": approved}[step](market.wool)
    open_dispute(stripe, placed)
    payout.refresh_from_db()
    assert (payout.status, payout.reason) == ("withdrawn", "disputed")
    free = Earning.objects.exclude(producer_order_number=make.part_of(placed, market.wool).number).get()
    assert due_payout(market.wool).amount_paise == free.net_paise
    _sound()


def test_a_payout_in_a_file_can_not_be_held_and_staff_are_told(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    _all_due()
    approve(propose(due_payout(market.wool)))
    batches.make(acting_user=staff())
    open_dispute(stripe, placed)
    payout = Payout.objects.get()
    assert payout.status == "approved"
    assert any(payout.number in words and "file" in words for words in reconcile().to_do)
    assert not Notice.objects.filter(kind="dispute_waits").exists()


def test_what_never_left_the_group_is_called_off_and_its_goods_are_on_sale_again(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    deliver(hand_over(placed, market.fruit, is_proven=True))
    allocated = make.stock_of(market.stole).num_allocated
    row = close(stripe, open_dispute(stripe, placed, reason="fraudulent"), "lost")
    part = fresh(make.part_of(placed, market.wool))
    assert (part.status, part.decline_reason) == ("cancelled", "disputed")
    assert make.stock_of(market.stole).num_allocated == allocated - 1
    said = {each.allocation.group_id: (each.bearer, each.why) for each in DisputePart.objects.select_related("allocation")}
    assert said == {market.wool.pk: ("group", "stayed"), market.fruit.pk: ("shop", "proven")}
    fruit = make.part_of(placed, market.fruit).total_paise
    assert standing()["loss.disputes"] == fruit
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == row.amount_paise
    assert standing().get("held", 0) == 0
    _sound()


def test_a_dispute_of_a_part_of_the_sum_is_divided_by_what_is_left(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        deliver(hand_over(placed, group, is_proven=True))
    total = payment_of(placed).amount_paise
    close(stripe, open_dispute(stripe, placed, amount=total // 3), "lost")
    shares = list(DisputePart.objects.order_by("pk").values_list("lost_paise", flat=True))
    assert len(shares) == 2
    assert sum(shares) == total // 3
    assert min(shares) > 0
    _sound()


def test_a_person_says_which_parts_it_is_about_and_the_other_groups_are_paid(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole, market.apricots)
    for group in (market.wool, market.fruit):
        deliver(hand_over(placed, group, is_proven=False))
    _all_due()
    dispute = open_dispute(stripe, placed, amount=10_000)
    assert (due.prepare(market.wool.pk), due.prepare(market.fruit.pk)) == (None, None)
    wool = make.part_of(placed, market.wool)
    person = staff()
    for _time in range(2):
        saying.say(row_of(dispute), wool.number, is_concerned=False, acting_user=person)
    assert due.prepare(market.wool.pk) is not None
    assert due.prepare(market.fruit.pk) is None
    saying.say(row_of(dispute), wool.number, is_concerned=True, acting_user=person)
    assert due.prepare(market.wool.pk) is None
    assert Payout.objects.get().status == "withdrawn"
    saying.say(row_of(dispute), wool.number, is_concerned=False, acting_user=person)
    close(stripe, dispute, "lost")
    refund = Refund.objects.get()
    assert (refund.allocation.group, refund.amount_paise, refund.bearer) == (market.fruit, 10_000, "group")
    with pytest.raises(saying.NotOpen):
        saying.say(row_of(dispute), wool.number, is_concerned=True, acting_user=person)
    _sound()


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
    _sound()


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
    _sound()


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
    _sound()


def test_what_had_gone_back_before_is_lost_a_second_time_and_named(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    total = payment_of(placed).amount_paise
    owe_refund(producer_order_number=part.number, amount_paise=total, reason="damaged", key="all")
    outbox.drain()
    row = close(stripe, open_dispute(stripe, placed), "lost")
    assert (row.surplus_paise, standing()["loss.disputes"], DisputePart.objects.count()) == (total, total, 0)
    assert any("twice" in words for words in reconcile().to_do)
    _sound()


def test_an_inquiry_takes_nothing_may_be_answered_by_a_refund_and_can_become_a_dispute(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    _all_due()
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
    _sound()


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
    _sound()


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
    _sound()


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
    _sound()


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
    _sound()
