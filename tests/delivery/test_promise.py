"""Promises: charge and days for a parcel, and what is refused."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.errors import NotDelivered, UnknownPin
from delivery.models import Carrier, Closure, Hub, Origin, Rate, Zone
from delivery.origins import set_origin
from delivery.parcels import ParcelSpec
from delivery.promise import Promise, promise, promises
from tests.orders.factories import DELHI, LEH, make_group

JUNE = date(2026, 6, 1)
BOX = ParcelSpec(weight_g=500, is_liquid=False, is_fragile=False, dispatch_days=2, is_food=False)


@pytest.fixture
def origin(db: None) -> Origin:
    """Leh, one to two days from the hub, with one rate to Delhi and one inside Ladakh; no closures."""
    group = make_group(pin=LEH)
    Rate.objects.all().delete()
    Closure.objects.all().delete()
    set_origin(group=group, hub=Hub.objects.get(code="leh"), days_to_hub_min=1, days_to_hub_max=2)
    _rate("N1", up_to_g=1000, charge_paise=9_500, days_min=4, days_max=8, surface_only_days=6)
    _rate("L1", up_to_g=1000, charge_paise=5_000, days_min=2, days_max=5)
    return Origin.objects.select_related("group", "hub").get(group=group)


def _rate(zone: str, *, hub: str = "leh", **fields: object) -> Rate:
    given = {"valid_from": date(2026, 1, 1), "carrier": Carrier.objects.get(code="india_post_parcel"), **fields}
    return Rate.objects.create(hub=Hub.objects.get(code=hub), zone=Zone.objects.get(code=zone), **given)


def _close(starts_on: date, ends_on: date, days: int, zone: str = "") -> Closure:
    return Closure.objects.create(
        hub=Hub.objects.get(code="leh"),
        zone=Zone.objects.get(code=zone) if zone else None,
        cause="Zoji La closed",
        starts_on=starts_on,
        ends_on=ends_on,
        extra_days=days,
    )


def test_days_to_pack_to_the_hub_and_on_the_way_add_up(origin: Origin) -> None:
    [made] = promise(origin, DELHI, [BOX], JUNE)
    assert made == Promise(9_500, date(2026, 6, 8), date(2026, 6, 13), "", "N1", carrier="india_post_parcel")


def test_liquids_and_glass_go_by_surface(origin: Origin) -> None:
    liquid = ParcelSpec(weight_g=500, is_liquid=True, is_fragile=False, dispatch_days=2, is_food=True)
    glass = ParcelSpec(weight_g=500, is_liquid=False, is_fragile=True, dispatch_days=2, is_food=False)
    made = promise(origin, DELHI, [liquid, glass], JUNE)
    assert [(one.arrives_from, one.arrives_to) for one in made] == [(date(2026, 6, 14), date(2026, 6, 19))] * 2


def test_the_slab_is_the_lightest_that_holds_the_parcel(origin: Origin) -> None:
    _rate("N1", up_to_g=499, charge_paise=7_000, days_min=4, days_max=8)
    _rate("N1", up_to_g=500, charge_paise=8_000, days_min=4, days_max=8)
    assert promise(origin, DELHI, [BOX], JUNE)[0].charge_paise == 8_000


def test_the_newest_rate_that_is_valid_today_counts(origin: Origin) -> None:
    _rate("N1", up_to_g=1000, charge_paise=11_000, days_min=4, days_max=8, valid_from=date(2026, 6, 1))
    _rate("N1", up_to_g=1000, charge_paise=99_000, days_min=4, days_max=8, valid_from=date(2026, 6, 2))
    assert promise(origin, DELHI, [BOX], date(2026, 5, 31))[0].charge_paise == 9_500
    assert promise(origin, DELHI, [BOX], JUNE)[0].charge_paise == 11_000


def test_a_rate_that_has_ended_does_not_count(origin: Origin) -> None:
    Rate.objects.filter(zone__code="N1").update(valid_to=date(2026, 5, 31))
    with pytest.raises(NotDelivered) as refusal:
        promise(origin, DELHI, [BOX], JUNE)
    assert refusal.value.code == "no_rate"


def test_a_parcel_above_the_heaviest_slab_is_refused(origin: Origin) -> None:
    heavy = ParcelSpec(weight_g=1001, is_liquid=False, is_fragile=False, dispatch_days=2, is_food=False)
    with pytest.raises(NotDelivered) as refusal:
        promise(origin, DELHI, [heavy], JUNE)
    assert refusal.value.code == "no_rate"


def test_a_closure_on_the_first_day_at_the_hub_delays_both_ends_and_says_why(origin: Origin) -> None:
    _close(date(2026, 6, 4), date(2026, 6, 4), 7)  # packed on the 3rd, at the hub on the 4th or 5th
    [made] = promise(origin, DELHI, [BOX], JUNE)
    assert (made.arrives_from, made.arrives_to) == (date(2026, 6, 15), date(2026, 6, 20))
    assert made.note == "Zoji La closed: up to 7 days more"


def test_a_closure_that_begins_after_the_first_day_delays_the_latest_arrival_only(origin: Origin) -> None:
    _close(date(2026, 6, 5), date(2026, 6, 30), 7)
    [made] = promise(origin, DELHI, [BOX], JUNE)
    assert (made.arrives_from, made.arrives_to) == (date(2026, 6, 8), date(2026, 6, 20))


@pytest.mark.parametrize(("starts_on", "ends_on"), [(date(2026, 6, 1), date(2026, 6, 3)), (date(2026, 6, 6), date(2026, 6, 30))])
def test_a_closure_before_or_after_the_days_at_the_hub_changes_nothing(origin: Origin, starts_on: date, ends_on: date) -> None:
    _close(starts_on, ends_on, 7)
    assert promise(origin, DELHI, [BOX], JUNE)[0].arrives_to == date(2026, 6, 13)


def test_of_two_closures_the_longer_one_counts(origin: Origin) -> None:
    _close(date(2026, 6, 1), date(2026, 6, 30), 3)
    _close(date(2026, 6, 1), date(2026, 6, 30), 9)
    assert promise(origin, DELHI, [BOX], JUNE)[0].arrives_to == date(2026, 6, 22)


def test_a_closure_of_the_pass_does_not_touch_parcels_inside_ladakh_unless_it_says_so(origin: Origin) -> None:
    _close(date(2026, 6, 1), date(2026, 6, 30), 7)
    assert promise(origin, LEH, [BOX], JUNE)[0].arrives_to == date(2026, 6, 10)
    _close(date(2026, 6, 1), date(2026, 6, 30), 4, zone="L1")
    assert promise(origin, LEH, [BOX], JUNE)[0].arrives_to == date(2026, 6, 14)


def _fresh(shelf_life_days: int) -> ParcelSpec:
    return ParcelSpec(weight_g=500, is_liquid=False, is_fragile=False, dispatch_days=1, is_food=True, shelf_life_days=shelf_life_days)


def test_fresh_goods_are_refused_outside_ladakh_when_they_would_spoil_on_the_way(origin: Origin) -> None:
    with pytest.raises(NotDelivered) as refusal:
        promise(origin, DELHI, [_fresh(9)], JUNE)  # up to 2 days to the hub and 8 on the way
    assert refusal.value.code == "too_far_for_fresh"
    assert promise(origin, DELHI, [_fresh(10)], JUNE)[0].arrives_to == date(2026, 6, 12)
    assert promise(origin, LEH, [_fresh(4)], JUNE)[0].zone_code == "L1"


@pytest.mark.parametrize(("tax_status", "refused"), [("regular", False), ("exempt_only", False), ("composition", True), ("enrolled", True)])
def test_groups_without_a_regular_registration_sell_inside_ladakh_only(origin: Origin, tax_status: str, refused: bool) -> None:
    origin.group.tax_status = tax_status
    assert promise(origin, LEH, [BOX], JUNE)
    [answer] = promises([(origin, [BOX])], DELHI, JUNE)
    assert (isinstance(answer, NotDelivered) and answer.code == "home_only") is refused


def test_one_group_that_does_not_deliver_leaves_the_others_their_promises(origin: Origin) -> None:
    answers = promises([(None, [BOX]), (origin, [BOX])], DELHI, JUNE)
    assert isinstance(answers[0], NotDelivered)
    assert answers[0].code == "no_origin"
    assert answers[1] == [Promise(9_500, date(2026, 6, 8), date(2026, 6, 13), "", "N1", carrier="india_post_parcel")]


def test_an_unknown_pin_is_refused(origin: Origin) -> None:
    with pytest.raises(UnknownPin):
        promise(origin, "194108", [BOX], JUNE)


def test_promises_take_three_queries_for_one_group_and_for_many(origin: Origin) -> None:
    for count in (1, 24):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            promises([(origin, [BOX] * 3)] * count, DELHI, JUNE)
        assert len(seen) == 3


def test_today_is_the_indian_day(origin: Origin, time_machine: object) -> None:
    time_machine.move_to("2026-06-01T19:00:00Z", tick=False)  # half past midnight of 2 June in India
    assert promise(origin, DELHI, [BOX])[0].arrives_from == date(2026, 6, 9)
