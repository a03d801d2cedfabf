"""Who bears a discount, followed through the books: held, given back, earned, credited, paid out."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from money.paise import split
from orders import checkout, earning, handover, packing, shrinking
from orders.fulfilment import accept
from orders.models import LineRecord, ProducerOrder
from orders.reconciling import reconcile
from orders.sold_lines import key_of
from payments import charges, comparing, confirmations
from payments.ledger.balances import balance
from payments.ledger.verifying import verify
from payments.models import Allocation, Earning, Payment, Refund, RefundLine, TaxPaper
from payments.papers import verifying
from payments.refund_lines import Wanted, left_of
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.steps import arrive, fresh, member_of
from tests.orders.vouchers import make_group_voucher, make_voucher
from tests.payments import payout_steps
from tests.payments.ledgers import standing
from tests.payments.papers import paper_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PRICE, PIECES, FEE_BP = 100_000, 3, 500


def _sold(bearer: str, **fields: object) -> ProducerOrder:
    """A paid part of three pieces at Rs 1,000, ten percent off."""
    group = payout_steps.make_ready_group()
    listing = make.make_listing(group, price_paise=PRICE, weight_g=100)
    if bearer == "shop":
        make_voucher("CODE", **fields)
    else:
        make_group_voucher(group, "CODE", **fields)
    placed = make.make_paid_order((listing, PIECES), code="CODE")
    return make.part_of(placed, group)


def _deliver(part: ProducerOrder) -> Earning:
    person = member_of(part.group)
    accept(part, acting_user=person)
    packing.pack(part, acting_user=person)
    handover.hand_over(part, carrier="own", acting_user=person)
    arrive(part)
    return Earning.objects.get(producer_order_number=part.number)


def _one_piece_back(part: ProducerOrder, key: str) -> Refund:
    """A piece of the line is given back for what it cost."""
    record = LineRecord.objects.get(producer_order=part)
    worth = left_of(part.number)[key_of(record)].worth(1)
    wanted = [Wanted(key_of(record), worth, 1)]
    return owe_refund(producer_order_number=part.number, amount_paise=worth, reason="damaged", key=key, lines=wanted)


def _check() -> None:
    """Rows, ledger and papers tell the same."""
    assert comparing.differences() == []
    assert verify().faults == []
    assert list(verifying.faults()) == []


def test_what_the_shop_bears_it_adds_when_the_money_comes() -> None:
    part = _sold("shop")
    paid = Payment.objects.get()
    assert paid.amount_paise == 270_000 + part.delivery_paise
    assert (part.goods_paise, part.subsidy_paise) == (270_000, 30_000)
    assert standing() == {"funds.bank": paid.amount_paise, "held": paid.amount_paise + 30_000, "discounts": 30_000}
    _check()


def test_what_the_group_bears_nobody_adds() -> None:
    part = _sold("group")
    assert (part.goods_paise, part.subsidy_paise) == (270_000, 0)
    assert standing() == {"funds.bank": part.total_paise, "held": part.total_paise}
    _check()


@pytest.mark.parametrize(("bearer", "earned_for"), [("shop", 300_000), ("group", 270_000)])
def test_the_group_earns_by_who_bears_the_discount(bearer: str, earned_for: int) -> None:
    part = _sold(bearer)
    earned = _deliver(part)
    fee = earned_for * FEE_BP // 10_000
    assert (earned.goods_paise, earned.gross_paise) == (earned_for, earned_for + part.delivery_paise)
    assert (earned.commission_paise, earned.net_paise) == (fee, earned.gross_paise - fee)
    assert (paper_of(part).total_paise, paper_of(part, "purchase").total_paise) == (part.total_paise, earned.net_paise)
    _check()


@pytest.mark.parametrize(("bearer", "discounts"), [("shop", 20_000), ("group", 0)])
def test_before_delivery_a_piece_goes_back_at_what_was_paid_for_it(bearer: str, discounts: int) -> None:
    part = _sold(bearer)
    record = LineRecord.objects.get(producer_order=part)
    shrinking.cancel_pieces(part, keep={record.pk: 2}, acting_user=None)
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.subsidy_paise) == (90_000, 30_000 // 3 if bearer == "shop" else 0)
    assert standing().get("discounts", 0) == discounts
    earned = _deliver(fresh(part))
    full = 200_000 if bearer == "shop" else 180_000
    assert earned.gross_paise == full + part.delivery_paise
    assert earned.commission_paise == full * FEE_BP // 10_000
    _check()


@pytest.mark.parametrize("bearer", ["shop", "group"])
def test_after_delivery_pieces_go_back_one_by_one_and_nothing_is_left_over(bearer: str) -> None:
    part = _sold(bearer)
    earned = _deliver(part)
    for number in range(PIECES):
        refund = _one_piece_back(part, f"back:{number}")
        assert refund.amount_paise == 90_000
        assert refund.subsidy_paise == (10_000 if bearer == "shop" else 0)
        _check()
    changes = list(earned.changes.all())
    assert earned.gross_paise + sum(change.gross_paise for change in changes) == part.delivery_paise
    assert earned.commission_paise == sum(change.commission_paise for change in changes)
    assert standing().get("discounts", 0) == 0
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


@pytest.mark.parametrize("amount", [1, 99, 33_333, 100_001])
def test_small_refunds_give_back_what_one_large_one_does(amount: int) -> None:
    part = _sold("shop", rate_bp=3_333)
    _deliver(part)
    allocation = Allocation.objects.get(producer_order_number=part.number)
    line = LineRecord.objects.get(producer_order=part)
    for number, paise in enumerate(part_of for part_of in split(line.line_paise, [amount, line.line_paise - amount]) if part_of):
        wanted = [Wanted(key_of(line), paise)]
        owe_refund(producer_order_number=part.number, amount_paise=paise, reason="damaged", key=f"k{number}", lines=wanted)
    allocation.refresh_from_db()
    assert allocation.subsidy_back_paise == allocation.subsidy_paise == line.subsidy_paise
    _check()


def test_a_discount_of_nearly_everything_gives_back_more_fee_than_the_shopper_paid() -> None:
    part = _sold("shop", rate_bp=9_900)
    earned = _deliver(part)
    refund = owe_refund(producer_order_number=part.number, amount_paise=part.goods_paise, reason="damaged", key="all", lines=[
        Wanted(key_of(LineRecord.objects.get(producer_order=part)), part.goods_paise, PIECES)
    ])  # fmt: skip
    [line] = refund.lines.all()
    assert (refund.amount_paise, refund.subsidy_paise, line.commission_paise) == (3_000, 297_000, 15_000)
    assert earned.net_paise + earned.changes.get().net_paise == part.delivery_paise
    _check()


def test_a_parcel_whose_loss_the_shop_bears_leaves_the_group_its_full_price() -> None:
    part = _sold("shop")
    owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason="lost", key="lost", bearer=Refund.Bearer.SHOP)
    assert standing()["discounts"] == 30_000
    earned = _deliver_unpapered(part)
    assert earned.gross_paise == 300_000 + part.delivery_paise
    _check()


def _deliver_unpapered(part: ProducerOrder) -> Earning:
    """Delivered as far as the books see it: for what is lost nothing is handed over any more."""
    part.delivered_on = timezone.localdate()
    with transaction.atomic():
        return earning.earn(part)


@pytest.mark.parametrize(("bearer", "full"), [("shop", 300_000), ("group", 270_000)])
def test_the_payout_is_what_was_earned_less_what_went_back(bearer: str, full: int) -> None:
    part = _sold(bearer)
    _deliver(part)
    _one_piece_back(part, "back")
    kept = full * 2 // PIECES
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        payout = payout_steps.settled(part.group)
    assert payout.amount_paise == kept - kept * FEE_BP // 10_000 + part.delivery_paise
    assert (balance("groups.payable", part.group_id), balance("held", part.group_id)) == (0, 0)
    _check()


def test_the_invoice_says_price_and_discount() -> None:
    part = _sold("shop")
    _deliver(part)
    goods = paper_of(part).lines.get(quantity=PIECES)
    assert goods.description.endswith("(₹3,000 less a discount of ₹300)")
    assert goods.total_paise == 270_000
    bought = paper_of(part, "purchase").lines.get(quantity=PIECES)
    assert "discount" not in bought.description
    assert not TaxPaper.objects.filter(total_paise__lt=0).exists()


def test_another_way_of_paying_keeps_what_the_shop_adds() -> None:
    make_voucher("CODE")
    placed = make.place_order(make.make_listing(make.make_group()), code="CODE")
    confirmations.fail(payment=placed.payment, acting_user=None, reason="another way")
    fresh_payment = charges.replace(placed.payment, provider="offline", method="bank", key="another")
    assert fresh_payment.allocations.get().subsidy_paise == 10_000
    checkout.complete(fresh_payment, reference="UTR77", source="staff")
    assert standing()["discounts"] == 10_000


def test_a_subsidy_that_was_changed_by_hand_is_found() -> None:
    part = _sold("shop")
    assert comparing.differences() == []
    Allocation.objects.filter(producer_order_number=part.number).update(subsidy_paise=30_001)
    assert any("discounts" in words for words in comparing.differences())
    report = reconcile()
    assert any(f"captured:{Payment.objects.get().number}" in words for words in report.wrong)


def test_the_lines_of_refunds_are_still_only_ever_added() -> None:
    part = _sold("shop")
    _one_piece_back(part, "back")
    with pytest.raises(DatabaseError), transaction.atomic():
        RefundLine.objects.update(subsidy_paise=0)
    assert RefundLine.objects.get().subsidy_paise == 10_000
