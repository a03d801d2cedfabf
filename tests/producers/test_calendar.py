"""Working days of a group: its own closed days and the holidays of its district do not count."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal.models import AuditEntry
from producers import away, holidays
from producers.away import AwayRefused
from producers.calendar import Calendar, Closed, calendar_of, calendars, due_at, working_time_after
from producers.models import AwayPeriod, Holiday, ProducerGroup
from tests.orders.factories import make_group, make_member

JANUARY = datetime(2027, 1, 1, 6, tzinfo=UTC)
AWAY = Closed(date(2027, 1, 4), date(2027, 1, 20))
FEAST = Closed(date(2027, 1, 21), date(2027, 1, 21), is_holiday=True, words="Losar")


@pytest.fixture
def group(db: None) -> ProducerGroup:
    Holiday.objects.all().delete()
    return make_group("sumda")


def _india(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


def _close(group: ProducerGroup, first: date, last: date, **more: object) -> AwayPeriod:
    given = {"is_paused": False, "acting_user": make_member(group), **more}
    return away.close(group=group, starts_on=first, ends_on=last, **given)


@pytest.mark.parametrize(
    ("day", "working_days", "then"),
    [
        (date(2027, 1, 1), 0, date(2027, 1, 1)),
        (date(2027, 1, 1), 2, date(2027, 1, 3)),
        (date(2027, 1, 1), 3, date(2027, 1, 22)),
        (date(2027, 1, 4), 0, date(2027, 1, 22)),
        (date(2027, 1, 10), 2, date(2027, 1, 24)),
        (date(2027, 1, 21), 1, date(2027, 1, 23)),
    ],
)
def test_closed_days_and_the_feast_behind_them_do_not_count(day: date, working_days: int, then: date) -> None:
    assert Calendar((AWAY, FEAST)).after(day, working_days) == then


def test_without_closed_days_every_day_counts() -> None:
    assert Calendar().after(date(2027, 1, 1), 5) == date(2027, 1, 6)
    assert Calendar().working_days(date(2027, 1, 1), date(2027, 1, 6)) == 5
    assert Calendar((AWAY,)).working_days(date(2027, 1, 1), date(2027, 1, 22)) == 4


def test_hours_of_a_reminder_stand_still_while_the_group_is_away() -> None:
    calendar = Calendar((AWAY, FEAST))
    asked = _india(2027, 1, 3, 18, 0)
    assert calendar.moment_after(asked, timedelta(hours=5)) == _india(2027, 1, 3, 23, 0)
    assert calendar.moment_after(asked, timedelta(hours=24)) == _india(2027, 1, 22, 18, 0)
    in_between = _india(2027, 1, 10, 9, 0)
    assert calendar.moment_after(in_between, timedelta(hours=24)) == _india(2027, 1, 23, 0, 0)


def test_a_feast_counts_only_where_it_is_kept_and_only_once_it_is_set(group: ProducerGroup) -> None:
    feast = Holiday.objects.create(code="ashura", name="Ashura", starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 2), rollup="kargil")
    staff = make_member(group)
    holidays.set_days(feast, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 3), counts=True, acting_user=staff)
    kargil = make_group("drass")
    kargil.district.rollup = "kargil"
    days = calendars([group, kargil], date(2027, 1, 1))
    assert days[group.pk].works_on(date(2027, 1, 2))
    assert not days[kargil.pk].works_on(date(2027, 1, 3))
    holidays.set_days(feast, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 3), counts=False, acting_user=staff)
    assert calendar_of(kargil, date(2027, 1, 1)).works_on(date(2027, 1, 3))
    assert AuditEntry.objects.filter(action="producers.holiday").count() == 2


def test_holidays_of_the_file_are_proposed_and_not_counted(db: None) -> None:
    assert holidays.load_holidays() == holidays.load_holidays() >= 10
    assert not Holiday.objects.filter(is_set=True).exists()


def test_what_staff_have_set_is_not_proposed_again(group: ProducerGroup) -> None:
    holidays.load_holidays()
    losar = Holiday.objects.get(code="losar-2026")
    holidays.set_days(losar, starts_on=date(2026, 12, 9), ends_on=date(2026, 12, 11), counts=True, acting_user=make_member(group))
    holidays.load_holidays()
    losar.refresh_from_db()
    assert (losar.starts_on, losar.is_set) == (date(2026, 12, 9), True)


@time_machine.travel(JANUARY, tick=False)
def test_a_group_says_closed_and_its_clocks_stand_still(group: ProducerGroup) -> None:
    made = _close(group, date(2027, 1, 4), date(2027, 1, 20), reason="  Losar   at home ")
    assert made.reason == "Losar at home"
    assert due_at(group, timezone.now(), 3).date() == date(2027, 1, 21)
    assert working_time_after(group, timezone.now(), timedelta(hours=72)) == _india(2027, 1, 21, 11, 30)
    assert calendar_of(group, date(2027, 1, 1)).pause_on(date(2027, 1, 5)) is None
    assert AuditEntry.objects.filter(action="producers.away").count() == 1


@time_machine.travel(JANUARY, tick=False)
def test_saying_it_twice_says_it_once_and_the_last_word_on_pausing_counts(group: ProducerGroup) -> None:
    first = _close(group, date(2027, 1, 4), date(2027, 1, 20))
    again = _close(group, date(2027, 1, 4), date(2027, 1, 20), is_paused=True)
    assert first.pk == again.pk
    paused = calendar_of(group, date(2027, 1, 1)).pause_on(date(2027, 1, 20))
    assert paused is not None
    assert paused.back_on == date(2027, 1, 21)
    before = AuditEntry.objects.count()
    _close(group, date(2027, 1, 4), date(2027, 1, 20), is_paused=True)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2027, 1, 9), date(2027, 1, 8), "ends_on"),
        (date(2026, 12, 1), date(2026, 12, 31), "ends_on"),
        (date(2026, 12, 31), date(2027, 1, 5), "starts_on"),
        (date(2027, 1, 2), date(2027, 7, 1), "ends_on"),
        (date(2028, 1, 3), date(2028, 1, 5), "starts_on"),
        (date(2027, 3, 5), date(2027, 3, 9), "starts_on"),
    ],
)
@time_machine.travel(JANUARY, tick=False)
def test_days_that_can_not_be_closed_are_refused_with_the_field(group: ProducerGroup, first: date, last: date, field: str) -> None:
    _close(group, date(2027, 3, 1), date(2027, 3, 5))
    with pytest.raises(AwayRefused) as refused:
        _close(group, first, last)
    assert refused.value.field == field
    assert AwayPeriod.objects.count() == 1


def test_the_group_is_back_sooner_and_what_is_past_stays_closed(group: ProducerGroup) -> None:
    person = make_member(group)
    with time_machine.travel(JANUARY, tick=False):
        made = _close(group, date(2027, 1, 4), date(2027, 1, 20))
        later = _close(group, date(2027, 3, 1), date(2027, 3, 5))
    with time_machine.travel(JANUARY + timedelta(days=9), tick=False):
        away.end(made, acting_user=person)
        away.end(made, acting_user=person)
        away.end(later, acting_user=person)
        assert AuditEntry.objects.filter(action="producers.away_ended").count() == 2
    calendar = calendar_of(group, date(2027, 1, 1))
    assert calendar.closed == (Closed(date(2027, 1, 4), date(2027, 1, 9)),)


def test_calendars_of_many_groups_are_read_in_one_query(group: ProducerGroup) -> None:
    groups = [make_group(f"group-{number}") for number in range(5)]
    with CaptureQueriesContext(connection) as asked:
        calendars([group, *groups], date(2027, 1, 1))
    assert len(asked) == 1
