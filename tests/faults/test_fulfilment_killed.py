"""The process dies at every named point of packing, handing over, taking back and delivering: the step is there whole or not at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from journal import outbox
from journal.models import Effect
from notices.models import Notice
from orders import deliveries, handover, packing, undo
from orders.models import LineLot, OrderEvent, Parcel, ProducerOrder
from provenance.models import StockLot
from tests.faults.killing import die_at, points_of
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import add_lot, bring, fresh, last_event, member_of, parcel_of

pytestmark = pytest.mark.long

Part = ProducerOrder
PACK, HAND_OVER, UNDO, DELIVER = (points_of(file) for file in ("packing.py", "handover.py", "undo.py", "deliveries.py"))
CLOSE = [point for point in DELIVER if ".close." in point]
MISSED = [point for point in DELIVER if ".not_arrived." in point]
ARRIVE = [point for point in DELIVER if point not in (*CLOSE, *MISSED)]


def _market(stock: int = 50) -> make.Market:
    market = make.make_market(stock=stock)
    add_lot(market.apricots, "L-A", stock)
    return market


def _pieces() -> int:
    """Pieces in lots and pieces that were packed out of them: none is lost and none appears."""
    return sum(StockLot.objects.values_list("quantity", flat=True)) + sum(LineLot.objects.values_list("quantity", flat=True))


def _step(points: list[str], state: str, after: str, act: Callable[[Part], Any]) -> None:
    market = _market()
    for point in points:
        part = bring(make.place_order((market.apricots, 2)), market.fruit, state)
        die_at(point, lambda part=part: act(part))
        try:
            check_books()
            assert fresh(part).status == (after if point.endswith("after_commit") else state)
            act(fresh(part))
            assert fresh(part).status == after
            check_books()
            assert _pieces() == 50
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def test_packing_is_all_or_nothing_and_pressing_again_ends_packed(committed_db: None) -> None:
    assert len(PACK) >= 4
    _step(PACK, "accepted", "packed", lambda part: packing.pack(part, acting_user=member_of(part.group)))


def test_handing_over_is_all_or_nothing_and_pressing_again_ends_handed_over(committed_db: None) -> None:
    assert len(HAND_OVER) >= 4
    _step(HAND_OVER, "packed", "handed_over", lambda part: handover.hand_over(part, carrier="own", acting_user=member_of(part.group)))


@pytest.mark.parametrize(("state", "after"), [("accepted", "new"), ("packed", "accepted"), ("handed_over", "packed")])
def test_taking_back_is_all_or_nothing_and_so_is_the_news(committed_db: None, state: str, after: str) -> None:
    assert len(UNDO) >= 4
    market = _market()
    for point in UNDO:
        part = bring(make.place_order((market.apricots, 2)), market.fruit, state)
        event = last_event(part)
        before = Effect.objects.filter(kind="orders.tell_shopper").count()
        owed = int(event.kind != "packed")

        def act(part: Part = part, event: OrderEvent = event) -> Part:
            return undo.undo(fresh(part), event_id=event.pk, acting_user=member_of(part.group))

        die_at(point, act)
        is_back = point.endswith("after_commit")
        assert fresh(part).status == (after if is_back else state), point
        assert before - Effect.objects.filter(kind="orders.tell_shopper").count() == (owed if is_back else 0), point
        act()
        assert fresh(part).status == after, point
        assert before - Effect.objects.filter(kind="orders.tell_shopper").count() == owed, point
        check_books()
        assert _pieces() == 50


def test_an_arrival_is_all_or_nothing_and_the_shopper_is_told_once(committed_db: None) -> None:
    assert len(ARRIVE) >= 3
    _step(ARRIVE, "handed_over", "delivered", lambda part: deliveries.arrived(parcel_of(part), source="upload"))
    outbox.drain()
    assert Notice.objects.filter(kind="order_taken_for_delivered").count() == len(ARRIVE)


def test_a_missed_parcel_and_the_end_of_the_days_of_return_are_all_or_nothing(committed_db: None) -> None:
    market = _market()
    part = bring(make.place_order(market.apricots), market.fruit, "handed_over")
    Parcel.objects.update(promised_from=timezone.localdate() - timedelta(days=3), promised_to=timezone.localdate() - timedelta(days=1))
    for point in MISSED:
        die_at(point, lambda: deliveries.not_arrived(parcel_of(part)))
        assert parcel_of(part).status == "handed_over"
        assert not Effect.objects.filter(kind="orders.tell_missing").exists()
        deliveries.not_arrived(parcel_of(part))
        assert Effect.objects.filter(kind="orders.tell_missing").count() == 1
    deliveries.arrived(parcel_of(part), source="shopper")
    ProducerOrder.objects.update(delivered_on=timezone.localdate() - timedelta(days=8))
    for point in CLOSE:
        die_at(point, deliveries.close_due)
        assert fresh(part).status == "delivered"
        assert deliveries.close_due() == 1
        assert fresh(part).status == "closed"
    assert len(CLOSE) == len(MISSED) == 1
