"""What a delivered part brings its group, and what refunds take back of it: frozen, exact, in proportion, never twice."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from payments import charges, confirmations, earnings, fees
from payments.earnings import in_proportion
from payments.errors import EarningRefused, NoTaxRate
from payments.models import Earning, EarningChange, Payment
from payments.payout_days import NoPayoutRule
from payments.refunds import owe_refund
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.payments.ledgers import check_ledger, kinds, standing

pytestmark = pytest.mark.django_db

GOODS, DELIVERY, FEE = 1_850_000, 9_000, 92_500
DAY = date(2026, 11, 22)


@pytest.fixture
def group() -> ProducerGroup:
    return make.make_group()


def _pay(group: ProducerGroup) -> Payment:
    with transaction.atomic():
        payment = charges.open_payment(
            order_number="LB-1",
            provider="offline",
            method="upi",
            totals={"PO-A": GOODS + DELIVERY, "PO-B": 40_000},
            groups={"PO-A": group.pk, "PO-B": make.make_group().pk},
            key="order:LB-1",
        )
    confirmations.record_paid(payment=payment, reference="UTR1", source="staff")
    return payment


def _earn(group: ProducerGroup, **fields: object) -> Earning:
    given = {"goods_paise": GOODS, "delivery_paise": DELIVERY, "commission_paise": FEE, "delivered_on": DAY, **fields}
    with transaction.atomic():
        return earnings.earn(producer_order_number="PO-A", group=group, order_number="LB-1", **given)


def _refund(amount: int, key: str = "k") -> EarningChange | None:
    refund = owe_refund(producer_order_number="PO-A", amount_paise=amount, reason="damaged", key=key)
    return EarningChange.objects.filter(refund=refund).first()


def test_a_delivered_part_brings_all_that_was_paid_for_it_less_the_fee(group: ProducerGroup) -> None:
    _pay(group)
    earning = _earn(group)
    assert (earning.gross_paise, earning.commission_paise, earning.net_paise) == (1_859_000, 92_500, 1_766_500)
    assert earning.commission_tax_paise == 14_110  # 92,500 with 18 % inside
    assert (earning.delivered_on, earning.pay_on) == (DAY, date(2026, 11, 30))
    assert standing() == {
        "funds.bank": 1_899_000, "held": 40_000, "groups.payable": 1_766_500, "commission": 78_390, "commission.tax": 14_110,
    }  # fmt: skip
    assert kinds() == ["money_came", "captured", "earned"]
    check_ledger()


def test_it_is_earned_once(group: ProducerGroup) -> None:
    _pay(group)
    first = _earn(group)
    assert _earn(group, delivered_on=date(2026, 11, 23)).pk == first.pk
    assert Earning.objects.get().delivered_on == DAY
    assert kinds().count("earned") == 1


def test_what_was_refunded_before_is_not_earned_and_bears_no_fee(group: ProducerGroup) -> None:
    _pay(group)
    assert _refund(929_500) is None
    earning = _earn(group)
    assert (earning.gross_paise, earning.commission_paise, earning.net_paise) == (929_500, 46_250, 883_250)
    check_ledger()


def test_a_part_that_was_refunded_whole_earns_nothing_and_leaves_no_journal(group: ProducerGroup) -> None:
    _pay(group)
    _refund(1_859_000)
    earning = _earn(group)
    assert (earning.gross_paise, earning.commission_paise, earning.net_paise) == (0, 0, 0)
    assert "earned" not in kinds()
    check_ledger()


def test_a_refund_after_delivery_is_taken_from_the_group_and_its_fee_given_back(group: ProducerGroup) -> None:
    _pay(group)
    _earn(group)
    change = _refund(185_900)
    assert change is not None
    assert (change.gross_paise, change.commission_paise, change.commission_tax_paise, change.net_paise) == (
        -185_900,
        9_250,
        1_411,
        -176_650,
    )
    assert standing() == {
        "funds.bank": 1_899_000, "held": 40_000, "groups.payable": 1_589_850, "commission": 70_551, "commission.tax": 12_699,
        "refunds.payable": 185_900,
    }  # fmt: skip
    check_ledger()


def test_everything_refunded_leaves_the_group_and_the_shop_nothing(group: ProducerGroup) -> None:
    _pay(group)
    _earn(group)
    for number, amount in enumerate((1, 3, 185_900, 1_000_000, 1_859_000 - 1_185_904)):
        _refund(amount, f"k{number}")
    assert standing() == {"funds.bank": 1_899_000, "held": 40_000, "refunds.payable": 1_859_000}
    check_ledger()


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.data())
def test_shares_of_a_fee_sum_to_it_and_a_paisa_more_takes_at_most_a_paisa_more(fee: int, whole: int, data: st.DataObject) -> None:
    fee = min(fee, whole)
    share = data.draw(st.integers(0, whole))
    assert in_proportion(fee, whole, whole) == fee
    assert in_proportion(fee, 0, whole) == 0
    assert 0 <= in_proportion(fee, share, whole) <= fee
    if share < whole:
        assert 0 <= in_proportion(fee, share + 1, whole) - in_proportion(fee, share, whole) <= 1


def test_what_does_not_fit_the_money_that_came_is_refused(group: ProducerGroup) -> None:
    with pytest.raises(EarningRefused):
        _earn(group)
    _pay(group)
    with pytest.raises(EarningRefused):
        _earn(group, goods_paise=GOODS - 1)
    with pytest.raises(EarningRefused):
        _earn(make.make_group())
    assert not Earning.objects.exists()


def test_before_the_first_rule_or_rate_nothing_is_guessed(group: ProducerGroup) -> None:
    _pay(group)
    with pytest.raises(NoPayoutRule):
        _earn(group, delivered_on=date(2026, 3, 31))
    with pytest.raises(NoTaxRate):
        fees.tax_inside(100, date(2017, 6, 30))


def test_the_database_refuses_earnings_that_do_not_add_up(group: ProducerGroup) -> None:
    _pay(group)
    earning = _earn(group)
    for wrong in ({"net_paise": 1}, {"commission_tax_paise": FEE + 1}, {"commission_paise": -1, "net_paise": 1_859_001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Earning.objects.filter(pk=earning.pk).update(**wrong)
