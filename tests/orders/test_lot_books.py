"""Food is in lots to the last piece: whatever is listed, sold, packed, taken back, declined, added or taken out, and whoever is at it."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from catalogue.models import Listing, ProductType
from orders import cancelling, fulfilment, handover, packing, undo
from orders.errors import HandOverRefused, PackRefused
from orders.models import ProducerOrder
from producers.oscar.models import StockRecord
from provenance.elsewhere import sell_elsewhere, take_back, to_take_back
from provenance.errors import LotRefused, NotEnoughInLots, PiecesPromised
from provenance.models import Lot, StockLot
from provenance.own_lots import products_of
from provenance.pieces import Booked, Counts, add_pieces, settle, take_out
from provenance.withdrawing import withdraw
from tests.catalogue.factories import make_lot
from tests.environment import IS_LONG
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.racing import all_at_once
from tests.orders.steps import add_lot, bring, fresh, last_event, member_of

pytestmark = pytest.mark.long

SEEDS = range(4 if IS_LONG else 1)
STEPS = 25


def apricots(stock: int = 12) -> Listing:
    """Dried apricots out of two lots."""
    listing = make.make_food(make.make_group(), stock=stock, product_type=ProductType.objects.get(code="apricot_dried"))
    add_lot(listing, "L-A", stock // 2)
    add_lot(listing, "L-B", stock - stock // 2, days=200)
    return listing


def counts(listing: Listing) -> Counts:
    [product] = products_of(listing)
    return product.counts


def check_lots(listing: Listing) -> None:
    """The books are right, those of lots among them."""
    check_books()
    check_pieces(listing)


def check_pieces(listing: Listing) -> None:
    """Every piece in stock is in a lot or in a packed parcel, none twice, and what is promised is there."""
    found = counts(listing)
    assert found.stock == found.in_lots + found.packed, found
    assert found.promised <= found.stock


class Group:
    """A group at work: each method is one thing that it or its shoppers do, on a part drawn by lot."""

    def __init__(self, listing: Listing, seed: int) -> None:
        self.listing, self.draw, self.user = listing, random.Random(seed), member_of(listing.group)  # noqa: S311 - the same walk for the same seed
        self.steps = 0

    def part(self, *states: str) -> ProducerOrder | None:
        found = list(ProducerOrder.objects.filter(group=self.listing.group, status__in=states).order_by("pk"))
        return self.draw.choice(found) if found else None

    def sell(self) -> None:
        found = counts(self.listing)
        if found.stock > found.promised:
            make.make_paid_order((self.listing, self.draw.randint(1, min(4, found.stock - found.promised))))

    def accept(self) -> None:
        if part := self.part("new"):
            fulfilment.accept(part, acting_user=self.user)

    def pack(self) -> None:
        if part := self.part("accepted"):
            packing.pack(part, acting_user=self.user)

    def hand_over(self) -> None:
        if part := self.part("packed"):
            handover.hand_over(part, carrier="own", acting_user=self.user)

    def take_back(self) -> None:
        if part := self.part("accepted", "packed", "handed_over"):
            undo.undo(part, event_id=last_event(part).pk, acting_user=self.user)

    def decline(self) -> None:
        if part := self.part("new", "accepted"):
            fulfilment.decline(part, reason="damaged", acting_user=self.user)

    def call_off(self) -> None:
        if part := self.part("new", "accepted", "packed"):
            cancelling.cancel_part(part, reason="Changed their mind", acting_user=self.user)

    def add(self) -> None:
        self.book(add_pieces, self.draw.randint(1, 5))

    def take(self) -> None:
        with suppress(NotEnoughInLots, PiecesPromised):
            self.book(take_out, self.draw.randint(1, 5), reason="Spoiled")

    def stall(self) -> None:
        self.steps += 1
        with suppress(PiecesPromised):
            record, pieces = make.stock_of(self.listing), self.draw.randint(1, 4)
            sell_elsewhere(listing=self.listing, stock_record=record, quantity=pieces, attempt=f"{self.steps}", acting_user=self.user)

    def from_stall(self) -> None:
        for sale in to_take_back([make.stock_of(self.listing).pk]).values():
            take_back(sale=sale, listing=self.listing, acting_user=self.user)

    def book(self, act: Callable[..., Booked], quantity: int, **more: str) -> None:
        self.steps += 1
        lot = Lot.objects.get(code=self.draw.choice(["L-A", "L-B"]))
        record = make.stock_of(self.listing)
        act(listing=self.listing, stock_record=record, lot=lot, quantity=quantity, attempt=f"{self.steps}", acting_user=self.user, **more)


ACTS = (
    "sell",
    "sell",
    "accept",
    "accept",
    "pack",
    "pack",
    "hand_over",
    "take_back",
    "decline",
    "call_off",
    "add",
    "take",
    "stall",
    "from_stall",
)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_group_does_in_any_order_its_food_stays_in_lots_to_the_last_piece(seed: int) -> None:
    listing = apricots()
    group = Group(listing, seed)
    for _step in range(STEPS):
        getattr(group, group.draw.choice(ACTS))()
        check_pieces(listing)
    check_lots(listing)
    assert group.steps


class CallingBack(Group):
    """A group that withdraws lots as well, and then has new ones."""

    def pack(self) -> None:
        with suppress(PackRefused):  # what is promised may have been in the lot that was withdrawn
            super().pack()

    def hand_over(self) -> None:
        with suppress(HandOverRefused):
            super().hand_over()

    def withdraw(self) -> None:
        withdraw(self.draw.choice(self.open_lots()), reason="Mould", what_to_do="Do not eat it", acting_user=self.user)

    def open_lots(self) -> list[Lot]:
        mine = Lot.objects.filter(group=self.listing.group, status="open").order_by("pk")
        return list(mine) or [make_lot(self.listing.group, code=f"L-{Lot.objects.count()}", days=200)]

    def book(self, act: Callable[..., Booked], quantity: int, **more: str) -> None:
        self.steps += 1
        lot, record = self.draw.choice(self.open_lots()), make.stock_of(self.listing)
        act(listing=self.listing, stock_record=record, lot=lot, quantity=quantity, attempt=f"{self.steps}", acting_user=self.user, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_of_a_withdrawn_lot_is_for_sale_whatever_is_done_before_and_after(seed: int) -> None:
    listing = apricots()
    group = CallingBack(listing, seed)
    for step in range(STEPS):
        getattr(group, group.draw.choice((*ACTS, "withdraw") if step else ["withdraw"]))()
        check_pieces(listing)
        bad = sum(StockLot.objects.filter(lot__status="withdrawn").values_list("quantity", flat=True))
        found = counts(listing)
        assert not bad or found.stock == found.promised, found
    check_lots(listing)


@pytest.mark.django_db
def test_pieces_that_are_added_after_everything_was_sold_can_be_sold_and_packed() -> None:
    listing = apricots(2)
    bring(make.place_order((listing, 2)), listing.group, "delivered")
    assert counts(listing).stock == 0
    added = add_pieces(
        listing=listing,
        stock_record=make.stock_of(listing),
        lot=Lot.objects.get(code="L-A"),
        quantity=5,
        attempt="1",
        acting_user=member_of(listing.group),
    )
    assert added == Booked("L-A", 5, 5, 5)
    assert bring(make.place_order((listing, 5)), listing.group, "packed").status == "packed"
    check_lots(listing)


@pytest.mark.django_db
@pytest.mark.parametrize(("stock", "expected"), [(15, {"L-A": 9, "L-B": 6}), (4, {"L-A": 0, "L-B": 4}), (12, {"L-A": 6, "L-B": 6})])
def test_a_corrected_number_goes_into_or_out_of_the_lot_that_was_said(stock: int, expected: dict[str, int]) -> None:
    listing = apricots()
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=stock)
    settle(stock_record=make.stock_of(listing), lot=Lot.objects.get(code="L-A"), acting_user=None)
    assert dict(StockLot.objects.values_list("lot__code", "quantity")) == expected
    check_lots(listing)


@pytest.mark.django_db
def test_a_corrected_lot_takes_over_all_pieces() -> None:
    listing = apricots()
    settle(stock_record=make.stock_of(listing), lot=make_lot(listing.group, code="L-C"), acting_user=None)
    assert dict(StockLot.objects.values_list("lot__code", "quantity")) == {"L-A": 0, "L-B": 0, "L-C": 12}


@pytest.mark.django_db
def test_food_that_is_picked_for_the_order_gets_no_lot() -> None:
    fresh_type = ProductType.objects.filter(is_food=True, declarations__icontains="picked_on").first()
    listing = make.make_food(make.make_group(), stock=5, product_type=fresh_type)
    lot = make_lot(listing.group, type_code=fresh_type.code)
    with pytest.raises(LotRefused, match="picked for the order"):
        add_pieces(
            listing=listing,
            stock_record=make.stock_of(listing),
            lot=lot,
            quantity=1,
            attempt="1",
            acting_user=member_of(listing.group),
        )
    assert counts(listing) == Counts(stock=5, promised=0, in_lots=0, packed=0)


def adder(listing: Listing, quantity: int, attempt: str) -> Booked:
    lot, record = Lot.objects.get(code="L-A"), make.stock_of(listing)
    user = member_of(listing.group)
    return add_pieces(listing=listing, stock_record=record, lot=lot, quantity=quantity, attempt=attempt, acting_user=user)


def test_members_who_add_at_once_both_add_and_a_double_press_adds_once(committed_db: None) -> None:
    listing = apricots()
    member_of(listing.group)
    answers = all_at_once(4, lambda number: adder(listing, 5, f"attempt-{number // 2}"))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (counts(listing).stock, counts(listing).in_lots) == (22, 22)
    check_lots(listing)


def test_adding_taking_out_packing_and_taking_back_at_once_leave_the_books_in_order(committed_db: None) -> None:
    listing = apricots(24)
    user, record = member_of(listing.group), make.stock_of(listing)
    for round_number in range(4):
        packed = bring(make.place_order((listing, 2)), listing.group, "packed")
        waiting = bring(make.place_order((listing, 3)), listing.group, "accepted")
        event = last_event(packed)
        before = counts(listing).stock
        acts = [
            lambda number=round_number: adder(listing, 4, f"add-{number}"),
            lambda part=waiting: packing.pack(fresh(part), acting_user=user),
            lambda part=packed, event=event: undo.undo(fresh(part), event_id=event.pk, acting_user=user),
            lambda number=round_number: take_out(
                listing=listing,
                stock_record=record,
                lot=Lot.objects.get(code="L-A"),
                quantity=1,
                reason="Spoiled",
                attempt=f"take-{number}",
                acting_user=user,
            ),
        ]
        answers = all_at_once(4, lambda number, acts=acts: acts[number]())
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert counts(listing).stock == before + 3
        check_lots(listing)


def test_the_last_pieces_are_sold_or_taken_out_but_never_both(committed_db: None) -> None:
    listing = apricots(4)
    user, lots = member_of(listing.group), list(Lot.objects.order_by("code"))
    basket = make.make_basket((listing, 3))
    price = {"listing": listing, "stock_record": make.stock_of(listing), "quantity": 2, "reason": "Spoiled", "acting_user": user}
    acts = [
        lambda: make.place(basket),
        lambda: take_out(lot=lots[0], attempt="take", **price),
    ]
    answers = all_at_once(2, lambda number: acts[number]())
    assert len([answer for answer in answers if isinstance(answer, Exception)]) == 1
    assert counts(listing).stock == (2 if isinstance(answers[0], Exception) else 4)
    check_lots(listing)


def test_an_order_and_a_sale_at_the_stall_never_get_the_same_piece(committed_db: None) -> None:
    listing = apricots(4)
    user, record, basket = member_of(listing.group), make.stock_of(listing), make.make_basket((listing, 3))
    acts = [
        lambda: make.place(basket),
        lambda: sell_elsewhere(listing=listing, stock_record=record, quantity=2, attempt="tap", acting_user=user),
        lambda: sell_elsewhere(listing=listing, stock_record=record, quantity=2, attempt="tap", acting_user=user),
    ]
    answers = all_at_once(3, lambda number: acts[number]())
    refused = [isinstance(answer, Exception) for answer in answers]
    assert refused in ([True, False, False], [False, True, True])  # who was first; the second tap is the first one's
    assert (counts(listing).stock, counts(listing).promised) == ((2, 0) if refused[0] else (4, 3))
    check_lots(listing)
