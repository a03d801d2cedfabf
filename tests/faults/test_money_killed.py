"""The process dies while the ledger is told: row and journal are there together or not at all, and going on tells them once."""

from collections.abc import Callable
from typing import Any

from orders import checkout, deliveries, fulfilment
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments.models import Allocation, Earning, EarningChange, Journal, Refund
from payments.refunds import owe_refund
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import bring, fresh, member_of, parcel_of
from tests.payments.ledgers import check_ledger, kinds

CAPTURE, EARN, OWE = (points_of(file, PAYMENTS) for file in ("allocations.py", "earnings.py", "refunds.py"))


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


def test_there_is_a_point_around_every_journal_of_a_payment_a_refund_and_a_delivery() -> None:
    assert [len(points) for points in (CAPTURE, EARN, OWE)] == [2, 2, 1]


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


def _refunded_once(point: str, part: ProducerOrder, act: Callable[[], Any]) -> None:
    assert _dies(point, act) == []
    owed = Refund.objects.filter(allocation__producer_order_number=part.number)
    assert not owed.exists()
    before = Journal.objects.count()
    for _time in range(2):
        act()
    assert kinds()[before:] == ["refund_owed"]
    assert owed.count() == 1
