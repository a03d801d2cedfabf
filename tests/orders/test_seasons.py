"""A harvest sold ahead: never more than there will be, sent when it is there; who waits is told when it comes later, and may go."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from catalogue import seasons
from catalogue.models import Listing, Season
from catalogue.seasons import SeasonRefused, Window
from delivery.models import Closure
from journal.models import AuditEntry
from notices.models import Notice
from orders import cancelling, checkout
from orders.errors import SoldOut
from orders.models import LineRecord, OrderEvent, Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.queries import order_page
from orders.quotes import quote
from orders.seasons import slip
from payments.models import Refund
from producers.models import Holiday, Membership
from search import facts
from storefront.buying.cards import basket_cards
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.storefront.buyer import words
from tests.storefront.looking import get, text_of
from tests.workspace.listing_pages import Lister

JULY = date(2027, 7, 1)
WINDOW = Window(opens_on=JULY, closes_on=date(2027, 8, 15), ships_from=date(2027, 8, 20), ships_to=date(2027, 9, 5))


@pytest.fixture
def july(db: None) -> Iterator[None]:
    with time_machine.travel("2027-07-01T06:00:00Z", tick=False):
        make.reference()
        Closure.objects.all().delete()
        Holiday.objects.all().delete()
        yield


@pytest.fixture
def apricots(july: None) -> Listing:
    """Half a kilogram of apricots that are still on the tree."""
    return make.make_food(make.make_group(), stock=0, net_quantity=Decimal(500), net_unit="g", live_at=timezone.now(), dispatch_days=2)


def _begin(listing: Listing, **said: object) -> Season:
    given = {"window": WINDOW, "pieces": 40, "acting_user": make.make_member(listing.group), **said}
    return seasons.begin(listing=listing, **given)


def test_kilograms_become_whole_pieces_and_stand_in_the_stock(apricots: Listing) -> None:
    season = _begin(apricots, pieces=None, kilograms=200)
    assert (season.pieces, season.grams, make.stock_of(apricots).num_in_stock) == (400, 200_000, 400)
    assert seasons.kept_in_seasons({7: apricots}) == {7}
    assert AuditEntry.objects.filter(action="listing.season").count() == 1


def test_the_promise_lies_between_the_days_on_which_it_is_sent(apricots: Listing) -> None:
    basket = make.make_basket(apricots)
    _begin(apricots)
    [group] = quote(basket, make.DELHI).groups
    usual = make.make_food(apricots.group, dispatch_days=0)
    [now] = quote(make.make_basket(usual), make.DELHI, on=WINDOW.ships_from).groups
    assert group.arrives_from == now.arrives_from
    assert group.arrives_to == now.arrives_to + (WINDOW.ships_to - WINDOW.ships_from)
    assert "Sold ahead: sent between 20 August 2027 and 5 September 2027" in group.parcels[0].promise.note


def test_a_harvest_and_goods_that_are_there_travel_apart(apricots: Listing) -> None:
    _begin(apricots)
    [group] = quote(make.make_basket(apricots, make.make_food(apricots.group)), make.DELHI).groups
    assert len(group.parcels) == 2
    assert group.lines[1].arrives_to < group.lines[0].arrives_from


def test_an_order_waits_for_the_harvest_and_freezes_it(apricots: Listing) -> None:
    season = _begin(apricots)
    placed = make.make_paid_order((apricots, 3))
    part = ProducerOrder.objects.get(order=placed.order)
    assert (part.pack_by, timezone.localdate(part.due_at)) == (WINDOW.ships_to, WINDOW.ships_to)
    assert LineRecord.objects.get(producer_order=part).season == season


def test_late_money_does_not_move_the_days_of_a_harvest(apricots: Listing) -> None:
    _begin(apricots)
    placed = make.place_order(apricots)
    promised = list(Parcel.objects.values_list("promised_from", "promised_to"))
    with time_machine.travel("2027-07-02T06:00:00Z", tick=False):
        make.pay(placed)
    assert list(Parcel.objects.values_list("promised_from", "promised_to")) == promised


@pytest.mark.parametrize("day", [date(2027, 6, 30), date(2027, 8, 16)])
def test_outside_its_days_nothing_is_sold_ahead(apricots: Listing, day: date) -> None:
    _begin(apricots)
    [problem] = quote(make.make_basket(apricots), make.DELHI, on=day).problems
    assert (problem.code, "1 July 2027 to 15 August 2027" in str(problem.words)) == ("season", True)


def test_a_harvest_is_called_off_free_of_charge_and_sold_again(apricots: Listing) -> None:
    _begin(apricots, pieces=2)
    placed = make.make_paid_order((apricots, 2))
    part = ProducerOrder.objects.get(order=placed.order)
    cancelling.cancel_part(part, reason=cancelling.BY_SHOPPER, acting_user=None, allowed=cancelling.BEFORE_PACKING)
    assert Refund.objects.get().amount_paise == part.total_paise
    assert make.stock_of(apricots).net_stock_level == 2


def test_when_the_harvest_is_in_only_what_is_promised_stays(apricots: Listing) -> None:
    season = _begin(apricots)
    make.make_paid_order((apricots, 3))
    person = make.make_member(apricots.group)
    seasons.end(season, acting_user=person)
    seasons.end(season, acting_user=person)
    record = make.stock_of(apricots)
    assert (record.num_in_stock, record.num_allocated) == (3, 3)
    assert AuditEntry.objects.filter(action="listing.season_ended").count() == 1
    _begin(apricots, pieces=5)
    assert make.stock_of(apricots).net_stock_level == 5


def test_who_waits_is_told_that_it_comes_later_and_the_days_move(apricots: Listing) -> None:
    season = _begin(apricots)
    placed, other = make.make_paid_order(apricots), make.make_paid_order(apricots)
    gone = ProducerOrder.objects.get(order=other.order)
    cancelling.cancel_part(gone, reason=cancelling.BY_SHOPPER, acting_user=None, allowed=cancelling.BEFORE_PACKING)
    before = Parcel.objects.get(producer_order__order=placed.order)
    later = {"ships_from": WINDOW.ships_from + timedelta(days=5), "ships_to": WINDOW.ships_to + timedelta(days=10)}
    person = make.make_member(apricots.group)
    assert slip(season, **later, reason="Rain in August", acting_user=person) == 1
    assert slip(season, **later, reason="Rain in August", acting_user=person) == 0
    after = Parcel.objects.get(pk=before.pk)
    assert (after.promised_from - before.promised_from, after.promised_to - before.promised_to) == (timedelta(5), timedelta(10))
    part = ProducerOrder.objects.get(order=placed.order)
    assert (part.pack_by, timezone.localdate(part.due_at)) == (later["ships_to"], later["ships_to"])
    notice = Notice.objects.get(kind="season_slipped")
    for said in ("Rain in August", "25 August 2027", "15 September 2027", "free of charge"):
        assert said in notice.body
    assert OrderEvent.objects.filter(kind="slipped").count() == 1
    assert "sends the harvest later" in words(get(reverse("order", args=[placed.link_token])))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("pieces", {"pieces": None}),
        ("kilograms", {"pieces": None, "kilograms": 200_000}),
        ("closes_on", {"window": Window(JULY, date(2027, 6, 1), *(date(2027, 8, 1),) * 2)}),
        ("ships_from", {"window": Window(date(2027, 8, 5), date(2027, 8, 9), date(2027, 8, 1), date(2027, 8, 9))}),
        ("ships_to", {"window": Window(JULY, JULY, date(2027, 9, 1), date(2027, 8, 9))}),
        ("ships_to", {"window": Window(JULY, JULY, date(2027, 9, 1), date(2029, 8, 9))}),
    ],
)
def test_what_can_not_be_sold_ahead_is_refused_with_its_field(apricots: Listing, field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(SeasonRefused) as refused:
        _begin(apricots, **wrong)
    assert refused.value.field == field
    assert not Season.objects.exists()


def test_what_is_in_stock_is_sold_first_and_one_season_runs_at_a_time(apricots: Listing) -> None:
    with pytest.raises(SeasonRefused):
        _begin(make.make_food(apricots.group, stock=1))
    with pytest.raises(SeasonRefused):
        _begin(make.make_listing(apricots.group, stock=0), pieces=None, kilograms=5)
    season = _begin(apricots)
    with pytest.raises(SeasonRefused):
        _begin(apricots)
    with pytest.raises(SeasonRefused):
        slip(season, ships_from=JULY, ships_to=WINDOW.ships_to, reason="sooner", acting_user=make.make_member(apricots.group))


def test_pages_say_when_it_is_sent_and_how_much_there_is(apricots: Listing) -> None:
    lister = Lister(apricots.group)
    page = f"/workspace/listings/{apricots.slug}/season/"
    said = {"opens_on": "2027-07-01", "closes_on": "2027-08-15", "ships_from": "2027-08-20", "ships_to": "2027-09-05"}
    assert lister.client.post(page, {**said, "closes_on": "2027-06-01", "pieces": "4"}).status_code == 422
    assert "It is sold ahead." in words(lister.client.post(page, {**said, "kilograms": "20"}, follow=True))
    facts.refresh([apricots.pk])
    shown = text_of(get(f"/p/{apricots.slug}/"))
    assert "Sold ahead: sent between 20 Aug" in shown
    assert "20 kg in all" in shown
    assert "Packed from 20 Aug" in text_of(get("/products/"))
    assert apricots.title in text_of(get("/products/?ready=52"))
    assert apricots.title not in text_of(get("/products/?ready=51"))  # it is not ready before, whatever its days to pack
    moved = lister.client.post(page, {"ships_from": "2027-08-25", "ships_to": "2027-09-10", "reason": "rain"}, follow=True)
    assert "0 orders wait for it" in words(moved)
    assert "Nothing is sold ahead" in words(lister.client.post(page, {"act": "end"}, follow=True))
    packer = Lister(apricots.group, role=Membership.Role.PACKER)
    assert packer.client.get(page).status_code == 404


def test_basket_and_order_keep_what_waits_for_the_harvest_apart_from_what_is_there(apricots: Listing) -> None:
    _begin(apricots)
    there = make.make_food(apricots.group, dispatch_days=2)
    both = basket_cards(quote(make.make_basket(apricots, there), make.DELHI))
    [card] = both
    assert not card.is_ahead
    assert [first > WINDOW.ships_from for first, _last in card.arrivals] == [False, True]
    [alone] = basket_cards(quote(make.make_basket(apricots), make.DELHI))
    assert alone.is_ahead
    assert len(alone.arrivals) == 1

    lines = [line for part in order_page(make.make_paid_order(apricots, there).order).parts for line in part.lines]
    assert sorted((line.slug == apricots.slug, line.is_ahead) for line in lines) == [(False, False), (True, True)]


def test_racing_buyers_get_no_more_than_the_harvest(committed_db: None) -> None:
    today = timezone.localdate()
    listing = make.make_food(make.make_group(), stock=0, net_quantity=Decimal(500), net_unit="g")
    window = Window(today, today + timedelta(days=30), today + timedelta(days=40), today + timedelta(days=50))
    _begin(listing, window=window, pieces=None, kilograms=3)
    baskets = [make.make_basket((listing, 2)) for _number in range(5)]
    answers = all_at_once(5, lambda number: make.place(baskets[number]))
    placed = [answer for answer in answers if isinstance(answer, checkout.Placed)]
    assert len(placed) == Order.objects.count() == 3
    assert all(isinstance(answer, SoldOut) for answer in answers if isinstance(answer, Exception))
    assert make.stock_of(listing).num_allocated == Season.objects.get().pieces == 6
