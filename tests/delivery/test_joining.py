"""Parcels of several groups in one order, joined at a common facility centre: cheaper, a little later, each part with its share."""

from datetime import date, timedelta

import pytest

from catalogue.models import Listing
from delivery.models import Closure, FacilityCentre, Hub, Origin
from delivery.origins import set_origin
from delivery.settling import settle_centre
from orders.models import Parcel, ProducerOrder
from orders.quotes import Quote, quote
from producers.models import AwayPeriod, Holiday, ProducerGroup
from tests.orders import factories as make

JUNE = date(2027, 6, 1)


@pytest.fixture
def groups(db: None) -> list[ProducerGroup]:
    """Three groups that bring their parcels to the centre in Leh, which joins them in one to two days."""
    make.reference()
    Closure.objects.all().delete()
    Holiday.objects.all().delete()
    centre = FacilityCentre.objects.get(code="leh")
    settle_centre(
        centre, days_min=1, days_max=2, fee_paise=1_000, most_days_later=3, is_open=True, acting_user=make.make_member(make.make_group())
    )
    groups = [make.make_group() for _number in range(3)]
    for days, group in enumerate(groups):
        set_origin(group=group, hub=Hub.objects.get(code="leh"), centre=centre, days_to_hub_min=days, days_to_hub_max=days + 1)
    return groups


def _quote(*listings: Listing) -> Quote:
    return quote(make.make_basket(*listings), make.DELHI, on=JUNE)


def test_joined_parcels_are_paid_once_and_shared_by_weight(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(group, weight_g=weight) for group, weight in zip(groups, (100, 100, 50), strict=True)]
    alone = sum(_quote(one).delivery_paise for one in goods)
    together = _quote(*goods)
    assert (alone, together.delivery_paise) == (15_000, 6_000)  # one parcel of 250 g for 5,000 and the fee of 1,000
    assert [group.delivery_paise for group in together.groups] == [2_400, 2_400, 1_200]
    assert {group.parcels[0].promise.joined_at for group in together.groups} == {"Common facility centre, Leh"}


def test_the_joined_parcel_waits_for_the_slowest_and_for_the_centre(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(group, weight_g=80) for group in groups]
    [slow] = _quote(goods[2]).groups
    for group in _quote(*goods).groups:
        assert (group.arrives_from, group.arrives_to) == (slow.arrives_from + timedelta(days=1), slow.arrives_to + timedelta(days=2))


def test_food_and_other_goods_are_not_joined(groups: list[ProducerGroup]) -> None:
    together = _quote(make.make_listing(groups[0], weight_g=100), make.make_food(groups[1], weight_g=100))
    assert [group.parcels[0].promise.joined_at for group in together.groups] == ["", ""]


def test_nothing_is_joined_where_it_would_come_much_later(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(groups[0], weight_g=100), make.make_listing(groups[1], weight_g=100)]
    assert _quote(*goods).groups[0].parcels[0].promise.joined_at
    FacilityCentre.objects.update(days_max=5)
    assert not _quote(*goods).groups[0].parcels[0].promise.joined_at


def test_a_group_that_is_away_keeps_the_joined_parcel_waiting(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(groups[0], weight_g=100), make.make_listing(groups[1], weight_g=100)]
    before = _quote(*goods).groups[0].arrives_to
    AwayPeriod.objects.create(group=groups[1], starts_on=JUNE, ends_on=JUNE + timedelta(days=6))
    assert _quote(*goods).groups[0].arrives_to == before + timedelta(days=7)


def test_nothing_is_joined_where_it_costs_more_or_the_centre_is_shut(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(group, weight_g=100) for group in groups[:2]]
    for wrong in ({"fee_paise": 90_000}, {"fee_paise": 0, "is_open": False}):
        FacilityCentre.objects.update(**wrong)
        together = _quote(*goods)
        assert together.delivery_paise == 10_000
        assert not any(group.parcels[0].promise.joined_at for group in together.groups)


def test_goods_of_a_group_elsewhere_travel_alone(groups: list[ProducerGroup]) -> None:
    elsewhere = make.make_group()
    Origin.objects.filter(group=elsewhere).update(centre=None)
    together = _quote(*(make.make_listing(group, weight_g=100) for group in (*groups[:2], elsewhere)))
    assert [bool(group.parcels[0].promise.joined_at) for group in together.groups] == [True, True, False]


def test_an_order_freezes_the_shares(groups: list[ProducerGroup]) -> None:
    goods = [make.make_listing(group, weight_g=weight) for group, weight in zip(groups[:2], (100, 33), strict=True)]
    placed = make.make_paid_order(*goods)
    parts = list(ProducerOrder.objects.filter(order=placed.order).order_by("pk"))
    assert sum(part.delivery_paise for part in parts) == 6_000
    assert [part.delivery_paise for part in parts] == [4_511, 1_489]
    assert set(Parcel.objects.values_list("joined_at", flat=True)) == {"Common facility centre, Leh"}
    assert {parcel.charge_paise for parcel in Parcel.objects.filter(producer_order__in=parts)} == {4_511, 1_489}
