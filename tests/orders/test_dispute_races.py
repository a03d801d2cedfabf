"""A dispute beside the steps of a payout, beside a refund, and beside an older answer of the gateway: one end, and the books agree."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import Settings

from journal import outbox
from orders import disputes
from orders.reconciling import reconcile
from payments.disputes import asking
from payments.models import Dispute, DisputeMove, Earning, Journal, Payment, Payout, PayoutLine, Refund
from payments.payouts import batches, deciding, due, outcomes
from payments.payouts.errors import NotAsSeen, NothingToSend
from payments.refunds import owe_refund
from tests.interleaving import run_after, run_before
from tests.orders import factories as make
from tests.orders import told
from tests.orders.disputes import close, deliver, hand_over, paid, payment_of, row_of, tell_all
from tests.orders.racing import all_at_once
from tests.orders.steps import arrive, member_of
from tests.payments.ledgers import check_ledger, kinds
from tests.payments.papers import carry_out
from tests.payments.payout_steps import approve, approved, due_payout, give_account, propose, sent, staff
from tests.stripe_server import StripeServer

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]
BEFORE_BANK = ("due", "proposed", "approved")


@pytest.fixture
def market(media_dir: object) -> make.Market:
    found = make.make_market(stock=30)
    give_account(found.wool, owner=member_of(found.wool))
    return found


@pytest.fixture
def payment(market: make.Market, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Payment:
    """A card payment of a part that was delivered without a proof, and is due."""
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    monkeypatch.setattr("payments.jobs.asking.look_at_all", list)
    return _sold(market)


def _sold(market: make.Market) -> Payment:
    payment = Payment.objects.get(pk=told.paid_by_card(market.stole).payment.pk)
    arrive(carry_out(told.part_of(payment)), source="clock")
    Earning.objects.update(pay_on=timezone.localdate())
    return payment


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_a_dispute_between_the_look_of_the_clock_and_the_proposal_refuses_the_proposal(market: make.Market, payment: Payment) -> None:
    payout = due_payout(market.wool)
    with run_after("payments.payouts.due.prepare", lambda: told.tell(payment)), pytest.raises(NotAsSeen):
        propose(payout)
    assert (Payout.objects.get().status, Payout.objects.get().reason) == ("withdrawn", "disputed")
    _sound()


def test_a_dispute_before_the_approval_refuses_it(market: make.Market, payment: Payment) -> None:
    payout = propose(due_payout(market.wool))
    with run_before("payments.payouts.deciding.check_not_own", lambda: told.tell(payment)), pytest.raises(NotAsSeen):
        approve(payout)
    assert Payout.objects.get().status == "withdrawn"
    _sound()


def test_a_dispute_before_the_file_leaves_nothing_to_send(market: make.Market, payment: Payment) -> None:
    approved(market.wool)
    told.tell(payment)
    with pytest.raises(NothingToSend):
        batches.make(acting_user=staff())
    _sound()


@pytest.mark.parametrize("status", ["won", "lost"])
def test_a_decision_beside_the_settlement_of_the_payout_leaves_a_debt_where_the_group_bears_it(
    market: make.Market, payment: Payment, status: str
) -> None:
    payout, person = sent(market.wool), staff()
    told.tell(payment)
    with run_before("payments.payouts.outcomes.tidy_reference", lambda: told.tell(payment, status)):
        outcomes.settle(payout, reference="UTR1", acting_user=person)
    payout.refresh_from_db()
    assert payout.status == "settled"
    net = Earning.objects.get().net_paise
    assert due.free(market.wool.pk, timezone.localdate()).amount_paise == (-net if status == "lost" else 0)
    _sound()


def test_a_dispute_at_the_moment_of_each_step_of_a_payout_never_leaves_it_in_one_that_can_be_held(
    market: make.Market, payment: Payment
) -> None:
    people = [staff() for _number in range(3)]
    steps: dict[str, Callable[[Payout], object]] = {
        "clock": lambda _payout: due.prepare_all(),
        "propose": lambda payout: deciding.propose(payout, version=payout.version, acting_user=people[0]),
        "approve": lambda payout: deciding.approve(payout, version=payout.version, acting_user=people[1]),
        "file": lambda _payout: batches.make(acting_user=people[2]),
    }
    for name, step in steps.items():
        disputed = _sold(market)
        payout = due_payout(market.wool) if name != "clock" else Payout()
        if name in ("approve", "file"):
            payout = propose(payout)
        if name == "file":
            payout = approve(payout)
        sent_answer = told.answer(disputed)
        acts = [lambda step=step, payout=payout: step(payout), lambda one=disputed, said=sent_answer: disputes.take(payment=one, sent=said)]
        answers = all_at_once(2, lambda number, acts=acts: acts[number]())
        odd = [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, NotAsSeen | NothingToSend)]
        assert odd == [], name
        number = told.part_of(disputed).number
        waiting = PayoutLine.objects.filter(earning__producer_order_number=number, released_at=None, payout__status__in=BEFORE_BANK)
        assert not waiting.filter(payout__batch=None).exists(), name
        told.tell(disputed, "won")
        for batch in {line.payout.batch for line in waiting.select_related("payout__batch")} - {None}:
            batches.drop(batch, reason="never sent", acting_user=people[2])
        _sound()


def test_a_loss_that_is_told_by_four_at_once_is_borne_once(payment: Payment) -> None:
    answer = told.answer(payment, "lost")
    answers = all_at_once(4, lambda _number: disputes.take(payment=payment, sent=answer))
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert (Dispute.objects.get().status, Refund.objects.count(), DisputeMove.objects.count()) == ("lost", 1, 1)
    assert [kinds().count(kind) for kind in ("dispute_withdrawn", "dispute_lost", "refund_owed")] == [1, 1, 1]
    _sound()


def test_an_older_answer_that_is_written_down_later_takes_nothing_back(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    deliver(hand_over(placed, market.wool, is_proven=True))
    dispute = stripe.state.disputes.open(payment_of(placed).gateway_id)

    def decided_meanwhile() -> None:
        close(stripe, dispute, "won")

    with run_after("payments.gateway.fetch_dispute", decided_meanwhile):
        asking.take(dispute["id"], "stripe")
    assert (row_of(dispute).status, Dispute.objects.count(), DisputeMove.objects.count()) == ("won", 1, 2)
    _sound()


def test_a_refund_whose_call_meets_the_dispute_is_refused_waits_and_is_paid_once(stripe: StripeServer, market: make.Market) -> None:
    placed = paid(stripe, market.stole)
    part = deliver(hand_over(placed, market.wool, is_proven=True))
    owed = owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="flaw")
    opened: list[dict[str, object]] = []

    def disputed_meanwhile() -> None:
        opened.append(stripe.state.disputes.open(payment_of(placed).gateway_id))
        tell_all(stripe, opened[0])

    with run_before("payments.gateway.create_refund", disputed_meanwhile):
        outbox.drain()
    owed.refresh_from_db()
    assert (owed.status, owed.failure) == ("failed", "charge_disputed")
    close(stripe, opened[0], "lost")
    owed.refresh_from_db()
    assert (owed.status, owed.dispute is not None, len(stripe.state.refunds)) == ("sent", True, 0)
    assert Journal.objects.filter(kind="refund_sent", source=owed.number).count() == 1
    _sound()
