"""What every gateway's disputes come to, asked of all of them: the same rows, the same ledger, the same letters."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from notices.models import Notice
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments import settlement, transfers
from payments.models import Dispute, DisputeMove, DisputePart, Earning, Payment, ProviderEvent, Refund, TaxPaper, Transfer
from payments.payouts import due
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.disputes import all_due, check_all, deliver, hand_over
from tests.orders.steps import member_of
from tests.payments import contract, splits
from tests.payments.contract import Bank, Desk
from tests.payments.ledgers import kinds, standing
from tests.payments.payout_steps import give_account, staff

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(params=["stripe", "split"])
def desk(request: pytest.FixtureRequest, settings: Settings, media_dir: object) -> Iterator[Desk]:
    with contract.desk_of(request.param, settings) as found:
        yield found


@pytest.fixture
def market(desk: Desk) -> make.Market:
    found = splits.make_market()
    give_account(found.wool, owner=member_of(found.wool))
    return found


@pytest.fixture
def bank(desk: Desk) -> Bank:
    assert desk.bank is not None
    return desk.bank


def _delivered(desk: Desk, market: make.Market, *, is_proven: bool = True) -> Payment:
    placed = desk.place(market.stole)
    desk.open(placed.payment)
    desk.pay(placed.payment)
    desk.hear(placed.payment)
    splits.settle_effects()
    deliver(hand_over(placed, market.wool, is_proven=is_proven))
    splits.settle_effects()
    return Payment.objects.get(pk=placed.payment.pk)


def _hear(desk: Desk, bank: Bank, dispute: dict[str, Any]) -> Dispute:
    """Every message about it reaches the shop, those that came before as well."""
    assert desk.tell is not None
    for event in bank.events(dispute):
        assert desk.tell(event, "").status_code == 200
    splits.settle_effects()
    return Dispute.objects.get(gateway_id=dispute["id"])


def _is_let_go(desk: Desk, market: make.Market) -> bool:
    """Whether what the part earned is on its way to the group today."""
    all_due()
    if desk.mode != settlement.LICENSED_GATEWAY:
        return due.prepare(market.wool.pk) is not None
    transfers.release_due()
    splits.settle_effects()
    return set(Transfer.objects.values_list("status", flat=True)) == {"released"}


def _funds(desk: Desk) -> int:
    return standing().get(f"funds.{desk.provider}", 0)


def _of_group(desk: Desk) -> int:
    """What the ledger owes the group."""
    return standing().get("groups.gateway" if desk.mode == settlement.LICENSED_GATEWAY else "groups.payable", 0)


def test_it_is_a_row_with_its_day_its_money_and_its_letters_and_what_is_earned_waits(desk: Desk, market: make.Market, bank: Bank) -> None:
    finance = staff("finance")
    finance.is_superuser = True
    finance.save()
    payment = _delivered(desk, market)
    before, earned = _funds(desk), _of_group(desk)
    dispute = bank.dispute(payment)
    row = _hear(desk, bank, dispute)
    assert (row.payment, row.provider, row.status, row.amount_paise) == (payment, desk.provider, "needs_evidence", payment.amount_paise)
    assert row.evidence_due_at is not None
    assert row.evidence_due_at > timezone.now()
    assert (standing()["disputes.open"], before - _funds(desk)) == (payment.amount_paise, bank.has_paise())
    assert Notice.objects.filter(kind="dispute_opened", user=finance).count() == 1
    assert Notice.objects.filter(kind="dispute_waits").count() == 1
    assert not _is_let_go(desk, market)
    assert _of_group(desk) == earned
    check_all()


def test_one_that_is_won_gives_the_money_back_and_lets_the_group_be_paid(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    dispute = bank.dispute(payment)
    _hear(desk, bank, dispute)
    bank.close(dispute, "won")
    assert _hear(desk, bank, dispute).status == "won"
    assert standing().get("disputes.open", 0) == 0
    assert DisputeMove.objects.count() == 2
    assert not Refund.objects.exists()
    assert _is_let_go(desk, market)
    check_all()


def test_a_group_that_can_show_its_hand_over_bears_nothing(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    earned, dispute = _of_group(desk), bank.dispute(payment)
    _hear(desk, bank, dispute)
    bank.close(dispute, "lost")
    row = _hear(desk, bank, dispute)
    assert (row.status, DisputePart.objects.get().why) == ("lost", "proven")
    stands = standing()
    assert (stands["loss.disputes"], stands.get("disputes.open", 0)) == (payment.amount_paise, 0)
    assert _of_group(desk) == earned
    assert _is_let_go(desk, market)
    check_all()


def test_without_a_proof_goods_that_did_not_come_are_its_groups_loss(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market, is_proven=False)
    dispute = bank.dispute(payment)
    _hear(desk, bank, dispute)
    bank.close(dispute, "lost")
    _hear(desk, bank, dispute)
    refund = Refund.objects.get()
    assert (refund.bearer, refund.amount_paise, refund.status) == ("group", payment.amount_paise, "sent")
    stands = standing()
    assert (stands.get("loss.disputes", 0), stands.get("disputes.open", 0), _of_group(desk)) == (0, 0, 0)
    assert not stands.get("transfers.held", 0), "the share went back at the gateway"
    assert Notice.objects.filter(kind="dispute_over").count() == 1
    check_all()


def test_a_refund_waits_for_its_end_and_is_paid_by_a_loss(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    dispute = bank.dispute(payment)
    _hear(desk, bank, dispute)
    owed = owe_refund(producer_order_number=ProducerOrder.objects.get().number, amount_paise=50_000, reason="damaged", key="flaw")
    splits.settle_effects()
    owed.refresh_from_db()
    assert owed.status == "due"
    bank.close(dispute, "lost")
    row = _hear(desk, bank, dispute)
    owed.refresh_from_db()
    assert (owed.status, owed.dispute) == ("sent", row)
    check_all()


def test_an_inquiry_takes_nothing_and_ends_without_a_loss(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    inquiry = bank.inquire(payment)
    row = _hear(desk, bank, inquiry)
    assert (row.is_inquiry, standing().get("disputes.open", 0)) == (True, 0)
    assert not _is_let_go(desk, market)
    bank.give_up(inquiry)
    assert _hear(desk, bank, inquiry).status == "withdrawn"
    assert _is_let_go(desk, market)
    check_all()


def test_messages_a_hundred_times_in_any_sequence_are_one_end_and_forged_ones_nothing(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    dispute = bank.dispute(payment)
    bank.close(dispute, "lost")
    assert desk.tell is not None
    events = bank.events(dispute)
    assert desk.tell(events[0], "not the secret").status_code == 400
    assert not Dispute.objects.exists()
    for event in (*reversed(events), *events * 50):
        assert desk.tell(event, "").status_code == 200
    assert ProviderEvent.objects.filter(object_id=dispute["id"]).count() == len(events)
    assert kinds().count("dispute_lost") == Dispute.objects.filter(status="lost").count() == 1
    assert sum(DisputeMove.objects.values_list("amount_paise", flat=True)) == payment.amount_paise
    check_all()


def test_one_whose_messages_were_lost_is_found_when_the_gateway_is_asked(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    dispute = bank.dispute(payment)
    reconcile()
    assert Dispute.objects.get().status == "needs_evidence"
    bank.close(dispute, "lost")
    reconcile()
    assert Dispute.objects.get().status == "lost"
    assert Earning.objects.get().net_paise > 0
    check_all()


def test_money_that_comes_back_after_the_loss_is_its_groups_again_and_paid_to_it(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market, is_proven=False)
    earned = _of_group(desk)
    dispute = bank.dispute(payment)
    _hear(desk, bank, dispute)
    bank.close(dispute, "lost")
    _hear(desk, bank, dispute)
    bank.close(dispute, "won")
    assert _hear(desk, bank, dispute).status == "lost"
    for _time in range(3):  # every message again, and the hourly look
        _hear(desk, bank, dispute)
        reconcile()
    assert any("came back after it was lost" in words for words in reconcile().to_do)
    assert kinds().count("loss_given_back") == 1
    assert (_of_group(desk), standing().get("loss.disputes", 0), standing().get("disputes.open", 0)) == (earned, 0, 0)
    assert Notice.objects.filter(kind="dispute_given_back").count() == 1
    assert [paper.total_paise for paper in TaxPaper.objects.filter(role="sale", kind="debit")] == [payment.amount_paise]
    assert _is_let_go(desk, market)
    if desk.mode == settlement.LICENSED_GATEWAY:
        assert (_of_group(desk), standing().get("transfers.held", 0)) == (0, 0)
    check_all()


def test_one_of_a_payment_of_nobody_is_answered_and_named(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    dispute = bank.dispute(payment)
    Payment.objects.filter(pk=payment.pk).update(gateway_id="another")
    assert desk.tell is not None
    for event in bank.events(dispute):
        assert desk.tell(event, "").status_code == 200
    assert not Dispute.objects.exists()
    assert any("no order knows" in words for words in reconcile().to_do)


@pytest.mark.parametrize("desk", ["split"], indirect=True)
def test_a_release_that_was_owed_before_the_dispute_is_not_carried_out(desk: Desk, market: make.Market, bank: Bank) -> None:
    payment = _delivered(desk, market)
    all_due()
    assert transfers.release_due() == 1
    _hear(desk, bank, bank.dispute(payment))
    assert Transfer.objects.get().status == "held"
    check_all()
