"""A licensed gateway brings money of a lost dispute back: the group has its share again there, once, to the paisa."""

from typing import Any

import pytest
from django.utils import timezone

from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments import transfers
from payments.fee_paper_models import FeePaper
from payments.fee_papers import issuing
from payments.households import splitting
from payments.models import Dispute, DisputeMove, Earning, EarningChange, MemberEntry, Payment, Transfer, TransferReversal
from payments.papers import months, tcs, tds
from tests.orders import factories as make
from tests.orders import told
from tests.orders.disputes import check_all, deliver, hand_over
from tests.payments import payees, splits
from tests.payments.household_steps import make_households
from tests.payments.ledgers import kinds, standing
from tests.payments.payout_steps import staff
from tests.split_server import SplitServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market(split: SplitServer, media_dir: object) -> make.Market:
    return splits.make_market()


def _sold(split: SplitServer, market: make.Market, *, is_delivered: bool = True) -> Payment:
    """A sale with taxes at source, sent without a proof."""
    with payees.modes(payees.row("licensed_gateway", tcs=True, tds=True)):
        placed = splits.place(market.stole)
    payment = splits.pay(split, placed)
    splits.settle_effects()
    part = hand_over(placed, market.wool, is_proven=False)
    if is_delivered:
        deliver(part)
        splits.settle_effects()
    return payment


def _release() -> None:
    Earning.objects.update(pay_on=timezone.localdate())
    transfers.release_due()
    splits.settle_effects()


def _pay_the_group(split: SplitServer) -> None:
    """The gateway pays what it has released."""
    _release()
    for transfer in Transfer.objects.filter(status="released"):
        split.state.settle(transfer.gateway_id, f"UTR{transfer.pk}")
        transfers.record(transfers.split_gateway.fetch_transfer(transfer.gateway_id))


def _lose(split: SplitServer, payment: Payment, amount: int | None = None) -> dict[str, Any]:
    paid = split.state.links[payment.gateway_id]["payments"][0]["payment_id"]
    dispute = split.state.disputes.open(paid, at_onset=True, amount=amount)
    _hear(split, dispute)
    split.state.disputes.close(dispute, "lost")
    _hear(split, dispute)
    return dispute


def _come_back(split: SplitServer, dispute: dict[str, Any], amount: int) -> None:
    split.state.disputes.give_back(dispute, amount)
    _hear(split, dispute)


def _hear(split: SplitServer, dispute: dict[str, Any]) -> None:
    for event in split.state.events:
        if event["payload"].get("dispute", {}).get("entity", {}).get("id") == dispute["id"]:
            assert splits.tell(event).status_code == 200
    splits.settle_effects()


def _as_if_never(split: SplitServer) -> None:
    """What stands is what the sale alone would have left, and the gateway has what the ledger says."""
    earning, stands = Earning.objects.get(), standing()
    assert set(stands) == {"funds.split", "commission", "commission.tax", "tcs.payable", "tds.payable"}
    assert stands["commission"] + stands["commission.tax"] == earning.commission_paise
    assert (stands["tcs.payable"], stands["tds.payable"]) == (earning.tcs_paise, earning.tds_paise)
    assert split.state.balance_paise() == stands["funds.split"] == earning.gross_paise - earning.net_paise
    check_all()


def test_the_gateway_gives_the_group_another_share_and_everything_stands_as_if_it_had_never_been(
    split: SplitServer, market: make.Market
) -> None:
    payment = _sold(split, market)
    dispute = _lose(split, payment)
    assert Transfer.objects.get().left_paise == 0
    _come_back(split, dispute, payment.amount_paise)
    net = Earning.objects.get().net_paise
    again = Transfer.objects.get(change__isnull=False)
    there = split.state.transfers[again.gateway_id]
    assert (again.status, again.amount_paise, there["amount"], there["on_hold"]) == ("held", net, net, True)
    _pay_the_group(split)
    assert set(Transfer.objects.values_list("status", flat=True)) == {"settled"}
    _as_if_never(split)


def test_what_the_gateway_could_not_take_from_the_group_is_not_given_twice(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    _pay_the_group(split)
    dispute = _lose(split, payment)
    refused = TransferReversal.objects.latest("pk")
    assert (refused.status, refused.failure, standing()["groups.gateway"]) == ("due", "INSUFFICIENT_BALANCE", -refused.amount_paise)
    _come_back(split, dispute, payment.amount_paise)
    refused.refresh_from_db()
    assert (refused.status, Transfer.objects.count()) == ("off", 1)
    assert not any(refused.number in words and "did not come back" in words for words in reconcile().to_do)
    _as_if_never(split)


def test_of_a_debt_only_what_came_back_is_let_off(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    _pay_the_group(split)
    dispute = _lose(split, payment)
    _come_back(split, dispute, payment.amount_paise // 3)
    rest = TransferReversal.objects.get(status="due")
    given = EarningChange.objects.get(move__isnull=False).net_paise
    assert (rest.amount_paise, Transfer.objects.count()) == (Earning.objects.get().net_paise - given, 1)
    assert standing()["groups.gateway"] == -rest.amount_paise
    assert any(rest.number in words for words in reconcile().to_do)
    check_all()


def test_by_and_by_it_is_what_one_sum_would_be(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    dispute = _lose(split, payment)
    first = payment.amount_paise // 3 + 1
    for amount in (first, 1, payment.amount_paise - first - 1):
        _come_back(split, dispute, amount)
        check_all()
    _pay_the_group(split)
    assert sum(Transfer.objects.filter(change__isnull=False).values_list("amount_paise", flat=True)) == Earning.objects.get().net_paise
    _as_if_never(split)


def test_an_answer_from_before_it_came_back_changes_nothing(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    dispute = _lose(split, payment)
    row = Dispute.objects.get()
    before = transfers.split_gateway.fetch_dispute(dispute["id"])
    _come_back(split, dispute, payment.amount_paise)
    state = DisputeMove.objects.count(), kinds(), standing()
    told.disputes.take(payment=row.payment, sent=before)
    splits.settle_effects()
    assert (DisputeMove.objects.count(), kinds(), standing()) == state
    check_all()


def test_what_it_takes_again_afterwards_is_named_for_a_person(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    dispute = _lose(split, payment)
    _come_back(split, dispute, payment.amount_paise)
    split.state.disputes.close(dispute, "lost")
    _hear(split, dispute)
    assert standing().get("disputes.open", 0) == 0
    assert any("the gateway took" in words for words in reconcile().wrong + reconcile().to_do)


def test_households_have_their_shares_again_when_the_gateway_lets_them_go(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market)
    households = make_households(market.wool, 2)
    earning = Earning.objects.get()
    frozen = splitting.by_quantity(
        earning, basis="pieces", quantities={households[0]: 2, households[1]: 1}, keep_bp=1_000, acting_user=staff()
    )
    shares = splitting.current(frozen)
    _release()

    def booked() -> dict[int, int]:
        return {
            household.pk: sum(MemberEntry.objects.filter(household=household).values_list("payable_paise", flat=True))
            for household in households
        }

    assert booked() == shares
    dispute = _lose(split, payment)
    assert set(booked().values()) == {0}
    _come_back(split, dispute, payment.amount_paise)
    assert (splitting.current(frozen), set(booked().values())) == (shares, {0}), "the gateway has not let it go"
    check_all()
    _release()
    assert booked() == shares
    check_all()


def test_taxes_at_source_of_what_was_lost_before_the_delivery_are_withheld_with_it(split: SplitServer, market: make.Market) -> None:
    payment = _sold(split, market, is_delivered=False)
    dispute = _lose(split, payment, amount=payment.amount_paise // 2)
    deliver(ProducerOrder.objects.get())
    splits.settle_effects()
    _come_back(split, dispute, payment.amount_paise // 2)
    earning, change = Earning.objects.get(), EarningChange.objects.get()
    assert change.refund.earning_change is None
    assert earning.gross_paise + change.gross_paise == payment.amount_paise
    assert min(-change.tcs_paise, -change.tds_paise) > 0
    month = months.of(timezone.localdate())
    stands = standing()
    assert stands["tcs.payable"] == earning.tcs_paise - change.tcs_paise == tcs.rows(month)[0].tcs_paise
    assert stands["tds.payable"] == earning.tds_paise - change.tds_paise == tds.rows(month)[0].tds_paise
    assert Transfer.objects.get(change=change).amount_paise == change.net_paise
    check_all()


def test_its_fee_is_invoiced_again_and_names_the_paper_it_corrects(split: SplitServer, market: make.Market) -> None:
    month = months.of(timezone.localdate())
    payment = _sold(split, market)
    issuing.issue_all(month)
    dispute = _lose(split, payment)
    issuing.issue_all(month)
    _come_back(split, dispute, payment.amount_paise)
    assert [issuing.issue_all(month) for _time in range(2)] == [1, 0]
    first, credit, again = FeePaper.objects.order_by("pk")
    assert (first.kind, credit.kind, again.kind) == ("invoice", "credit", "invoice")
    assert first.total_paise == credit.total_paise == again.total_paise == Earning.objects.get().commission_paise
    assert again.corrects == [[first.number, first.issued_on.isoformat()]]
    check_all()
