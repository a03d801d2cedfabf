"""A road is closed once, and every promise that is not frozen knows it; those in orders stay."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from delivery import closing
from delivery.causes import CAUSES
from delivery.closing import ClosingRefused
from delivery.models import Closure
from journal.models import AuditEntry
from orders.models import LineRecord, Parcel
from orders.quotes import quote
from tests.orders import factories as make

SOON = timedelta(days=60)


@pytest.fixture(autouse=True)
def _nothing_is_closed(db: None) -> None:
    make.reference()
    Closure.objects.all().delete()


def _shut(route: str = "zoji_la", **fields: object) -> str:
    today = timezone.localdate()
    given = {"starts_on": today, "ends_on": today + SOON, "acting_user": make.make_member(make.make_group()), **fields}
    return closing.shut(route=closing.routes()[route], **given)


def _frozen() -> list[tuple[object, ...]]:
    parcels = list(Parcel.objects.order_by("pk").values_list("pk", "charge_paise", "promised_from", "promised_to", "promise_note"))
    return parcels + list(LineRecord.objects.order_by("pk").values_list("pk", "promised_from", "promised_to"))


def test_closing_the_road_moves_every_promise_that_is_not_frozen_and_no_frozen_one() -> None:
    groups = [make.make_group(pin=pin) for pin in ("194101", "194103")]
    goods = [make.make_listing(group) for group in groups]
    make.make_paid_order(*goods)
    make.place_order(*goods)
    open_baskets = [make.make_basket(*goods), make.make_basket(goods[0])]
    frozen = _frozen()
    before = [quote(basket, make.DELHI) for basket in open_baskets]
    _shut()
    after = [quote(basket, make.DELHI) for basket in open_baskets]
    days = {"194101": 3, "194103": 7}
    for old, new in zip(before, after, strict=True):
        assert new.hash != old.hash
        for group, was, now in zip(groups, old.groups, new.groups, strict=False):
            assert now.arrives_from - was.arrives_from == now.arrives_to - was.arrives_to == timedelta(days=days[group.pin])
            assert (now.delivery_paise, now.total_paise) == (was.delivery_paise, was.total_paise)
            assert "Zoji La" in now.parcels[0].promise.note
    assert _frozen() == frozen


def test_the_words_are_chosen_and_read_in_the_language_of_the_page() -> None:
    assert {route.cause for route in closing.routes().values()} <= set(CAUSES)
    with pytest.raises(ClosingRefused) as refused:
        _shut(cause="Somebody typed this")
    assert refused.value.field == "cause"
    assert not Closure.objects.exists()
    _shut(cause="Landslide on the road")
    basket = make.make_basket(make.make_listing(make.make_group(pin="194101")))
    told = {}
    for code in ("en", "hi", "ur"):
        with translation.override(code):
            told[code] = quote(basket, make.DELHI).groups[0].parcels[0].promise.note
    assert told["en"].startswith("Landslide on the road: ")
    assert "Landslide" not in told["hi"] + told["ur"]
    assert len(set(told.values())) == 3


def test_one_act_closes_all_hubs_and_opens_them_again() -> None:
    batch = _shut()
    assert sorted(Closure.objects.filter(batch=batch).values_list("hub__code", "extra_days")) == [("diskit", 4), ("kargil", 7), ("leh", 3)]
    person = make.make_member(make.make_group())
    assert closing.reopen(batch, acting_user=person) == 3
    assert closing.reopen(batch, acting_user=person) == 0
    assert not Closure.objects.filter(ends_on__gte=timezone.localdate()).exists()
    assert list(AuditEntry.objects.filter(subject_type="delivery.closure").values_list("action", flat=True).order_by("pk")) == [
        "delivery.closed",
        "delivery.reopened",
    ]


def test_a_road_that_was_closed_for_a_while_keeps_its_past_when_it_opens() -> None:
    batch = _shut()
    Closure.objects.update(starts_on=timezone.localdate() - timedelta(days=5))
    closing.reopen(batch, acting_user=make.make_member(make.make_group()))
    assert set(Closure.objects.values_list("ends_on", flat=True)) == {timezone.localdate() - timedelta(days=1)}


def test_the_last_day_moves_for_all_hubs() -> None:
    batch = _shut()
    later = timezone.localdate() + timedelta(days=90)
    person = make.make_member(make.make_group())
    assert closing.move_end(batch, ends_on=later, acting_user=person) == 3
    assert closing.move_end(batch, ends_on=later, acting_user=person) == 0
    with pytest.raises(ClosingRefused):
        closing.move_end(batch, ends_on=timezone.localdate() - timedelta(days=3), acting_user=person)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("ends_on", {"starts_on": date(2031, 1, 2), "ends_on": date(2031, 1, 1)}),
        ("ends_on", {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 1, 9)}),
        ("ends_on", {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 1)}),
        ("extra_days", {"extra_days": 61}),
    ],
)
def test_what_can_not_be_closed_is_refused_with_its_field(field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(ClosingRefused) as refused:
        _shut(**wrong)
    assert refused.value.field == field
    assert not Closure.objects.exists()


def test_every_route_of_the_file_names_hubs_that_exist() -> None:
    for code in closing.routes():
        batch = _shut(code)
        rows = Closure.objects.filter(batch=batch)
        assert rows.count() == len(closing.routes()[code].hubs)
        assert rows.filter(hub=None).exists() == ("" in closing.routes()[code].hubs)
