"""Every event of money is told to the ledger in the very transaction of its row: what came, what it became, what went back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from orders import cancelling, checkout, deliveries, expiry, fulfilment, offline, refunding
from payments import card_refunds, cards
from payments.gateway import SentRefund
from payments.ledger.balances import balance, open_sources
from payments.models import Earning, EarningChange, Entry, Journal, Payment, Refund
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import bring, member_of
from tests.payments import cards as by_card
from tests.payments.ledgers import check_ledger, kinds, standing
from tests.stripe_server import GOOD, StripeServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("finance@example.com", is_staff=True)


def _payment(placed: checkout.Placed) -> Payment:
    return Payment.objects.get(pk=placed.payment.pk)


def test_placing_tells_the_ledger_nothing(market: make.Market) -> None:
    make.place_order(market.stole, market.apricots)
    assert not Journal.objects.exists()


def test_the_exact_amount_comes_and_is_held_for_each_group(market: make.Market) -> None:
    placed = make.make_paid_order(market.stole, market.apricots)
    assert kinds() == ["money_came", "captured"]
    assert standing() == {"funds.bank": placed.payment.amount_paise, "held": placed.payment.amount_paise}
    for group in (market.wool, market.fruit):
        assert balance("held", group.pk) == make.part_of(placed, group).total_paise
    assert set(Journal.objects.values_list("source", "order_number")) == {(placed.payment.number, placed.order.number)}
    assert open_sources() == []
    check_ledger()


def test_money_recorded_twice_is_told_once(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    for _time in range(3):
        checkout.complete(placed.payment, reference="UTR-1", source="staff")
    assert kinds() == ["money_came", "captured"]


def test_a_part_of_the_money_and_too_much_of_it_stay_with_the_shoppers(market: make.Market, staff: User) -> None:
    placed = make.place_order(market.stole)
    whole = placed.payment.amount_paise
    offline.money_came(_payment(placed), amount_paise=100, reference="UTR1", acting_user=staff)
    assert standing() == {"funds.bank": 100, "shoppers": 100}
    offline.money_came(_payment(placed), amount_paise=whole, reference="UTR2", acting_user=staff)
    assert standing() == {"funds.bank": whole + 100, "shoppers": whole + 100}
    assert [(found.source, found.paise) for found in open_sources()] == [(placed.payment.number, whole + 100)]
    offline.money_sent_back(_payment(placed), amount_paise=100, reference="UTR3", acting_user=staff)
    assert kinds() == ["money_came", "money_came", "money_sent_back", "captured"]
    assert standing() == {"funds.bank": whole, "held": whole}
    check_ledger()


def test_money_for_an_order_that_was_given_up_goes_back_without_ever_being_held(market: make.Market, staff: User) -> None:
    placed = make.place_order(market.stole)
    offline.money_came(_payment(placed), amount_paise=5_000, reference="UTR1", acting_user=staff)
    cancelling.cancel_unpaid(placed.order, reason="called", acting_user=staff)
    assert standing() == {"funds.bank": 5_000, "shoppers": 5_000}
    offline.money_sent_back(_payment(placed), amount_paise=5_000, reference="UTR2", acting_user=staff)
    assert standing() == {}
    check_ledger()


def test_line_18_a_declined_part_is_owed_back_out_of_what_is_held_and_then_sent(market: make.Market, staff: User) -> None:
    placed = make.make_paid_order(market.stole, market.apricots)
    part = make.part_of(placed, market.wool)
    fulfilment.decline(part, reason="damaged", acting_user=member_of(market.wool))
    assert balance("held", market.wool.pk) == 0
    assert balance("refunds.payable") == part.total_paise
    refund = Refund.objects.select_related("allocation__payment").get()
    for _time in range(2):
        refunding.refund_sent(refund, reference="UTR9", sent_at=timezone.now(), acting_user=staff)
    assert kinds() == ["money_came", "captured", "refund_owed", "refund_sent"]
    assert standing() == dict.fromkeys(("funds.bank", "held"), placed.payment.amount_paise - part.total_paise)
    check_ledger()


def test_late_money_is_held_and_what_can_not_be_honoured_is_owed_back_at_once(market: make.Market) -> None:
    scarce = make.make_listing(market.wool, stock=1)
    placed = make.place_order(scarce, market.apricots)
    expiry.expire_due(placed.payment.expires_at)
    make.make_paid_order(scarce)
    already = standing()["held"]
    make.pay(placed)
    wool, fruit = make.part_of(placed, market.wool), make.part_of(placed, market.fruit)
    assert standing()["refunds.payable"] == wool.total_paise
    assert standing()["held"] - already == fruit.total_paise
    check_ledger()


def test_a_delivered_part_is_earned_with_the_fee_of_its_sale(market: make.Market) -> None:
    part = bring(make.place_order(market.stole, market.apricots), market.wool, "delivered")
    earning = Earning.objects.get()
    assert (earning.producer_order_number, earning.group, earning.order_number) == (part.number, market.wool, part.order.number)
    assert (earning.gross_paise, earning.commission_paise) == (part.total_paise, part.commission_paise)
    assert (earning.delivered_on, earning.pay_on) == (part.delivered_on, part.delivered_on + timedelta(days=8))
    assert balance("groups.payable", market.wool.pk) == earning.net_paise == part.total_paise - part.commission_paise
    assert balance("held", market.wool.pk) == 0
    assert balance("held", market.fruit.pk) > 0
    check_ledger()


def test_a_part_earns_with_its_last_parcel_and_not_before(market: make.Market) -> None:
    jam = make.make_food(market.wool, "Jam")
    part = bring(make.place_order(market.stole, jam), market.wool, "handed_over")
    first, last = part.parcels.order_by("pk")
    deliveries.arrived(first, source="shopper")
    assert not Earning.objects.exists()
    deliveries.arrived(last, source="shopper")
    deliveries.arrived(last, source="shopper")
    assert Earning.objects.count() == 1


def test_the_clock_earns_as_the_shopper_does(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "handed_over")
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert deliveries.deliver_due() == 1
    assert Earning.objects.get().producer_order_number == part.number
    check_ledger()


def test_a_refund_after_delivery_is_a_debt_of_the_group_that_the_ledger_accepts(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "delivered")
    refund = owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason="damaged", key="return:1")
    change = EarningChange.objects.get()
    assert (change.refund, change.net_paise) == (refund, -(part.total_paise - part.commission_paise))
    assert (balance("groups.payable", market.wool.pk), balance("commission"), balance("commission.tax")) == (0, 0, 0)
    check_ledger()


def test_a_card_pays_into_the_gateways_account_and_is_refunded_out_of_it(market: make.Market, stripe: StripeServer) -> None:
    placed = by_card.place(market.stole, market.apricots)
    payment = by_card.opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    assert standing() == {"funds.stripe": payment.amount_paise, "held": payment.amount_paise}
    refund = _declined(placed, market)
    card_refunds.send(refund)
    card_refunds.send(Refund.objects.select_related("allocation__payment").get())
    kept = payment.amount_paise - refund.amount_paise
    assert standing() == {"funds.stripe": kept, "held": kept}
    assert kinds() == ["money_came", "captured", "refund_owed", "refund_sent"]
    check_ledger()


def test_a_card_refund_that_comes_back_is_owed_again_and_then_leaves_the_bank(
    market: make.Market, stripe: StripeServer, staff: User
) -> None:
    placed = by_card.place(market.stole, market.apricots)
    payment = by_card.opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    refund = _declined(placed, market)
    card_refunds.send(refund)
    refund.refresh_from_db()
    for _time in range(2):
        card_refunds.record(SentRefund(refund.reference, "failed", refund.amount_paise, refund.number, payment.gateway_id, "lost card"))
    assert standing()["refunds.payable"] == refund.amount_paise
    assert standing()["funds.stripe"] == payment.amount_paise
    refund = Refund.objects.select_related("allocation__payment").get()
    refunding.refund_sent(refund, reference="UTR9", sent_at=timezone.now(), acting_user=staff)
    assert standing()["funds.bank"] == -refund.amount_paise
    assert kinds() == ["money_came", "captured", "refund_owed", "refund_sent", "refund_returned", "refund_sent"]
    assert open_sources() == []
    check_ledger()


def test_a_card_refund_that_never_left_is_told_once_when_it_leaves_the_bank(market: make.Market, stripe: StripeServer, staff: User) -> None:
    placed = by_card.place(market.stole, market.apricots)
    payment = by_card.opened(placed)
    stripe.pay(payment.gateway_id, GOOD)
    cards.look(payment, source="webhook")
    refund = _declined(placed, market)
    card_refunds.record(SentRefund("re_1", "failed", refund.amount_paise, refund.number, payment.gateway_id, "lost card"))
    assert kinds() == ["money_came", "captured", "refund_owed"]
    refund = Refund.objects.select_related("allocation__payment").get()
    refunding.refund_sent(refund, reference="UTR9", sent_at=timezone.now(), acting_user=staff)
    assert Entry.objects.get(journal__kind="refund_sent", paise__lt=0).account == "funds.bank"
    check_ledger()


def _declined(placed: checkout.Placed, market: make.Market) -> Refund:
    fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=make.make_member(market.wool))
    return Refund.objects.select_related("allocation__payment").get()
