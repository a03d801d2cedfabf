"""One payment for all groups through a licensed gateway: divided and kept at the capture, following refunds, released after delivery."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journal.models import Effect
from orders import fulfilment
from orders.errors import PlaceRefused
from orders.quotes import quote
from orders.reconciling import reconcile
from payments import transfers
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.models import (
    Allocation,
    Earning,
    GatewayAccount,
    Payment,
    Payout,
    ProviderEvent,
    Refund,
    TaxPaper,
    Transfer,
    TransferReversal,
)
from payments.papers import months, tcs
from payments.payouts import due
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import arrive, member_of
from tests.payments import splits
from tests.payments.ledgers import check_ledger, standing
from tests.payments.papers import carry_out
from tests.split_server import Fault, SplitServer

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def market(split: SplitServer) -> make.Market:
    return splits.make_market()


def _paid(split: SplitServer, market: make.Market) -> tuple[object, Payment]:
    """An order of three groups that is paid, its shares made."""
    placed = make.place(market.basket, provider="split", method="online")
    payment = splits.pay(split, placed)
    splits.settle_effects()
    return placed, payment


def _due_today() -> None:
    Earning.objects.update(pay_on=timezone.localdate())
    transfers.release_due()
    splits.settle_effects()


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_one_payment_is_divided_between_its_groups_and_kept_for_them(split: SplitServer, market: make.Market) -> None:
    placed, payment = _paid(split, market)
    assert (payment.status, payment.mode, payment.payee_group_id) == ("paid", "licensed_gateway", None)
    made = list(Transfer.objects.select_related("allocation").order_by("pk"))
    assert {transfer.status for transfer in made} == {"held"}
    for transfer in made:
        part = make.part_of(placed, transfer.allocation.group)
        there = split.state.transfers[transfer.gateway_id]
        assert transfer.amount_paise == part.total_paise - part.commission_paise == there["amount"]
        assert (there["recipient"], there["on_hold"], there["notes"]) == (f"acc_{part.group_id}", True, {"transfer": transfer.number})
    fees = sum(make.part_of(placed, group).commission_paise for group in (market.wool, market.fruit, market.berry))
    assert split.state.balance_paise() == balance(accounts.FUNDS_SPLIT) == fees
    _sound()


def test_the_three_group_journey_ends_with_every_group_paid_and_taxes_withheld(split: SplitServer, market: make.Market) -> None:
    placed, _payment = _paid(split, market)
    fulfilment.decline(make.part_of(placed, market.berry), reason="damaged", acting_user=member_of(market.berry))
    for group in (market.wool, market.fruit):
        arrive(carry_out(make.part_of(placed, group)))
    splits.settle_effects()
    wool = Earning.objects.get(group=market.wool)
    value = sum(TaxPaper.objects.filter(group=market.wool, role="sale").values_list("taxable_paise", flat=True))
    assert (wool.mode, wool.tcs_paise) == ("licensed_gateway", (value * 50 + 5_000) // 10_000)
    assert wool.tds_paise == (wool.gross_paise * 10 + 5_000) // 10_000
    transfer = Transfer.objects.get(allocation__group=market.wool)
    assert transfer.status == "held", "not before its day"
    assert transfer.amount_paise - transfer.reversed_paise == wool.net_paise
    _due_today()
    transfer.refresh_from_db()
    assert (transfer.status, transfer.released_paise) == ("released", wool.net_paise)
    split.state.settle(transfer.gateway_id, "UTR77")
    assert splits.tell(splits.newest(split, "transfer.settled")).status_code == 200
    transfer.refresh_from_db()
    assert (transfer.status, transfer.reference) == ("settled", "UTR77")
    # The declined part went back to the shopper, out of the share that went back to the shop.
    gone = Transfer.objects.get(allocation__group=market.berry)
    assert gone.reversed_paise == gone.amount_paise
    assert Refund.objects.get().status == "sent"
    # The shop pays out nothing; what is left at the gateway is its fee and the taxes.
    assert due.prepare_all() == 0
    assert not Payout.objects.exists()
    stands = standing()
    assert set(stands) == {"funds.split", "commission", "commission.tax", "tcs.payable", "tds.payable"}
    assert split.state.balance_paise() == stands["funds.split"]
    row = next(row for row in tcs.rows(months.of(timezone.localdate())) if row.group == market.wool.name)
    assert abs(row.tcs_paise - wool.tcs_paise) <= 1
    _sound()


def test_a_refund_before_delivery_takes_its_share_back_and_one_after_the_release_is_taken_from_the_group(
    split: SplitServer, market: make.Market
) -> None:
    placed, _payment = _paid(split, market)
    part = make.part_of(placed, market.wool)
    owe_refund(producer_order_number=part.number, amount_paise=100_000, reason="damaged", key="before")
    splits.settle_effects()
    transfer = Transfer.objects.get(allocation__group=market.wool)
    assert transfer.amount_paise - transfer.reversed_paise == transfers.target_paise(transfer.allocation)
    arrive(carry_out(part))
    splits.settle_effects()
    _due_today()
    owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="after")
    splits.settle_effects()
    assert {refund.status for refund in Refund.objects.all()} == {"sent"}
    last = TransferReversal.objects.latest("pk")
    assert (last.status, last.was_released) == ("sent", True)
    assert balance(accounts.GROUPS_GATEWAY, market.wool.pk) == 0
    assert split.state.balance_paise() == balance(accounts.FUNDS_SPLIT)
    _sound()


def test_a_share_that_the_group_has_had_is_a_debt_that_a_person_sees(split: SplitServer, market: make.Market) -> None:
    placed, payment = _paid(split, market)
    part = make.part_of(placed, market.wool)
    arrive(carry_out(part))
    splits.settle_effects()
    _due_today()
    split.state.settle(Transfer.objects.get(allocation__group=market.wool).gateway_id, "UTR1")
    owe_refund(producer_order_number=part.number, amount_paise=50_000, reason="damaged", key="late")
    splits.settle_effects()
    reversal = TransferReversal.objects.latest("pk")
    assert (reversal.status, reversal.failure) == ("due", "INSUFFICIENT_BALANCE")
    assert balance(accounts.GROUPS_GATEWAY, market.wool.pk) == Earning.objects.get().changes.get().net_paise < 0
    payment.refresh_from_db()
    assert reversal.number in payment.problem
    report = reconcile()
    assert report.wrong == []
    assert any(reversal.number in words for words in report.to_do)


@pytest.mark.parametrize("kind", ["silent after", "silent before", "broken after", "broken before", "too many"])
def test_a_share_is_made_once_whatever_goes_wrong_on_the_way(split: SplitServer, market: make.Market, kind: str) -> None:
    payment = splits.pay(split, splits.place(market.stole))
    link = split.state.links[payment.gateway_id]["payments"][0]["payment_id"]
    split.faults.append(Fault("POST", f"/v1/payments/{link}/transfers", kind))
    for _time in range(3):
        Effect.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(hours=1), lease_until=None, lease_owner="")
        splits.settle_effects()
    assert len(split.state.transfers) == 1
    transfer = Transfer.objects.get()
    assert (transfer.status, transfer.gateway_id) == ("held", next(iter(split.state.transfers)))
    keys = split.called("POST", "/transfers")
    assert keys == [f"{transfer.number}:{place}" for place in range(1, len(keys) + 1)]
    _sound()


def test_nothing_is_released_while_something_of_it_has_to_go_back_or_before_delivery(split: SplitServer, market: make.Market) -> None:
    placed = splits.place(market.stole)
    splits.pay(split, placed)
    splits.settle_effects()
    assert transfers.release_due() == 0
    part = make.part_of(placed, market.wool)
    arrive(carry_out(part))
    Earning.objects.update(pay_on=timezone.localdate())
    assert TransferReversal.objects.filter(status="due").exists()
    assert transfers.release_due() == 0
    splits.settle_effects()
    assert transfers.release_due() == 1


def test_messages_of_the_gateway_are_believed_when_signed_and_acted_on_once(split: SplitServer, market: make.Market) -> None:
    payment = splits.opened(splits.place(market.stole))
    split.state.pay(payment.gateway_id)
    event = splits.newest(split, "payment_link.paid")
    assert splits.tell(event, secret="somebody else").status_code == 400
    assert Payment.objects.get().status == "awaiting"
    for _time in range(3):
        assert splits.tell(event).status_code == 200
    assert Payment.objects.get().status == "paid"
    assert ProviderEvent.objects.get().outcome == "paid"
    assert (
        splits.tell({"id": "evt_x", "event": "transfer.settled", "payload": {"transfer": {"entity": {"id": "trf_no"}}}}).status_code == 200
    )
    assert splits.tell({"id": "evt_y", "event": "moon.full", "payload": {"moon": {"entity": {"id": "m"}}}}).status_code == 200
    _sound()


def test_a_group_without_an_account_at_the_gateway_can_not_be_bought_from(split: SplitServer, market: make.Market) -> None:
    GatewayAccount.objects.filter(group=market.fruit).update(ended_at=timezone.now())
    basket = market.basket
    assert {problem.group_slug for problem in quote(basket, make.DELHI).problems} == {market.fruit.slug}
    with pytest.raises(PlaceRefused):
        make.place(basket, quote_hash="any", provider="split", method="online")
    assert not Allocation.objects.exists()


def test_the_pay_page_leads_to_the_gateway_and_loads_no_script_of_it(split: SplitServer, market: make.Market) -> None:
    placed = splits.place(market.stole)
    answer = Client().get(f"/o/{placed.link_token}/pay/")
    source = answer.content.decode()
    link = next(iter(split.state.links.values()))
    assert f'href="{link["short_url"]}"' in source
    assert "stripe" not in answer["Content-Security-Policy"]
    assert "card.js" not in source
