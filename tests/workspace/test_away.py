"""Closed days in the workspace, and what shoppers see of them."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from journal.models import AuditEntry
from orders.models import Parcel, ProducerOrder
from orders.quotes import quote
from producers.models import AwayPeriod, Holiday, Membership
from search import facts
from search.models import ProductFacts
from tests.orders import factories as make
from tests.storefront.buyer import words
from tests.storefront.looking import get, text_of
from tests.workspace.listing_pages import Lister

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("january")]
AWAY = {"starts_on": "2027-01-04", "ends_on": "2027-01-20"}


@pytest.fixture
def january(db: None) -> object:
    """A morning on which nothing is closed but what the test closes."""
    with time_machine.travel("2027-01-04T05:00:00Z", tick=False):
        Holiday.objects.all().delete()
        yield


@pytest.fixture
def lister(january: None) -> Lister:
    return Lister(make.make_group())


def _page(lister: Lister) -> str:
    return f"/workspace/groups/{lister.group.slug}/away/"


def test_two_taps_close_and_one_opens_again(lister: Lister) -> None:
    Holiday.objects.create(code="losar", name="Losar", starts_on=date(2027, 2, 7), ends_on=date(2027, 2, 9), rollup="leh")
    Holiday.objects.create(code="nauroz", name="Nauroz", starts_on=date(2027, 2, 7), ends_on=date(2027, 2, 9), rollup="kargil")
    shown = words(lister.client.get(_page(lister)))
    assert "Losar" in shown
    assert "Nauroz" not in shown
    answer = lister.client.post(_page(lister), {"starts_on": "2027-02-07", "ends_on": "2027-02-09", "way": "packed"}, follow=True)
    assert "Orders still come" in words(answer)
    made = AwayPeriod.objects.get()
    assert (made.group, made.is_paused, made.ends_on) == (lister.group, False, date(2027, 2, 9))
    answer = lister.client.post(f"{_page(lister)}{made.pk}/end/", follow=True)
    assert "You are back" in words(answer)
    made.refresh_from_db()
    assert made.taken_back_at is not None


def test_wrong_days_are_said_beside_their_field_and_what_was_typed_stays(lister: Lister) -> None:
    answer = lister.client.post(_page(lister), {"starts_on": "2027-01-20", "ends_on": "2027-01-04", "reason": "weaving", "way": "packed"})
    assert answer.status_code == 422
    assert "The last day lies before the first." in words(answer)
    assert 'value="weaving"' in answer.content.decode()
    assert not AwayPeriod.objects.exists()


def test_a_facilitator_closes_on_behalf_of_the_group_and_a_packer_does_not(lister: Lister) -> None:
    packer = Lister(lister.group, role=Membership.Role.PACKER)
    assert packer.client.post(_page(lister), {**AWAY, "way": "packed"}).status_code == 404
    foreign = Lister(make.make_group())
    own = AwayPeriod.objects.create(group=lister.group, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 20))
    assert foreign.client.post(f"/workspace/groups/{foreign.group.slug}/away/{own.pk}/end/").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="producers.away").exists()


def test_a_group_that_is_away_is_bought_from_and_everybody_sees_from_when_it_packs(lister: Lister) -> None:
    goods = make.make_listing(lister.group, "Stole", live_at=timezone.now(), dispatch_days=2)
    lister.client.post(_page(lister), {**AWAY, "way": "packed"})
    facts.refresh([goods.pk])
    assert "packed from 21 Jan" in text_of(get(f"/p/{goods.slug}/"))
    assert "Packed from 21 Jan" in text_of(get("/products/"))
    placed = make.make_paid_order(goods)
    part = ProducerOrder.objects.get(order=placed.order)
    assert timezone.localdate(part.due_at) == date(2027, 1, 23)
    assert "away" in Parcel.objects.get(producer_order=part).promise_note


def test_a_group_that_pauses_is_not_bought_from(lister: Lister) -> None:
    goods = make.make_listing(lister.group, "Stole", live_at=timezone.now())
    basket = make.make_basket(goods)
    lister.client.post(_page(lister), {**AWAY, "way": "paused"})
    facts.refresh([goods.pk])
    shown = text_of(get(f"/p/{goods.slug}/"))
    assert "Sold again from 21 Jan" in shown
    assert "Add to basket" not in shown
    assert "Sold again from 21 Jan" in text_of(get("/products/"))
    [problem] = quote(basket, make.DELHI).problems
    assert problem.code == "away"
    assert "21 January 2027" in str(problem.words)


def test_an_order_placed_before_the_group_went_away_keeps_its_promise(lister: Lister) -> None:
    placed = make.make_paid_order(make.make_listing(lister.group))
    frozen = list(Parcel.objects.values_list("promised_from", "promised_to"))
    due = ProducerOrder.objects.get(order=placed.order).due_at
    lister.client.post(_page(lister), {**AWAY, "way": "packed"})
    assert list(Parcel.objects.values_list("promised_from", "promised_to")) == frozen
    assert ProducerOrder.objects.get(order=placed.order).due_at == due


def test_money_that_comes_while_the_group_is_away_moves_the_days_no_further_than_it_packs(lister: Lister) -> None:
    goods = make.make_listing(lister.group, dispatch_days=2)
    lister.client.post(_page(lister), {**AWAY, "way": "packed"})
    placed = make.place_order(goods)
    promised = Parcel.objects.get().promised_to
    with time_machine.travel("2027-01-05T05:00:00Z", tick=False):
        make.pay(placed)
    assert Parcel.objects.get().promised_to == promised
    assert timezone.localdate(ProducerOrder.objects.get().due_at) == date(2027, 1, 23)


def test_cards_follow_the_calendar(lister: Lister) -> None:
    goods = make.make_listing(lister.group, live_at=timezone.now())
    facts.refresh([goods.pk])
    AwayPeriod.objects.create(group=lister.group, starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 6))
    assert facts.follow_calendars() == 0
    days = []
    for day in (5, 6, 7, 8):
        with time_machine.travel(f"2027-01-0{day}T05:00:00Z", tick=False):
            counts = facts.follow_calendars(), facts.follow_calendars()
            row = ProductFacts.objects.get(listing=goods)
            days.append((*counts, row.back_on, row.dispatch_days - goods.dispatch_days))
    assert days == [(1, 0, date(2027, 1, 7), 2), (1, 0, date(2027, 1, 7), 1), (1, 0, None, 0), (0, 0, None, 0)]
