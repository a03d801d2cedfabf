"""The process dies wherever cash, fees or taxes are booked: whole or not at all, and going on mends the rest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders import at_door
from orders.models import Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.reconciling import reconcile
from payments import comparing
from payments.cash import counting, writing_off
from payments.dues import deposits, settlements
from payments.ledger.verifying import verify
from payments.models import CashHandIn, CashReceipt, CashWriteOff, GatewaySettlement, Journal, TaxDeposit
from tests.faults.killing import ORDERS, PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders.steps import member_of
from tests.payments import at_door as door
from tests.payments.payout_steps import staff
from tests.payments.test_dues import with_gateway, with_tax

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("committed_db")]
DOOR = points_of("at_door.py", ORDERS)
TAKEN, COUNTING = points_of("receipts.py", PAYMENTS / "cash"), points_of("counting.py", PAYMENTS / "cash")
WRITING_OFF = points_of("writing_off.py", PAYMENTS / "cash")
DUES = points_of("settlements.py", PAYMENTS / "dues") + points_of("deposits.py", PAYMENTS / "dues")


def _sound() -> None:
    assert comparing.differences() == []
    assert verify().faults == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _dies_and_is_repeated(point: str, act: Callable[[], Any], count: Callable[[], int]) -> None:
    before = Journal.objects.count()
    die_at(point, act)
    is_after = point.endswith("after_commit")
    assert count() == (1 if is_after else 0)
    assert is_after or Journal.objects.count() == before
    _sound()
    for _time in range(2):
        act()
        assert count() == 1
    _sound()


def _part() -> ProducerOrder:
    group = make.make_group()
    with door.offered(group):
        return door.bring(door.place(make.make_listing(group)), group)


def test_every_point_is_tried() -> None:
    assert len(DOOR) == 3
    assert (len(TAKEN), len(COUNTING), len(WRITING_OFF), len(DUES)) == (2, 4, 2, 2)


def test_an_order_that_is_paid_at_the_door_is_placed_and_released_whole_or_not_at_all() -> None:
    group = make.make_group()
    listing = make.make_listing(group)
    with door.offered(group):
        die_at("orders.confirm.after_release", lambda: door.place(listing))
        assert (Order.objects.count(), Journal.objects.count()) == (0, 0)
        door.place(listing)
    assert ProducerOrder.objects.get().status == "new"
    _sound()


@pytest.mark.parametrize("point", [point for point in (*DOOR, *TAKEN) if ".cash_taken." in point])
def test_cash_is_taken_with_its_journal_and_its_delivery(point: str) -> None:
    part = _part()
    user = member_of(part.group)
    _dies_and_is_repeated(point, lambda: at_door.taken(part, acting_user=user), CashReceipt.objects.count)


def test_what_nobody_took_is_back_as_a_whole() -> None:
    part = _part()
    user = member_of(part.group)
    _dies_and_is_repeated(
        "orders.cash_refused.before_commit",
        lambda: at_door.refused(part, can_be_sold=True, acting_user=user),
        Parcel.objects.filter(status="returned").count,
    )


def test_a_count_is_written_with_its_receipts() -> None:
    part, first = _part(), staff()
    receipt = at_door.taken(part, acting_user=member_of(part.group))

    def count() -> None:
        if not CashHandIn.objects.exists():
            counting.count(group=part.group, receipts=[receipt.number], amount_paise=receipt.amount_paise, acting_user=first)

    _dies_and_is_repeated("payments.cash_counted.before_commit", count, CashHandIn.objects.count)


@pytest.mark.parametrize("point", [point for point in COUNTING if ".before_commit" not in point])
def test_what_two_counted_and_what_the_bank_has_is_booked_with_its_row(point: str) -> None:
    part = _part()
    receipt = at_door.taken(part, acting_user=member_of(part.group))
    amount, first, second = receipt.amount_paise, staff(), staff()
    made = counting.count(group=part.group, receipts=[receipt.number], amount_paise=amount, acting_user=first)
    if ".cash_checked." in point:

        def act() -> None:
            if not CashHandIn.objects.filter(status="checked").exists():
                counting.check(CashHandIn.objects.get(), amount_paise=amount, acting_user=second)

        _dies_and_is_repeated(point, act, CashHandIn.objects.filter(status="checked").count)
        return
    counting.check(made, amount_paise=amount, acting_user=second)
    _dies_and_is_repeated(
        point,
        lambda: counting.bank(CashHandIn.objects.get(), reference="DEP1", acting_user=first),
        CashHandIn.objects.filter(status="banked").count,
    )


@pytest.mark.parametrize("point", WRITING_OFF)
def test_what_is_written_off_is_booked_with_its_row(point: str) -> None:
    part, second = _part(), staff()
    receipt = at_door.taken(part, acting_user=member_of(part.group))
    CashReceipt.objects.update(taken_on=timezone.localdate() - timedelta(days=30))
    receipt.refresh_from_db()
    writing_off.propose(receipt, bearer="shop", reason="Lost in the river", acting_user=staff())
    approved = CashWriteOff.objects.filter(status="approved")

    def approve() -> None:
        if not approved.exists():
            writing_off.approve(CashWriteOff.objects.get(), acting_user=second)

    _dies_and_is_repeated(point, approve, approved.count)


def test_a_settlement_of_a_gateway_is_booked_with_its_row() -> None:
    person, today = staff(), timezone.localdate()
    with_gateway(10_000)
    said: dict[str, Any] = {"provider": "stripe", "paid_paise": 9_000, "fee_paise": 100, "reference": "UTR1", "settled_on": today}
    point = "payments.gateway_settled.after_row"
    die_at(point, lambda: settlements.record(**said, acting_user=person))
    assert GatewaySettlement.objects.count() == 0
    for _time in range(2):
        settlements.record(**said, acting_user=person)
    assert GatewaySettlement.objects.count() == 1
    assert verify().faults == []


def test_a_challan_is_off_the_books_with_its_row() -> None:
    paise, one, other, today = with_tax(), staff(), staff(), timezone.localdate()
    deposits.propose(kind="tds", month=today, amount_paise=paise, challan="C1", paid_on=today, acting_user=one)

    def approve() -> None:
        if not TaxDeposit.objects.filter(status="approved").exists():
            deposits.approve(TaxDeposit.objects.get(), acting_user=other)

    _dies_and_is_repeated("payments.tax_deposited.after_row", approve, TaxDeposit.objects.filter(status="approved").count)
