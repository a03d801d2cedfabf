"""Stock out of lots: first to expire first, never more than there is, never from a withdrawn lot."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalogue.listings import add_variant
from provenance.errors import LotRefused, LotWithdrawn, NotEnoughInLots
from provenance.lots import listings_of
from provenance.models import StockLot
from provenance.stock import Taken, add_stock_lot, give_back, take
from provenance.withdrawing import withdraw
from tests.catalogue.factories import make_draft, make_food, make_lot, put_in_stock, record_of
from tests.producers.factories import make_group

pytestmark = pytest.mark.django_db


def left() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot__code", "quantity"))


def test_what_expires_first_goes_first_then_what_is_oldest() -> None:
    group = make_group()
    listing = make_food(group)
    for code, days, age in (("L-NONE", 0, 1), ("L-LATE", 300, 1), ("L-SOON", 100, 1), ("L-SOON-OLD", 100, 9)):
        put_in_stock(listing, make_lot(group, code=code, days=days, age=age), 2)
    taken = take(stock_record=record_of(listing), quantity=5)
    assert [(part.lot_code, part.quantity) for part in taken] == [("L-SOON-OLD", 2), ("L-SOON", 2), ("L-LATE", 1)]
    assert left() == {"L-NONE": 2, "L-LATE": 1, "L-SOON": 0, "L-SOON-OLD": 0}


def test_pieces_are_given_back_to_their_lots() -> None:
    group = make_group()
    listing = make_food(group)
    put_in_stock(listing, make_lot(group, code="L-A"), 3)
    taken = take(stock_record=record_of(listing), quantity=3)
    give_back(stock_record=record_of(listing), taken=[*taken])
    assert left() == {"L-A": 3}


def test_more_than_there_is_takes_nothing_unless_a_part_will_do() -> None:
    group = make_group()
    listing = make_food(group)
    lot = make_lot(group, code="L-A")
    put_in_stock(listing, lot, 3)
    with pytest.raises(NotEnoughInLots) as refused:
        take(stock_record=record_of(listing), quantity=4)
    assert (refused.value.wanted, refused.value.found, left()) == (4, 3, {"L-A": 3})
    assert take(stock_record=record_of(listing), quantity=4, is_whole=False) == [Taken(lot.pk, "L-A", 3)]


def test_old_and_withdrawn_lots_are_passed_over() -> None:
    group = make_group()
    listing = make_food(group)
    today = timezone.localdate()
    old, bad, good = make_lot(group, code="L-OLD", days=5), make_lot(group, code="L-BAD"), make_lot(group, code="L-GOOD")
    for lot in (old, bad, good):
        put_in_stock(listing, lot, 2)
    withdraw(bad, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    taken = take(stock_record=record_of(listing), quantity=2, good_until=today + timedelta(days=6))
    assert [part.lot_code for part in taken] == ["L-GOOD"]
    assert [part.lot_code for part in take(stock_record=record_of(listing), quantity=2, good_until=today + timedelta(days=5))] == ["L-OLD"]
    with pytest.raises(NotEnoughInLots):
        take(stock_record=record_of(listing), quantity=1)


def test_goods_that_never_had_a_lot_give_an_empty_list() -> None:
    assert take(stock_record=record_of(make_draft()), quantity=3) == []


def test_a_second_delivery_from_the_same_lot_is_added() -> None:
    group = make_group()
    listing, lot = make_food(group), make_lot(group, code="L-A")
    put_in_stock(listing, lot, 3)
    assert add_stock_lot(stock_record=record_of(listing), lot=lot, quantity=4, acting_user=None).quantity == 7
    assert left() == {"L-A": 7}


def test_lots_of_others_withdrawn_ones_and_nothing_are_refused() -> None:
    group, other = make_group(), make_group()
    listing, lot = make_food(group), make_lot(group)
    with pytest.raises(LotRefused, match="another group"):
        put_in_stock(listing, make_lot(other))
    with pytest.raises(LotRefused, match="one piece"):
        put_in_stock(listing, lot, 0)
    withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    with pytest.raises(LotWithdrawn):
        put_in_stock(listing, lot)
    assert left() == {}


def test_a_lot_of_a_variant_belongs_to_the_listing() -> None:
    group = make_group()
    listing = make_draft(group)
    product = add_variant(listing=listing, title="L", price_paise=100, stock=4, acting_user=None)
    lot = make_lot(group, type_code="pashmina_stole", made_on=date(2026, 3, 1), best_before=None, steps=())
    add_stock_lot(stock_record=product.stockrecords.get(), lot=lot, quantity=4, acting_user=None)
    assert list(listings_of(lot)) == [listing]
