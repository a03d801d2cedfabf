"""Every act of a group, a shopper and the clock, in every state of a part: what it changes, and that it changes nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import deliveries, fulfilment, handover, packing, queries, undo
from orders.errors import DeliveryRefused, HandOverRefused, NotPossible, PackRefused, UndoTooLate
from orders.models import LineLot, LineRecord, OrderEvent, OrderRecord, Parcel, ProducerOrder
from payments.models import Allocation, Refund
from producers.oscar.models import StockRecord
from provenance.models import StockLot
from provenance.withdrawing import withdraw
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import add_lot, bring, fresh, last_event, member_of, parcel_of

STATES = ("held", "new", "accepted", "packed", "handed_over", "delivered", "closed", "declined", "cancelled")
Act = Callable[[ProducerOrder], object]


@pytest.fixture
def market(db: None) -> make.Market:
    return make.make_market(stock=5)


def rows() -> list[list[dict[str, Any]]]:
    """Everything that states, stock, lots, money and news are made of."""
    models = (
        ProducerOrder,
        Parcel,
        LineRecord,
        LineLot,
        StockLot,
        StockRecord,
        OrderEvent,
        OrderRecord,
        Allocation,
        Refund,
        Notice,
        Effect,
    )
    return [list(model.objects.order_by("pk").values()) for model in (*models, AuditEntry)]


def pack(part: ProducerOrder, **more: Any) -> ProducerOrder:
    return packing.pack(part, acting_user=member_of(part.group), **more)


def send(part: ProducerOrder, **more: Any) -> ProducerOrder:
    return handover.hand_over(part, acting_user=member_of(part.group), **{"carrier": "own", **more})


def take_back(part: ProducerOrder) -> ProducerOrder:
    return undo.undo(part, event_id=last_event(part).pk if part.events.exists() else 0, acting_user=member_of(part.group))


ACTS: dict[str, Act] = {
    "accept": lambda part: fulfilment.accept(part, acting_user=member_of(part.group)),
    "decline": lambda part: fulfilment.decline(part, reason="damaged", acting_user=member_of(part.group)),
    "pack": pack,
    "hand_over": send,
    "arrived": lambda part: deliveries.arrived(parcel_of(part), source="shopper"),
    "not_arrived": lambda part: deliveries.not_arrived(parcel_of(part)),
    "undo": take_back,
    "clock": lambda part: (deliveries.deliver_due(), deliveries.close_due()),
}
# What an act makes of a state; the state itself: done already, nothing changes. Every other pair is refused.
CHANGES = {
    ("new", "accept"): "accepted",
    ("accepted", "accept"): "accepted",
    ("new", "decline"): "declined",
    ("accepted", "decline"): "declined",
    ("declined", "decline"): "declined",
    ("accepted", "pack"): "packed",
    ("packed", "pack"): "packed",
    ("packed", "hand_over"): "handed_over",
    ("handed_over", "hand_over"): "handed_over",
    ("delivered", "hand_over"): "delivered",
    ("closed", "hand_over"): "closed",
    ("handed_over", "arrived"): "delivered",
    ("delivered", "arrived"): "delivered",
    ("closed", "arrived"): "closed",
    ("accepted", "undo"): "new",
    ("packed", "undo"): "accepted",
    ("handed_over", "undo"): "packed",
    **{(state, "clock"): state for state in STATES},
}


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_each_act_in_each_state_does_what_the_table_says_and_nothing_else(market: make.Market, state: str) -> None:
    part = bring(make.place_order(market.stole, market.socks), market.wool, state)
    assert part.status == state
    check_books()
    before, failures = rows(), []
    for name, act in ACTS.items():
        with transaction.atomic():
            try:
                _check_act(act, fresh(part), before, state, CHANGES.get((state, name)))
            except Exception as failure:  # noqa: BLE001 - the other acts are tried all the same; all failures are raised below
                failure.add_note(f"{name} when it was {state}")
                failures.append(failure)
            transaction.set_rollback(True)
        assert rows() == before, f"{name} is not taken back"
    if failures:
        raise ExceptionGroup("Not as the table says", failures)


def _check_act(act: Act, part: ProducerOrder, before: object, state: str, after: str | None) -> None:
    try:
        act(part)
        is_refused = False
    except (NotPossible, UndoTooLate, DeliveryRefused):
        is_refused = True
    assert is_refused is (after is None)
    assert fresh(part).status == (after or state)
    assert (rows() == before) is (after in (None, state))
    check_books()


@pytest.mark.parametrize("act", ["accept", "pack", "hand_over", "undo"])
def test_an_act_is_written_into_history_and_journal_with_its_author(market: make.Market, act: str) -> None:
    ready = {"accept": "new", "pack": "accepted", "hand_over": "packed", "undo": "packed"}[act]
    part = bring(make.place_order(market.stole), market.wool, ready)
    ACTS[act](part)
    event, entry = last_event(part), AuditEntry.objects.latest("pk")
    assert (event.by_user, entry.acting_user) == (member_of(market.wool), member_of(market.wool))
    assert (event.status_before, event.status_after) == (ready, fresh(part).status)
    assert (entry.before["status"], entry.after["status"]) == (ready, fresh(part).status)


# --- packing and lots ------------------------------------------------------------------------------------------------------------


def lots_of(part: ProducerOrder) -> list[tuple[str, str, int]]:
    return list(LineLot.objects.filter(line__producer_order=part).order_by("pk").values_list("line__title", "lot__code", "quantity"))


def left() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot__code", "quantity"))


def test_what_expires_first_is_packed_first_and_the_order_page_names_its_lots(market: make.Market) -> None:
    add_lot(market.apricots, "L-LATE", 5, days=300)
    add_lot(market.apricots, "L-SOON", 1, days=200)
    placed = make.place_order((market.apricots, 2), market.kernels)
    part = bring(placed, market.fruit, "packed")
    assert lots_of(part) == [("Dried apricots", "L-SOON", 1), ("Dried apricots", "L-LATE", 1)]
    assert left() == {"L-LATE": 4, "L-SOON": 0}
    lines = queries.order_page(placed.order).parts[0].lines
    assert [[(lot.code, lot.pieces) for lot in line.lots] for line in lines] == [[("L-SOON", 1), ("L-LATE", 1)], []]


def test_the_packer_chooses_the_lots(market: make.Market) -> None:
    late, soon = add_lot(market.apricots, "L-LATE", 5, days=300), add_lot(market.apricots, "L-SOON", 5, days=200)
    part = bring(make.place_order((market.apricots, 3)), market.fruit, "accepted")
    line = LineRecord.objects.get(producer_order=part)
    pack(part, lots={line.pk: {late.pk: 2, soon.pk: 1}})
    assert lots_of(part) == [("Dried apricots", "L-LATE", 2), ("Dried apricots", "L-SOON", 1)]
    assert left() == {"L-LATE": 3, "L-SOON": 4}


def test_a_lot_that_is_foreign_withdrawn_too_old_or_too_small_is_refused_and_nothing_is_packed(market: make.Market) -> None:
    good, small = add_lot(market.apricots, "L-GOOD", 2), add_lot(market.apricots, "L-SMALL", 1)
    old, bad = add_lot(market.apricots, "L-OLD", 5, days=30, age=300), add_lot(market.apricots, "L-BAD", 5)
    withdraw(bad, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    other_goods, foreign = add_lot(market.kernels, "L-OTHER", 5), add_lot(market.pulp, "L-FOREIGN", 5)
    part = bring(make.place_order((market.apricots, 2)), market.fruit, "accepted")
    line = LineRecord.objects.get(producer_order=part)
    before = rows()
    wrong = [{lot.pk: 2} for lot in (small, old, bad, other_goods, foreign)]
    wrong += [{good.pk: 2, small.pk: 1}, {good.pk: 3, small.pk: -1}, {good.pk: 1}, {}, {good.pk: 1, bad.pk: 1}, {999_999: 2}]
    for choice in wrong:
        with pytest.raises(PackRefused) as refusal:
            pack(fresh(part), lots={line.pk: choice})
        assert refusal.value.line_id == line.pk
        assert rows() == before
    pack(part, lots={line.pk: {good.pk: 2}})


def test_food_with_too_few_pieces_in_its_lots_waits_and_cloth_goes_as_far_as_its_lots_reach(market: make.Market) -> None:
    add_lot(market.apricots, "L-A", 1)
    add_lot(market.stole, "L-S", 1)
    food = bring(make.place_order((market.apricots, 2)), market.fruit, "accepted")
    with pytest.raises(PackRefused) as refusal:
        pack(food)
    assert "Say for all 2 pieces from which lot they are; 1 are said." in str(refusal.value.reason)
    cloth = bring(make.place_order((market.stole, 2)), market.wool, "packed")
    assert lots_of(cloth) == [("Pashmina stole", "L-S", 1)]


def test_food_whose_only_lot_was_withdrawn_is_not_packed_as_if_it_never_had_one(market: make.Market) -> None:
    lot = add_lot(market.apricots, "L-BAD", 5)
    part = bring(make.place_order(market.apricots), market.fruit, "accepted")
    withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    with pytest.raises(PackRefused):
        pack(part)
    assert fresh(part).status == "accepted"


def test_a_page_older_than_the_last_change_packs_nothing(market: make.Market) -> None:
    from orders.address import change_address
    from tests.orders.test_address import NEXT_DOOR

    placed = make.place_order(market.stole)
    part = bring(placed, market.wool, "accepted")
    seen = part.version
    change_address(placed.order, contact=make.ASHA, address=NEXT_DOOR)
    with pytest.raises(PackRefused) as refusal:
        pack(part, version=seen)
    assert refusal.value.code == "changed_meanwhile"
    assert fresh(part).status == "accepted"
    assert pack(part, version=fresh(part).version).status == "packed"


# --- handing over ----------------------------------------------------------------------------------------------------------------


def test_pieces_leave_the_stock_when_they_are_handed_over_and_not_before(market: make.Market) -> None:
    part = bring(make.place_order((market.stole, 2)), market.wool, "packed")
    record = make.stock_of(market.stole)
    assert (record.num_in_stock, record.num_allocated) == (5, 2)
    number = parcel_of(part).number
    send(part, carrier="speed_post", parcels={number: " em 123456789 in "}, insured={number: True})
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (3, 0)
    parcel = parcel_of(part)
    assert (parcel.status, parcel.carrier, parcel.tracking_number) == ("handed_over", "speed_post", "EM123456789IN")
    assert (parcel.handed_over_on, parcel.expected_by) == (timezone.localdate(), parcel.promised_to)
    assert LineRecord.objects.get(producer_order=part).shipped == 2


def two_parcels(market: make.Market, state: str = "packed") -> tuple[ProducerOrder, list[Parcel]]:
    """A part with a parcel of food and one of other goods."""
    tea = make.make_food(market.wool, "Herb tea", stock=5)
    part = bring(make.place_order(market.stole, tea), market.wool, state)
    return part, list(Parcel.objects.select_related("producer_order").filter(producer_order=part).order_by("pk"))


def test_parcels_go_one_after_the_other_and_arrive_one_after_the_other(market: make.Market) -> None:
    part, (first, second) = two_parcels(market)
    send(part, parcels={first.number: ""})
    check_books()
    assert fresh(part).status == "packed"
    deliveries.arrived(first, source="shopper")
    assert fresh(part).status == "packed"
    send(part, parcels={second.number: ""})
    assert fresh(part).status == "handed_over"
    deliveries.arrived(second, source="shopper")
    assert (fresh(part).status, fresh(part).delivered_on) == ("delivered", timezone.localdate())
    check_books()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"parcels": {}}, "parcels"),
        ({"parcels": {"PA-FOREIGN": ""}}, "parcels"),
        ({"carrier": "pigeon"}, "carrier"),
        ({"carrier": "other", "carrier_name": " "}, "carrier_name"),
        ({"carrier": "other", "carrier_name": "own"}, "carrier_name"),
        ({"carrier": "dtdc", "number": ""}, "tracking"),
        ({"carrier": "dtdc", "number": "12<b>"}, "tracking"),
        ({"on": timedelta(days=1)}, "on"),
        ({"on": timedelta(days=-1)}, "on"),
    ],
)
def test_a_hand_over_that_can_not_be_is_refused_with_its_field_and_changes_nothing(
    market: make.Market, given: dict[str, Any], field: str
) -> None:
    part = bring(make.place_order(market.stole), market.wool, "packed")
    given = dict(given)
    if "number" in given:
        given["parcels"] = {parcel_of(part).number: given.pop("number")}
    if "on" in given:
        given["on"] = timezone.localdate() + given["on"]
    before = rows()
    with pytest.raises(HandOverRefused) as refusal:
        send(part, **given)
    assert refusal.value.field == field
    assert rows() == before


def test_a_lot_withdrawn_after_packing_stops_the_parcel_and_may_be_unpacked_after_the_ten_minutes(
    market: make.Market, time_machine: Any
) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    lot = add_lot(market.apricots, "L-BAD", 5)
    part = bring(make.place_order(market.apricots), market.fruit, "packed")
    time_machine.move_to("2026-06-01T07:00:00Z", tick=False)
    assert undo.last_steps([part]) == {}
    withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    with pytest.raises(HandOverRefused) as refusal:
        send(part)
    assert "L-BAD" in str(refusal.value.reason)
    take_back(part)
    assert fresh(part).status == "accepted"
    assert left() == {"L-BAD": 1}  # promised, so it stays until the order is given up; the others have left the stock


# --- undo ------------------------------------------------------------------------------------------------------------------------


def mails(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).values_list("title", flat=True))


def test_the_shopper_hears_of_a_step_after_ten_minutes_and_of_a_step_taken_back_never(market: make.Market, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    part = bring(make.place_order(market.stole), market.wool, "accepted")
    take_back(part)
    time_machine.move_to("2026-06-01T06:09:59Z", tick=False)
    fulfilment.accept(part, acting_user=member_of(market.wool))
    time_machine.move_to("2026-06-01T06:12:00Z", tick=False)
    outbox.drain()
    assert mails("order_accepted") == []
    time_machine.move_to("2026-06-01T06:19:59Z", tick=False)
    outbox.drain()
    assert mails("order_accepted") == [f"{market.wool.name} has accepted its part of your order {part.order.number}"]
    before = rows()
    with pytest.raises(UndoTooLate):
        take_back(part)
    assert rows() == before


def test_the_mail_of_a_parcel_on_its_way_says_with_whom_and_under_which_number(market: make.Market, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    part = bring(make.place_order(market.stole), market.wool, "packed")
    send(part, carrier="dtdc", parcels={parcel_of(part).number: "D1234567"})
    time_machine.move_to("2026-06-01T06:10:00Z", tick=False)
    outbox.drain()
    letter = Notice.objects.get(kind="order_handed_over")
    assert f"{parcel_of(part).number}: DTDC, number D1234567, until" in letter.body


def test_taking_back_twice_takes_back_one_step(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "packed")
    event = last_event(part)
    for _press in range(2):
        undo.undo(part, event_id=event.pk, acting_user=member_of(market.wool))
    assert fresh(part).status == "accepted"
    assert OrderEvent.objects.filter(kind="undone").count() == 1
    [step] = undo.last_steps([part]).values()
    assert step.kind == "accepted"


def test_a_step_under_another_one_a_foreign_one_and_one_the_mail_left_for_are_not_taken_back(market: make.Market) -> None:
    part = bring(make.place_order(market.stole), market.wool, "packed")
    other = bring(make.place_order(market.stole), market.wool, "accepted")
    accepted = OrderEvent.objects.get(producer_order=part, kind="accepted")
    Effect.objects.filter(kind="orders.tell_shopper").update(lease_owner="worker", attempts=1)
    before = rows()
    for target, event in ((part, accepted), (part, last_event(other)), (other, last_event(other))):
        with pytest.raises(UndoTooLate):
            undo.undo(target, event_id=event.pk, acting_user=member_of(market.wool))
    assert rows() == before


def test_handing_over_parcel_by_parcel_is_taken_back_step_by_step(market: make.Market) -> None:
    part, (first, second) = two_parcels(market)
    for parcel in (first, second):
        send(part, parcels={parcel.number: ""})
    take_back(part)
    check_books()
    assert list(Parcel.objects.filter(producer_order=part).order_by("pk").values_list("status", flat=True)) == ["handed_over", "packed"]
    [step] = undo.last_steps([part]).values()
    undo.undo(part, event_id=step.event_id, acting_user=member_of(market.wool))
    check_books()
    assert fresh(part).status == "packed"
    assert Parcel.objects.filter(producer_order=part, status="packed").count() == 2


def test_what_has_arrived_is_not_taken_back(market: make.Market) -> None:
    part, (first, _second) = two_parcels(market, "handed_over")
    sent = last_event(part)
    deliveries.arrived(first, source="shopper")
    with pytest.raises(UndoTooLate):
        undo.undo(part, event_id=sent.pk, acting_user=member_of(market.wool))


def test_an_acceptance_that_became_a_decline_is_not_told_afterwards(market: make.Market, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    part = bring(make.place_order(market.stole), market.wool, "accepted")
    fulfilment.decline(part, reason="damaged", acting_user=member_of(market.wool))
    time_machine.move_to("2026-06-01T07:00:00Z", tick=False)
    outbox.drain()
    assert mails("order_accepted") == []
    assert len(mails("order_refund_due")) == 1
