"""From the money to the groups: completing, confirming, late money, holds that end, accepting and declining."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from journal import outbox
from journal.models import AuditEntry, Effect
from notices.models import Notice
from orders import access, checkout, expiry, fulfilment, queries, reasons
from orders.errors import NotPossible
from orders.models import CheckoutAttempt, LineRecord, OrderEvent, OrderRecord, Parcel, ProducerOrder
from payments.errors import PaidAlready, ReferenceMissing, ReferenceUsed
from payments.models import Allocation, Payment, Refund
from producers.calendar import Calendar
from producers.models import Membership
from producers.oscar.models import StockRecord
from tests.orders import factories as make


@pytest.fixture
def market(db: None) -> make.Market:
    return make.make_market(stock=5)


def _rows() -> list[list[dict[str, Any]]]:
    """Everything that money, stock and states are made of."""
    models = (Payment, Allocation, Refund, OrderRecord, ProducerOrder, LineRecord, CheckoutAttempt, OrderEvent, StockRecord)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _allocated() -> list[int]:
    return list(StockRecord.objects.order_by("pk").values_list("num_allocated", flat=True))


def _overdue() -> None:
    Payment.objects.update(expires_at=F("created_at"))


# --- complete and confirm --------------------------------------------------------------------------------------------------------


def test_nothing_is_visible_to_any_group_before_the_money_is_there(market: make.Market) -> None:
    members = {group: make.make_member(group) for group in (market.wool, market.fruit, market.berry)}
    placed = make.place(market.basket)
    for group, member in members.items():
        part = make.part_of(placed, group)
        assert queries.inbox(group) == []
        assert queries.inbox_counts(group) == {}
        assert not access.producer_orders_for(member).exists()
        with pytest.raises(ProducerOrder.DoesNotExist):
            access.producer_order_for(member, part.number)
        assert queries.producer_order_page(part).ship_to is None
        with pytest.raises(NotPossible):
            fulfilment.accept(part, acting_user=member)
        with pytest.raises(NotPossible):
            fulfilment.decline(part, reason="damaged", acting_user=member)
    assert not Notice.objects.exclude(kind="order_placed").exists()
    make.pay(placed)
    for group, member in members.items():
        assert [row.number for row in queries.inbox(group)] == [make.part_of(placed, group).number]
        assert access.producer_orders_for(member).count() == 1


def test_money_releases_every_part_with_a_day_to_be_packed_by(market: make.Market) -> None:
    staff = User.objects.create_user(email="staff@example.com", is_staff=True)
    placed = make.place(market.basket)
    order = checkout.complete(placed.payment, reference="UTR77", source="staff", acting_user=staff)
    parts = list(ProducerOrder.objects.order_by("pk"))
    assert {part.status for part in parts} == {"new"}
    assert [part.due_at for part in parts] == [
        Calendar().due_at(part.released_at, days) for part, days in zip(parts, (3, 2, 2), strict=True)
    ]
    assert order.record.payment_status == OrderRecord.objects.get().payment_status == "paid"
    assert CheckoutAttempt.objects.get().status == "confirmed"
    assert all(part.captured_paise == part.authorised_paise for part in Allocation.objects.all())
    assert [event.kind for event in OrderEvent.objects.all()] == ["placed", "payment_received", "released"]
    assert AuditEntry.objects.get(action="orders.released").acting_user == staff


def test_a_part_is_due_at_the_end_of_the_indian_day() -> None:
    late_evening = datetime.fromisoformat("2026-11-22T20:00:00+00:00")  # half past one on the 23rd in India
    assert Calendar().due_at(late_evening, 2).isoformat() == "2026-11-25T23:59:59+05:30"


def test_members_who_handle_orders_are_told_once_and_learn_nothing_of_the_shopper(market: make.Market) -> None:
    owner = make.make_member(market.wool)
    make.make_member(market.wool, Membership.Role.ACCOUNTANT)
    gone = make.make_member(market.wool)
    Membership.objects.filter(user=gone).update(ended_at=timezone.now())
    packer = make.make_member(market.fruit, Membership.Role.PACKER)
    placed = make.make_paid_order(market.stole, market.apricots)
    outbox.drain()
    Effect.objects.filter(kind="orders.tell_groups").update(done_at=None)
    outbox.drain()
    told = Notice.objects.filter(kind="producer_order_new").order_by("pk")
    assert [(notice.to, notice.subject_number) for notice in told] == [
        (owner.email, make.part_of(placed, market.wool).number),
        (packer.email, make.part_of(placed, market.fruit).number),
    ]
    for notice in told:
        for private in ("Asha", "9812345678", "Janpath", "asha@example.com", placed.order.number):
            assert private not in notice.title + notice.body


def test_completing_and_confirming_again_changes_nothing(market: make.Market) -> None:
    placed = make.place(market.basket)
    order = checkout.complete(placed.payment, reference="UTR1", source="staff")
    before = _rows()
    checkout.complete(placed.payment, reference="utr 1", source="statement")
    assert checkout.confirm(order) is False
    assert expiry.expire_due(timezone.now() + timedelta(days=30)) == 0
    assert _rows() == before
    assert Effect.objects.filter(kind="orders.tell_groups").count() == 1


def test_an_order_is_not_released_without_money(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    before = _rows()
    with pytest.raises(NotPossible):
        checkout.confirm(placed.order)
    assert _rows() == before


@pytest.mark.parametrize(("reference", "refusal"), [("", ReferenceMissing), ("UTR-USED", ReferenceUsed)])
def test_a_confirmation_that_is_refused_changes_nothing(market: make.Market, reference: str, refusal: type[Exception]) -> None:
    make.pay(make.place_order(market.socks), "UTR-USED")
    placed = make.place_order(market.stole)
    before = _rows()
    with pytest.raises(refusal):
        checkout.complete(placed.payment, reference=reference, source="staff")
    assert _rows() == before


def test_a_second_payment_for_a_paid_order_is_not_swallowed(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    make.pay(placed, "UTR1")
    with pytest.raises(PaidAlready):
        checkout.complete(placed.payment, reference="UTR2", source="statement")


def test_the_shoppers_word_is_kept_and_releases_nothing(market: make.Market) -> None:
    placed = make.place_order(market.stole)
    checkout.shopper_paid(placed.order, reference="4321 0000")
    checkout.shopper_paid(placed.order, reference="43210000")
    assert Payment.objects.get().shopper_reference == "43210000"
    assert ProducerOrder.objects.get().status == "held"
    assert [event.kind for event in OrderEvent.objects.all()] == ["placed", "shopper_paid"]


def test_with_the_first_reference_the_goods_are_kept_as_long_again_and_with_a_corrected_one_no_longer(
    market: make.Market, time_machine: Any
) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    placed = make.place_order(market.stole)
    for moment, reference, left in (
        ("2026-06-03T05:00:00Z", "43210000", timedelta(hours=48)),
        ("2026-06-04T05:00:00Z", "43210001", timedelta(hours=24)),
    ):
        time_machine.move_to(moment, tick=False)
        assert checkout.expire_due() == 0
        checkout.shopper_paid(placed.order, reference=reference)
        payment = Payment.objects.get()
        assert (payment.shopper_reference, payment.expires_at - timezone.now()) == (reference, left)
    time_machine.move_to("2026-06-05T05:00:01Z", tick=False)
    assert checkout.expire_due() == 1


def test_dates_count_from_the_day_the_money_came(market: make.Market, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T06:00:00Z", tick=False)
    same_day, later = make.place_order(market.stole), make.place_order(market.apricots)
    promised = {part.pk: (part.promised_from, part.promised_to) for part in Parcel.objects.all()}
    make.pay(same_day)
    time_machine.move_to("2026-06-02T18:31:00Z", tick=False)  # one minute into 3 June in India
    make.pay(later)
    for placed, days in ((same_day, 0), (later, 2)):
        parcel = Parcel.objects.get(producer_order__order=placed.order)
        record = LineRecord.objects.get(producer_order__order=placed.order)
        moved = tuple(day + timedelta(days=days) for day in promised[parcel.pk])
        assert (parcel.promised_from, parcel.promised_to) == (record.promised_from, record.promised_to) == moved
    assert ProducerOrder.objects.get(order=later.order).due_at.date() == date(2026, 6, 5)


# --- holds that end ------------------------------------------------------------------------------------------------------------


def test_an_order_that_nobody_pays_gives_its_goods_back_once(market: make.Market) -> None:
    placed = make.place(market.basket)
    assert _allocated() == [1, 1, 2, 1, 1]
    assert expiry.expire_due(placed.payment.expires_at - timedelta(seconds=1)) == 0
    assert expiry.expire_due(placed.payment.expires_at) == 1
    assert _allocated() == [0, 0, 0, 0, 0]
    assert set(ProducerOrder.objects.values_list("status", "decline_reason")) == {("cancelled", "not_paid")}
    assert all(record.cancelled == record.ordered for record in LineRecord.objects.all())
    assert OrderRecord.objects.get().payment_status == "cancelled"
    assert CheckoutAttempt.objects.get().status == "expired"
    assert Notice.objects.filter(kind="order_expired").count() == 1
    before = _rows()
    assert expiry.expire_due(placed.payment.expires_at + timedelta(days=1)) == 0
    assert _rows() == before


def test_one_broken_order_does_not_keep_the_others_from_ending(market: make.Market, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, fine = make.place_order(market.stole), make.place_order(market.apricots)
    _overdue()
    real = expiry.letters.expired

    def fail_for_one(record: OrderRecord, payment: Payment) -> None:
        if record.order_id == broken.order.pk:
            raise RuntimeError("broken")
        real(record, payment)

    monkeypatch.setattr(expiry.letters, "expired", fail_for_one)
    assert expiry.expire_due() == 1
    assert OrderRecord.objects.get(order=broken.order).payment_status == "awaiting"
    assert make.stock_of(market.stole).num_allocated == 1
    assert OrderRecord.objects.get(order=fine.order).payment_status == "cancelled"
    monkeypatch.undo()
    assert expiry.expire_due() == 1


def test_the_clock_runs_the_end_of_holds(market: make.Market) -> None:
    from journal import schedule

    make.place_order(market.stole)
    _overdue()
    schedule.sync()
    schedule.run_due("worker-1")
    assert OrderRecord.objects.get().payment_status == "cancelled"


# --- money that comes too late -----------------------------------------------------------------------------------------------------


def test_late_money_is_honoured_where_the_goods_are_still_there(market: make.Market) -> None:
    placed = make.place(market.basket)
    _overdue()
    expiry.expire_due()
    make.pay(placed)
    assert set(ProducerOrder.objects.values_list("status", "decline_reason")) == {("new", "")}
    assert _allocated() == [1, 1, 2, 1, 1]
    assert set(LineRecord.objects.values_list("cancelled", flat=True)) == {0}
    assert OrderRecord.objects.get().payment_status == "paid"
    assert CheckoutAttempt.objects.get().status == "confirmed"
    assert not Refund.objects.exists()


def test_late_money_for_goods_that_are_gone_is_owed_back_for_that_part_only(market: make.Market) -> None:
    placed = make.place_order(market.stole, market.socks, market.apricots)
    _overdue()
    expiry.expire_due()
    make.place_order((market.socks, 5))
    make.pay(placed)
    wool, fruit = make.part_of(placed, market.wool), make.part_of(placed, market.fruit)
    assert (wool.status, wool.decline_reason, fruit.status) == ("cancelled", "late_payment", "new")
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.reason, refund.allocation.producer_order_number) == (wool.total_paise, "late_payment", wool.number)
    assert make.stock_of(market.stole).num_allocated == 0
    assert make.stock_of(market.socks).num_allocated == 5
    assert OrderRecord.objects.get(order=placed.order).payment_status == "part_refunded"
    assert Notice.objects.filter(kind="order_refund_due").count() == 1
    before = _rows()
    make.checkout.complete(placed.payment, reference=Payment.objects.get(pk=placed.payment.pk).reference, source="staff")
    assert _rows() == before


def test_late_money_for_an_order_of_which_nothing_is_left_is_owed_back_whole_and_no_group_is_told(market: make.Market) -> None:
    placed = make.place_order((market.stole, 3))
    _overdue()
    expiry.expire_due()
    make.place_order((market.stole, 4))
    make.pay(placed)
    assert OrderRecord.objects.get(order=placed.order).payment_status == "refunded"
    assert Refund.objects.get().amount_paise == placed.payment.amount_paise
    assert not Effect.objects.filter(kind="orders.tell_groups").exists()
    assert CheckoutAttempt.objects.get(order=placed.order).status == "expired"


# --- what the groups answer ---------------------------------------------------------------------------------------------------------


def test_accepting_is_recorded_with_who_and_for_whom_and_twice_is_once(market: make.Market) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    helper = User.objects.create_user(email="helper@example.com")
    assert fulfilment.accept(part, acting_user=helper, on_behalf_of=market.wool.slug).status == "accepted"
    before = _rows(), AuditEntry.objects.count()
    fulfilment.accept(part, acting_user=helper)
    assert (_rows(), AuditEntry.objects.count()) == before
    entry = AuditEntry.objects.get(action="orders.accepted")
    assert (entry.acting_user, entry.on_behalf_of, entry.before, entry.after) == (
        helper,
        market.wool.slug,
        {"status": "new"},
        {"status": "accepted"},
    )


def test_declining_owes_back_exactly_its_part_frees_its_goods_and_leaves_the_others_alone(market: make.Market) -> None:
    placed = make.place(market.basket)
    make.pay(placed)
    others = ProducerOrder.objects.exclude(group=market.wool).order_by("pk")
    untouched = (
        list(others.values()),
        list(Allocation.objects.exclude(producer_order_number=make.part_of(placed, market.wool).number).values()),
    )
    part = fulfilment.decline(make.part_of(placed, market.wool), reason="out_of_stock", acting_user=make.make_member(market.wool))
    assert (part.status, part.decline_reason) == ("declined", "out_of_stock")
    refund = Refund.objects.get()
    assert (refund.amount_paise, refund.status, refund.reason) == (part.total_paise, "due", "out_of_stock")
    assert _allocated() == [0, 0, 2, 1, 1]
    assert set(LineRecord.objects.filter(producer_order=part).values_list("ordered", "declined")) == {(1, 1)}
    assert OrderRecord.objects.get().payment_status == "part_refunded"
    assert (list(others.values()), list(Allocation.objects.exclude(producer_order_number=part.number).values())) == untouched
    letter = Notice.objects.get(kind="order_refund_due")
    assert "Sold out or gone" in letter.body
    before = _rows()
    fulfilment.decline(part, reason="other", acting_user=make.make_member(market.wool))
    assert _rows() == before


def test_when_every_group_declines_everything_is_owed_back(market: make.Market) -> None:
    placed = make.place(market.basket)
    make.pay(placed)
    for group in (market.wool, market.fruit, market.berry):
        fulfilment.decline(make.part_of(placed, group), reason="road_closed", acting_user=make.make_member(group))
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == placed.payment.amount_paise
    assert OrderRecord.objects.get().payment_status == "refunded"
    assert _allocated() == [0, 0, 0, 0, 0]


def test_an_accepted_part_can_still_be_declined(market: make.Market) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    member = make.make_member(market.wool)
    fulfilment.accept(part, acting_user=member)
    fulfilment.decline(part, reason="damaged", acting_user=member)
    assert OrderEvent.objects.get(kind="declined").status_before == "accepted"


@pytest.mark.parametrize("status", ["held", "packed", "handed_over", "delivered", "closed", "cancelled"])
def test_a_part_in_any_other_state_is_neither_accepted_nor_declined(market: make.Market, status: str) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    ProducerOrder.objects.filter(pk=part.pk).update(status=status)
    before = _rows()
    for act in (
        lambda: fulfilment.accept(part, acting_user=make.make_member(market.wool)),
        lambda: fulfilment.decline(part, reason="damaged", acting_user=make.make_member(market.wool)),
    ):
        with pytest.raises(NotPossible) as refusal:
            act()
        assert refusal.value.status == status
    assert _rows() == before


def test_a_declined_part_is_not_accepted_afterwards(market: make.Market) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    member = make.make_member(market.wool)
    fulfilment.decline(part, reason="damaged", acting_user=member)
    before = _rows()
    with pytest.raises(NotPossible):
        fulfilment.accept(part, acting_user=member)
    assert _rows() == before


@pytest.mark.parametrize("reason", ["", "not_paid", "late_payment", "because"])
def test_a_reason_that_is_not_for_groups_is_refused(market: make.Market, reason: str) -> None:
    part = make.part_of(make.make_paid_order(market.stole), market.wool)
    with pytest.raises(reasons.UnknownReason):
        fulfilment.decline(part, reason=reason, acting_user=make.make_member(market.wool))
    part.refresh_from_db()
    assert part.status == "new"
