"""The process dies while a line becomes less, a return goes its way, or a parcel is given up: all of a step is there or nothing of it, and
doing it again does it once.
"""

from collections.abc import Callable
from typing import Any

import pytest

from orders import losses, shrinking
from orders.models import LineRecord, OrderEvent, ProducerOrder, ReturnLine, ReturnRequest
from orders.reconciling import reconcile
from orders.returns import asking, deciding, going_back, settling
from orders.returns.asking import Wanted
from payments import comparing
from payments.models import Allocation, Journal, Refund, RefundLine
from producers.oscar.models import StockRecord
from tests.faults.killing import ORDERS, die_at, points_of
from tests.orders import factories as make
from tests.orders.steps import bring, member_of, parcel_of
from tests.payments.ledgers import check_ledger

pytestmark = pytest.mark.long

RETURNS = ORDERS / "returns"
SHRINK, LOSS = points_of("shrinking.py"), points_of("losses.py")
ASK, DECIDE, GO_BACK, SETTLE = (points_of(file, RETURNS) for file in ("asking.py", "deciding.py", "going_back.py", "settling.py"))
_TABLES = (LineRecord, StockRecord, Refund, RefundLine, Journal, Allocation, ReturnRequest, ReturnLine, OrderEvent)


def _rows() -> list[Any]:
    return [list(table.objects.order_by("pk").values()) for table in _TABLES]


def _dies_then_does_it(point: str, act: Callable[[], Any], *, refunds: int) -> None:
    """Nothing is there after the death; the act itself, twice, is there once; and nothing is left to reconcile."""
    before = _rows()
    die_at(point, act)
    assert _rows() == before, point
    for _time in range(2):
        act()
    assert Refund.objects.count() == refunds, point
    check_ledger()
    assert comparing.differences() == [], point
    report = reconcile()
    assert (report.posted, report.wrong) == (0, []), point


def _part(market: make.Market, to: str) -> ProducerOrder:
    return bring(make.place_order((market.socks, 3), market.stole), market.wool, to)


def _line(part: ProducerOrder) -> LineRecord:
    return LineRecord.objects.get(producer_order=part, ordered=3)


def _request(part: ProducerOrder, key: str) -> ReturnRequest:
    said = Wanted(pieces={_line(part).pk: 2}, reason="damaged", words="A hole", wish="money", has_tag=True)
    return asking.ask(part, said, key=key)


def test_there_is_a_point_in_every_step_after_the_sale() -> None:
    assert [len(points) for points in (SHRINK, LOSS, ASK, DECIDE, GO_BACK, SETTLE)] == [3, 4, 2, 4, 3, 4]


def test_less_of_a_line_is_told_to_stock_parcels_and_ledger_together(committed_db: None) -> None:
    market = make.make_market(stock=50)
    for number, point in enumerate(SHRINK, 1):
        part = _part(market, "accepted")
        keep, user = {_line(part).pk: 1}, member_of(market.wool)
        _dies_then_does_it(point, lambda: shrinking.short(part, keep=keep, reason="damaged", acting_user=user), refunds=number)  # noqa: B023


def test_a_parcel_that_is_given_up_or_comes_back_is_told_together(committed_db: None) -> None:
    market = make.make_market(stock=50)
    acts = {"lost": lambda parcel, user: losses.lost(parcel, acting_user=user)}
    acts["came_back"] = lambda parcel, user: losses.came_back(parcel, can_be_sold=True, acting_user=user)
    for number, point in enumerate(LOSS, 1):
        parcel, user = parcel_of(_part(market, "handed_over")), member_of(market.wool)
        act = acts[point.split(".")[1]]
        _dies_then_does_it(point, lambda: act(parcel, user), refunds=number)  # noqa: B023


def test_every_step_of_a_return_is_there_or_not(committed_db: None) -> None:
    market = make.make_market(stock=80)
    user = member_of(market.wool)
    refunds = 0
    for number, point in enumerate([*ASK, *DECIDE, *GO_BACK, *SETTLE]):
        if ".to_staff." in point:  # the clock goes on after one that failed, so its point is in a process of its own kind
            continue
        part, key = _part(market, "delivered"), f"{number:020d}"
        if point in ASK:
            _dies_then_does_it(point, lambda: _request(part, key), refunds=refunds)  # noqa: B023
            continue
        request = _request(part, key)
        if ".refuse." in point:
            act: Callable[[], Any] = lambda: deciding.refuse(request, reason="used", words="They were worn.", acting_user=user)  # noqa: B023, E731
        elif ".approve." in point:
            act = lambda: deciding.approve(request, goods_come_back=True, acting_user=user)  # noqa: B023, E731
        else:
            deciding.approve(request, goods_come_back=True, acting_user=user)
            if ".sent." in point:
                act = lambda: going_back.sent_back(request, carrier="India Post", tracking_number="EP1")  # noqa: B023, E731
            elif ".received." in point:
                act = lambda: going_back.received(request, can_be_sold=True, acting_user=user)  # noqa: B023, E731
            else:
                going_back.received(request, can_be_sold=True, acting_user=user)
                act = _settle(request, point, user)
                refunds += "after_stock" not in point
        _dies_then_does_it(point, act, refunds=refunds)


def _settle(request: ReturnRequest, point: str, user: Any) -> Callable[[], Any]:
    """Money, but for the point that only what is sent again passes."""
    if "after_stock" in point:
        sent = {"outcome": "replaced", "carrier": "India Post", "tracking_number": "EP2"}
        return lambda: settling.send_again(request, acting_user=user, **sent)
    return lambda: settling.give_money_back(request, acting_user=user)
