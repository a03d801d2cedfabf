"""Two hands at one part at the same moment: one step, one truth, and nobody is told of what was taken back."""

from datetime import timedelta

import pytest
from django.db import connections

from journal import outbox
from journal.models import Effect
from notices.models import Notice
from orders import deliveries, handover, packing, undo
from orders.address import change_address
from orders.errors import AddressRefused, PackRefused, UndoTooLate
from orders.models import LineLot, OrderEvent, Parcel, ProducerOrder
from orders.oscar.order.models import ShippingAddress
from provenance.models import StockLot
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.racing import all_at_once
from tests.orders.steps import add_lot, bring, fresh, last_event, member_of, parcel_of
from tests.orders.test_address import NEXT_DOOR

pytestmark = pytest.mark.long


def failures(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_two_packers_who_press_at_once_pack_once_and_take_the_pieces_once(committed_db: None) -> None:
    market = make.make_market(stock=9)
    add_lot(market.apricots, "L-A", 9)
    part = bring(make.place_order((market.apricots, 2), market.kernels), market.fruit, "accepted")
    user = member_of(market.fruit)
    answers = all_at_once(4, lambda _number: packing.pack(fresh(part), acting_user=user))
    assert failures(answers) == []
    assert fresh(part).status == "packed"
    assert StockLot.objects.get().quantity == 7
    assert sum(LineLot.objects.values_list("quantity", flat=True)) == 2
    assert OrderEvent.objects.filter(kind="packed").count() == 1
    check_books()


def test_orders_that_are_packed_at_once_share_the_pieces_of_a_lot_and_never_take_more(committed_db: None) -> None:
    market = make.make_market(stock=9)
    add_lot(market.apricots, "L-A", 5)
    parts = [bring(make.place_order((market.apricots, 2)), market.fruit, "accepted") for _number in range(4)]
    user = member_of(market.fruit)
    answers = all_at_once(4, lambda number: packing.pack(fresh(parts[number]), acting_user=user))
    assert [type(answer) for answer in failures(answers)] == [PackRefused] * 2
    assert StockLot.objects.get().quantity == 1
    assert ProducerOrder.objects.filter(status="packed").count() == 2
    check_books()


def test_a_packer_and_a_shopper_who_moves_never_both_win(committed_db: None) -> None:
    """Packed with the old address and the change refused, or the change made and the packer's page too old."""
    market = make.make_market(stock=9)
    user = member_of(market.wool)
    for _round in range(4):
        part = bring(make.place_order(market.stole), market.wool, "accepted")
        acts = [
            lambda part=part: packing.pack(fresh(part), acting_user=user, version=part.version),
            lambda part=part: change_address(part.order, contact=make.ASHA, address=NEXT_DOOR),
        ]
        answers = all_at_once(2, lambda number, acts=acts: acts[number]())
        [refusal] = failures(answers)
        moved = ShippingAddress.objects.get(pk=part.ship_to_id).line1 == NEXT_DOOR.line1
        assert isinstance(refusal, PackRefused if moved else AddressRefused)
        assert fresh(part).status == ("accepted" if moved else "packed")


def test_taking_back_and_the_worker_that_sends_the_news_never_both_win(committed_db: None) -> None:
    """The worker comes a moment too early, as with a clock that runs ahead: whoever is first decides."""
    market = make.make_market(stock=9)
    user = member_of(market.wool)
    for _round in range(4):
        part = bring(make.place_order(market.stole), market.wool, "accepted")
        event = last_event(part)
        mine = Effect.objects.filter(dedup_key=f"orders.tell_shopper:{event.pk}")
        Effect.objects.filter(done_at=None).exclude(pk__in=mine).update(due_at=event.at + timedelta(days=30))
        mine.update(due_at=event.at - timedelta(seconds=1))
        acts = [lambda: outbox.drain(), lambda part=part, event=event: undo.undo(fresh(part), event_id=event.pk, acting_user=user)]
        answers = all_at_once(2, lambda number, acts=acts: acts[number]())
        was_told = Notice.objects.filter(kind="order_accepted", dedup_key__contains=part.number).exists()
        assert fresh(part).status == ("accepted" if was_told else "new")
        assert [type(answer) for answer in failures(answers)] == ([UndoTooLate] if was_told else [])


def test_parcels_that_are_handed_over_at_once_by_two_people_leave_the_whole_part_on_its_way(committed_db: None) -> None:
    market = make.make_market(stock=9)
    tea = make.make_food(market.wool, "Herb tea", stock=9)
    user = member_of(market.wool)
    for _round in range(3):
        part = bring(make.place_order(market.stole, tea), market.wool, "packed")
        numbers = list(Parcel.objects.filter(producer_order=part).values_list("number", flat=True))
        send = [
            lambda n=n, part=part: handover.hand_over(fresh(part), carrier="own", parcels={n: ""}, acting_user=user) for n in numbers * 2
        ]
        assert failures(all_at_once(4, lambda number, send=send: send[number]())) == []
        assert fresh(part).status == "handed_over"
        assert OrderEvent.objects.filter(producer_order=part, kind="handed_over").count() == 2
        check_books()


def test_the_shopper_the_clock_and_the_group_at_once_leave_one_truth(committed_db: None) -> None:
    market = make.make_market(stock=9)
    user = member_of(market.wool)
    for _round in range(3):
        part = bring(make.place_order(market.stole), market.wool, "handed_over")
        parcel, event = parcel_of(part), last_event(part)
        acts = [
            lambda parcel=parcel: deliveries.arrived(parcel, source="shopper"),
            lambda part=part: deliveries.arrived(parcel_of(part), source="clock"),
            lambda part=part, event=event: undo.undo(fresh(part), event_id=event.pk, acting_user=user),
        ]
        all_at_once(3, lambda number, acts=acts: acts[number]())
        connections.close_all()
        check_books()
        arrivals = OrderEvent.objects.filter(producer_order=part, kind="arrived").count()
        undone = OrderEvent.objects.filter(producer_order=part, kind="undone").count()
        assert (arrivals, undone) in ((1, 0), (0, 1))
        assert fresh(part).status == ("delivered" if arrivals else "packed")
