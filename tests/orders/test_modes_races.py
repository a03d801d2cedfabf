"""Two at once: members of groups, the clock, fees, and a gateway's share between a refund and a delivery. Each is right either way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from orders import deliveries, direct, expiry
from orders.models import CheckoutAttempt, OrderRecord, ProducerOrder
from orders.reconciling import reconcile
from payments import direct as books
from payments import transfers
from payments.errors import NotThatMuch, PaidAlready
from payments.models import FeeReceipt, Payment, Transfer
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.orders.steps import bring, member_of, parcel_of
from tests.payments import payees, payout_steps, splits
from tests.payments.ledgers import check_ledger, kinds
from tests.payments.papers import carry_out
from tests.split_server import SplitServer

pytestmark = pytest.mark.long


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _market() -> make.Market:
    market = make.make_market(stock=20)
    for group in (market.wool, market.fruit, market.berry):
        payees.make_payable(group)
    return market


def test_members_who_write_down_one_payment_at_once_do_it_once_and_one_reference_wins(committed_db: None) -> None:
    with payees.each_group():
        market = _market()
        payment = make.place_order(market.stole).payment
        member = member_of(market.wool)

        def say(number: int) -> object:
            return direct.money_came(payment, reference=f"UPI{number % 2}", amount_paise=None, acting_user=member)

        answers = all_at_once(6, say)
        assert {type(answer) for answer in answers} <= {direct.Received, PaidAlready}
        assert kinds() == ["money_came", "captured"]
        assert ProducerOrder.objects.get().status == "new"
        _sound()


def test_groups_of_one_order_that_are_paid_at_once_all_get_their_parts(committed_db: None) -> None:
    with payees.each_group():
        market = _market()
        for _turn in range(3):
            placed = make.place(market.basket)
            members = [member_of(payment.payee_group) for payment in placed.payments]

            def say(number: int, payments: list[Payment] = placed.payments, people: list[object] = members) -> object:
                payment = payments[number]
                return direct.money_came(payment, reference=f"UPI{payment.pk}", amount_paise=None, acting_user=people[number])

            answers = all_at_once(3, say)
            assert not [answer for answer in answers if isinstance(answer, Exception)], answers
            assert OrderRecord.objects.get(order=placed.order).payment_status == "paid"
            assert CheckoutAttempt.objects.get(order=placed.order).status == "confirmed"
        assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
        _sound()


def test_the_clock_beside_the_money_ends_with_a_paid_part_whoever_was_first(committed_db: None) -> None:
    with payees.each_group():
        market = _market()
        for turn in range(4):
            payment = make.place_order(market.stole).payment
            Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
            member = member_of(market.wool)
            acts: list[Callable[[], object]] = [
                expiry.expire_due,
                lambda payment=payment, member=member: direct.money_came(
                    payment, reference=f"UPI{payment.pk}", amount_paise=None, acting_user=member
                ),
            ]
            answers = all_at_once(2, lambda number, acts=acts, turn=turn: acts[(number + turn) % 2]())
            assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
        assert make.stock_of(market.stole).num_allocated == 4
        _sound()


def test_two_fees_at_once_never_sum_to_more_than_is_owed(committed_db: None) -> None:
    with payees.each_group():
        market = _market()
        bring(make.place_order(market.stole), market.wool, "delivered")
        owed, staff = books.owing_paise(market.wool), payout_steps.staff()

        def pay(number: int) -> object:
            return books.record_fee(group=market.wool, amount_paise=owed, reference=f"FEE{number}", acting_user=staff)

        answers = all_at_once(4, pay)
        assert sorted(type(answer).__name__ for answer in answers) == ["FeeReceipt", *["NotThatMuch"] * 3]
        assert FeeReceipt.objects.get().amount_paise == owed
        assert books.owing_paise(market.wool) == 0
        assert all(isinstance(answer, FeeReceipt | NotThatMuch) for answer in answers)
        _sound()


def test_a_share_follows_a_refund_beside_the_delivery_to_the_paisa(committed_db: None, split: SplitServer) -> None:
    market = splits.make_market()
    for turn in range(4):
        placed = splits.place(market.stole)
        splits.pay(split, placed)
        splits.settle_effects()
        part = carry_out(make.part_of(placed, market.wool))
        parcel = parcel_of(part)
        acts: list[Callable[[], object]] = [
            lambda parcel=parcel: deliveries.arrived(parcel, source="shopper"),
            lambda part=part: owe_refund(producer_order_number=part.number, amount_paise=10_001, reason="damaged", key=f"a{part.pk}"),
        ]
        answers = all_at_once(2, lambda number, acts=acts, turn=turn: acts[(number + turn) % 2]())
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        splits.settle_effects()
        transfer = Transfer.objects.get(allocation__producer_order_number=part.number)
        assert transfer.left_paise == transfers.target_paise(transfer.allocation)
    _sound()
