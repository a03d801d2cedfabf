"""The process dies while a dispute is written down: nothing of it is there, and the gateway's next message brings all of it once."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from catalogue.models import Listing
from orders import disputes
from orders.checkout import Placed
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments import transfers
from payments.models import (
    Dispute,
    DisputeMove,
    DisputePart,
    Earning,
    EarningChange,
    Journal,
    Payment,
    Payout,
    Refund,
    TaxPaper,
    Transfer,
    TransferReversal,
)
from payments.split_gateway import SentReversal, SentTransfer
from tests.faults.killing import ORDERS, PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders import told
from tests.orders.steps import arrive, fresh, member_of
from tests.payments.ledgers import check_ledger, kinds, standing
from tests.payments.papers import carry_out
from tests.payments.payout_steps import due_payout, give_account

pytestmark = pytest.mark.long

NOTED = points_of("disputes/recording.py", PAYMENTS)
CALLED_OFF = points_of("disputes.py", ORDERS)
LOST = [*points_of("disputes/losing.py", PAYMENTS), *CALLED_OFF]
RETURNED = points_of("disputes/returning.py", PAYMENTS)
AGAIN, OFF = "payments.transfers.after_row", "payments.transfers.after_calling_off"
PAPER = ["payments.paper.after_lines"]


@pytest.fixture(autouse=True)
def _keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    settings.SPLIT_GATEWAY_KEY_SECRET = "of_no_account"
    monkeypatch.setattr("payments.jobs.asking.look_at_all", list)  # there is no gateway that could be asked


def _sold(market: make.Market, paid: Callable[[Listing], Placed] = told.paid_by_card) -> tuple[Payment, ProducerOrder]:
    payment = Payment.objects.get(pk=paid(market.stole).payment.pk)
    part = carry_out(told.part_of(payment))
    arrive(part, source="clock")
    return payment, fresh(part)


def _sound() -> None:
    check_ledger()
    for _time in range(2):
        report = reconcile()
        assert (report.posted, report.wrong) == (0, [])


def _state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Dispute, DisputeMove, DisputePart, Refund, Journal))


def test_there_is_a_point_after_every_step_of_a_dispute() -> None:
    assert [len(NOTED), len(LOST), len(RETURNED)] == [3, 4, 1]
    assert {AGAIN, OFF} < {*points_of("transfers.py", PAYMENTS)}


@pytest.mark.parametrize("point", [*NOTED, "orders.disputes.before_commit"])
def test_a_dispute_its_money_and_the_payout_it_holds_are_there_together(committed_db: None, point: str) -> None:
    market = make.make_market()
    give_account(market.wool, owner=member_of(market.wool))
    payment, _part = _sold(market)
    Earning.objects.update(pay_on="2020-01-01")
    payout = due_payout(market.wool)
    before = _state()
    die_at(point, lambda: told.tell(payment))
    assert (_state(), Payout.objects.get().status) == (before, "due")
    for _time in range(2):
        told.tell(payment)
    payout.refresh_from_db()
    assert (Dispute.objects.get().status, payout.status) == ("needs_evidence", "withdrawn")
    assert kinds().count("dispute_withdrawn") == DisputeMove.objects.count() == 1
    _sound()


@pytest.mark.parametrize("point", [*NOTED, *LOST])
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_loss_and_who_bears_it_are_there_together(committed_db: None, point: str, is_sent: bool) -> None:
    market = make.make_market()
    payment = _sold(market)[0] if is_sent else Payment.objects.get(pk=told.paid_by_card(market.stole).payment.pk)
    told.tell(payment)
    before = _state()
    die_at(point, lambda: disputes.take(payment=payment, sent=told.answer(payment, "lost")))
    assert (_state(), Dispute.objects.get().status) == (before, "needs_evidence")
    for _time in range(2):
        told.tell(payment, "lost")
    refund, part = Refund.objects.get(), DisputePart.objects.get()
    assert (Dispute.objects.get().status, refund.status, refund.amount_paise) == ("lost", "sent", payment.amount_paise)
    assert (part.bearer, part.lost_paise, part.why) == ("group", payment.amount_paise, "not_proven" if is_sent else "stayed")
    assert [kinds().count(kind) for kind in ("dispute_lost", "refund_owed", "refund_sent")] == [1, 1, 1]
    _sound()


@pytest.mark.parametrize("point", [*NOTED[1:], *RETURNED, *PAPER, "orders.disputes.before_commit"])
def test_money_that_comes_back_and_whose_it_is_are_there_together(committed_db: None, point: str) -> None:
    payment, _part = _sold(make.make_market())
    told.tell(payment)
    told.tell(payment, "lost")
    before = (*_state(), EarningChange.objects.count())
    die_at(point, lambda: disputes.take(payment=payment, sent=told.answer(payment, "won")))
    assert (*_state(), EarningChange.objects.count()) == before
    for _time in range(2):
        told.tell(payment, "won")
    assert kinds().count("loss_given_back") == EarningChange.objects.filter(move__isnull=False).count() == 1
    assert standing().get("loss.disputes", 0) == 0
    _sound()


@pytest.mark.parametrize("point", [*RETURNED, *PAPER, AGAIN, OFF, "orders.disputes.before_commit"])
def test_what_the_licensed_gateway_brings_back_and_the_share_of_it_are_there_together(committed_db: None, point: str) -> None:
    payment, _part = _sold(make.make_market(), told.paid_at_gateway)
    transfers.record(_of(Transfer.objects.get(), is_kept=True))
    for reversal in TransferReversal.objects.select_related("transfer__allocation__payment"):
        transfers._reversed(reversal, SentReversal(f"rv_{reversal.pk}", reversal.number, reversal.amount_paise))
    transfers.record(_of(Transfer.objects.get(), is_kept=False))
    told.tell(payment)
    told.tell(payment, "lost")
    taken = TransferReversal.objects.select_related("transfer__allocation__payment").latest("pk")
    if point == OFF:  # the group had been paid
        transfers._refused(taken, "INSUFFICIENT_BALANCE")
    else:
        transfers._reversed(taken, SentReversal(f"rv_{taken.pk}", taken.number, taken.amount_paise))

    def state() -> tuple[object, ...]:
        rows = [model.objects.count() for model in (EarningChange, Transfer, TaxPaper)]
        return (*_state(), *rows, *Transfer.objects.order_by("pk").values_list("reversed_paise", flat=True))

    before = state()
    die_at(point, lambda: disputes.take(payment=payment, sent=told.answer(payment, "won")))
    assert state() == before
    for _time in range(2):
        told.tell(payment, "won")
    assert kinds().count("loss_given_back") == 1
    assert Transfer.objects.filter(change__isnull=False).count() == (0 if point == OFF else 1)
    taken.refresh_from_db()
    assert taken.status == ("off" if point == OFF else "sent")
    assert sum(transfer.left_paise for transfer in Transfer.objects.all()) == Earning.objects.get().net_paise
    assert (standing().get("loss.disputes", 0), standing().get("disputes.open", 0)) == (0, 0)
    _sound()


def _of(transfer: Transfer, *, is_kept: bool) -> SentTransfer:
    """How a share stands at the gateway."""
    name = f"trf_{transfer.pk}"
    return SentTransfer(name, transfer.number, transfer.account_id, transfer.amount_paise, 0, is_kept, False, False, "")
