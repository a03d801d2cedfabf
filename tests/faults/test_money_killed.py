"""The process dies while the ledger is told: row and journal are there together or not at all, and going on tells them once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from orders import checkout, deliveries, fulfilment, offline, refunding
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments.models import Allocation, BankEntry, Earning, EarningChange, Journal, Payment, Refund
from payments.refunds import owe_refund
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import bring, fresh, member_of, parcel_of
from tests.payments.ledgers import check_ledger, kinds

pytestmark = pytest.mark.long

CAPTURE, EARN, ENTER, REFUND = (points_of(file, PAYMENTS) for file in ("allocations.py", "earnings.py", "bank.py", "refunds.py"))
OWE = [point for point in REFUND if ".owe_refund." in point]
SEND = [point for point in REFUND if point not in OWE]


def _each(points: list[str], scenario: Callable[[str], None]) -> None:
    """Play the scenario at each point; afterwards ledger and rows say the same, and there is nothing left to do."""
    for point in points:
        try:
            scenario(point)
            check_ledger()
            report = reconcile()
            assert (report.posted, report.wrong) == (0, [])
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def _dies(point: str, act: Callable[[], Any]) -> list[str]:
    """What the ledger was told by a process that was killed: nothing."""
    before = Journal.objects.count()
    die_at(point, act)
    check_ledger()
    return kinds()[before:]


def test_there_is_a_point_beside_every_journal_of_a_payment_a_refund_and_a_delivery() -> None:
    assert [len(points) for points in (CAPTURE, EARN, ENTER, OWE, SEND)] == [2, 2, 1, 2, 1]


def test_money_and_what_it_is_held_for_are_told_together(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        placed = make.place_order(market.stole, market.apricots)

        def act() -> object:
            return checkout.complete(placed.payment, reference=f"UTR-{point}", source="staff")

        assert _dies(point, act) == []
        assert set(Allocation.objects.filter(payment=placed.payment).values_list("captured_paise", flat=True)) == {0}
        before = Journal.objects.count()
        for _time in range(2):
            act()
        assert kinds()[before:] == ["money_came", "captured"]
        check_books()

    _each(CAPTURE, scenario)


def test_a_delivery_and_what_it_brings_are_told_together(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        part = bring(make.place_order(market.stole), market.wool, "handed_over")
        assert _dies(point, lambda: deliveries.arrived(parcel_of(part), source="shopper")) == []
        assert fresh(part).status == "handed_over"
        assert not Earning.objects.filter(producer_order_number=part.number).exists()
        before = Journal.objects.count()
        for _time in range(2):
            deliveries.arrived(parcel_of(part), source="shopper")
        assert kinds()[before:] == ["earned"]
        assert Earning.objects.filter(producer_order_number=part.number).count() == 1

    _each(EARN, scenario)


def test_a_refund_before_or_after_delivery_and_where_it_is_taken_from_are_told_together(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        part = bring(make.place_order(market.stole), market.wool, "new")
        _refunded_once(point, part, lambda: fulfilment.decline(fresh(part), reason="damaged", acting_user=member_of(market.wool)))
        sent = bring(make.place_order(market.stole), market.wool, "delivered")
        _refunded_once(
            point, sent, lambda: owe_refund(producer_order_number=sent.number, amount_paise=500, reason="damaged", key=sent.number)
        )
        assert EarningChange.objects.filter(earning__producer_order_number=sent.number).count() == 1

    _each(OWE, scenario)


def test_a_line_of_the_statement_and_its_journal_are_there_together(committed_db: None) -> None:
    market = make.make_market(stock=50)
    staff = User.objects.create_user("finance@example.com", is_staff=True)

    def scenario(point: str) -> None:
        payment = Payment.objects.get(pk=make.place_order(market.stole).payment.pk)
        for amount, kind in ((payment.amount_paise + 500, "money_came"), (-500, "money_sent_back")):
            reference = f"{point}{kind}"

            def act(amount: int = amount, reference: str = reference) -> object:
                if amount > 0:
                    return offline.money_came(payment, reference=reference, amount_paise=amount, acting_user=staff)
                return offline.money_sent_back(payment, reference=reference, amount_paise=-amount, acting_user=staff)

            assert _dies(point, act) == []
            assert not BankEntry.objects.filter(reference=reference.upper()).exists()
            before = Journal.objects.count()
            for _time in range(2):
                act()
            assert kinds()[before:][0] == kind
            assert BankEntry.objects.filter(reference=reference.upper()).count() == 1
        assert kinds()[-2:] == ["money_sent_back", "captured"]
        check_books()

    _each(ENTER, scenario)


def test_a_refund_that_was_sent_and_its_journal_are_there_together(committed_db: None) -> None:
    market = make.make_market(stock=50)

    def scenario(point: str) -> None:
        part = bring(make.place_order(market.stole), market.wool, "new")
        fulfilment.decline(fresh(part), reason="damaged", acting_user=member_of(market.wool))
        owed = Refund.objects.select_related("allocation__payment").get(allocation__producer_order_number=part.number)

        def act() -> bool:
            return refunding.refund_sent(owed, reference=f"UTR-{point}", sent_at=timezone.now())

        assert _dies(point, act) == []
        assert Refund.objects.get(pk=owed.pk).status == "due"
        before = Journal.objects.count()
        assert [act(), act()] == [True, False]
        assert kinds()[before:] == ["refund_sent"]

    _each(SEND, scenario)


def _refunded_once(point: str, part: ProducerOrder, act: Callable[[], Any]) -> None:
    assert _dies(point, act) == []
    owed = Refund.objects.filter(allocation__producer_order_number=part.number)
    assert not owed.exists()
    before = Journal.objects.count()
    for _time in range(2):
        act()
    assert kinds()[before:] == ["refund_owed"]
    assert owed.count() == 1
