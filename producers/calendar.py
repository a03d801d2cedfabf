"""Which days a group works: all days but its own closed ones and the holidays of its district. Every clock of a group asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, BooleanField, JSONField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from journal.composed import Hole
from journal.folded import Rows
from producers.away_models import AwayPeriod, Holiday
from producers.models import ProducerGroup

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """Days on which nothing is packed, both ends counted. ``is_paused``: nothing is sold on them either. ``words``: the feast, or why."""

    first: date
    last: date
    is_paused: bool = False
    is_holiday: bool = False
    words: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def back_on(self) -> date:
        return self.last + ONE_DAY


@dataclass(frozen=True)
class Calendar:
    """The closed days of one group."""

    closed: tuple[Closed, ...] = ()

    def works_on(self, day: date) -> bool:
        return not any(closed.holds(day) for closed in self.closed)

    def next_open(self, day: date) -> date:
        """``day``, or the first day after it on which the group works."""
        while covering := [closed for closed in self.closed if closed.holds(day)]:
            day = max(closed.back_on for closed in covering)
        return day

    def after(self, day: date, working_days: int) -> date:
        """The working day on which so many working days have passed, counted from the first one on or after ``day``."""
        day = self.next_open(day)
        for _one in range(working_days):
            day = self.next_open(day + ONE_DAY)
        return day

    def working_days(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``: what the record of a group's days to pack counts."""
        return sum(self.works_on(first + timedelta(days=more)) for more in range(1, (last - first).days + 1))

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """How much of the time between two moments the group works: closed days do not count, from midnight to midnight in India."""
        at, worked = timezone.localtime(since), timedelta(0)
        while at < until:
            end = min(until, _midnight(at.date() + ONE_DAY))
            if self.works_on(at.date()):
                worked += end - at
            at = timezone.localtime(end)
        return worked

    def moment_after(self, moment: datetime, wait: timedelta) -> datetime:
        """``wait`` later, while the hours of closed days (Indian time) do not count."""
        at = timezone.localtime(moment)
        while True:
            if not self.works_on(at.date()):
                at = _midnight(self.next_open(at.date()))
            left = _midnight(at.date() + ONE_DAY) - at
            if wait < left:
                return at + wait
            wait -= left
            at = _midnight(at.date() + ONE_DAY)

    def due_at(self, moment: datetime, working_days: int) -> datetime:
        """The end of the Indian day by which something that takes so many working days has to be done."""
        return self.end_of(self.after(timezone.localdate(moment), working_days))

    @staticmethod
    def end_of(day: date) -> datetime:
        """The last second of an Indian day."""
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

    def away_on(self, day: date) -> Closed | None:
        """The group's own closed days that hold ``day``; of several the longest."""
        return self.away_between(day, day)

    def away_between(self, first: date, last: date) -> Closed | None:
        """Own closed days that touch the days between; of several those that end last."""
        own = [closed for closed in self.closed if not closed.is_holiday and closed.first <= last and closed.last >= first]
        return max(own, key=lambda closed: closed.last, default=None)

    def pause_on(self, day: date) -> Closed | None:
        """The closed days on which the group does not sell, if ``day`` is one of them."""
        return next((closed for closed in self.closed if closed.is_paused and closed.holds(day)), None)


def own_days(group: ProducerGroup, since: date) -> Calendar:
    """The group's own closed days alone: enough to say whether it is away. One query."""
    rows = _away([group.pk], since).order_by("starts_on", "pk")
    return Calendar(tuple(Closed(away.starts_on, away.ends_on, is_paused=away.is_paused, words=away.reason) for away in rows))


def away_columns(on: date, *, group: str = "group") -> dict[str, Subquery]:
    """For a query of rows that have a group: its own closed days that hold this day, beside each. ``from_columns`` reads them.

    The longest of them, and the one on which nothing is sold: all that ``away_on`` and ``pause_on`` tell of the day. ``group`` is the
    column that names it: ``pk`` in a query of groups.
    """
    holding = AwayPeriod.objects.standing().filter(group=OuterRef(group), starts_on__lte=on, ends_on__gte=on)
    row = JSONObject(first="starts_on", last="ends_on", is_paused="is_paused", words="reason")
    found = {
        "away_today": holding.order_by("-ends_on", "starts_on", "pk"),
        "pause_today": holding.filter(is_paused=True).order_by("starts_on", "pk"),
    }
    return {name: Subquery(rows.values(row=row)[:1], output_field=JSONField()) for name, rows in found.items()}


def from_columns(row: object) -> Calendar:
    """The calendar of the day that ``away_columns`` was asked for. Raises ``KeyError`` where it was not asked."""
    found = [vars(row)[name] for name in ("away_today", "pause_today")]
    days = [{**one, "first": date.fromisoformat(one["first"]), "last": date.fromisoformat(one["last"])} for one in found if one]
    return Calendar(tuple(Closed(**one) for one in days))


def closed_columns(since: date | Hole) -> dict[str, Rows]:
    """For a query of rows that have a group: all that its calendar from this day on is made of, beside each."""
    own = AwayPeriod.objects.standing().filter(group=OuterRef("group"), ends_on__gte=since).order_by("starts_on", "pk")
    feasts = Holiday.objects.filter(is_set=True, ends_on__gte=since).order_by("starts_on", "pk")
    days = {"first": "starts_on", "last": "ends_on"}
    return {
        "own_days": Rows(own, "is_paused", words="reason", **days),
        "feasts": Rows(feasts, "rollup", "district_code", words="name", **days),
    }


def from_closed_columns(row: object, group: ProducerGroup) -> Calendar:
    """The calendar of a group, loaded with its district, from the columns of ``closed_columns``: as ``calendars`` reads it."""
    closed = [_closed(one, is_paused=bool(one["is_paused"])) for one in vars(row)["own_days"]]
    for one in vars(row)["feasts"]:
        if Holiday(rollup=one["rollup"], district_code=one["district_code"]).is_kept_by(group):
            closed.append(_closed(one, is_holiday=True))
    return Calendar(tuple(closed))


def _closed(row: dict[str, Any], *, is_paused: bool = False, is_holiday: bool = False) -> Closed:
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    return Closed(first, last, is_paused=is_paused, is_holiday=is_holiday, words=row["words"])


def calendars(groups: Iterable[ProducerGroup], since: date) -> dict[int, Calendar]:
    """The calendar of each group from ``since`` on, in one query. Groups come with their district loaded."""
    wanted = {group.pk: group for group in groups}
    own: dict[int, list[Closed]] = {}
    holidays: list[Holiday] = []
    for group_id, first, last, key, is_paused, words, rollup, district in _closed_days(list(wanted), since):
        if group_id is None:
            holidays.append(Holiday(pk=key, name=words, starts_on=first, ends_on=last, rollup=rollup, district_code=district))
        else:
            own.setdefault(group_id, []).append(Closed(first, last, is_paused=is_paused, words=words))
    return {
        key: Calendar((*own.get(key, ()), *(_feast(holiday) for holiday in holidays if holiday.is_kept_by(group))))
        for key, group in wanted.items()
    }


def _away(group_ids: Iterable[int], since: date) -> QuerySet[AwayPeriod]:
    return AwayPeriod.objects.standing().filter(group__in=list(group_ids), ends_on__gte=since)


def _closed_days(group_ids: list[int], since: date) -> list[tuple[Any, ...]]:
    """Closed days of groups, and holidays in the same columns without a group, earliest first: two tables in one statement."""
    days = ("starts_on", "ends_on", "pk")
    whose = _away(group_ids, since).order_by().values_list("group_id", *days, "is_paused", "reason", Value(""), Value(""))
    nobody, selling = Value(None, output_field=BigIntegerField()), Value(value=False, output_field=BooleanField())
    feasts = Holiday.objects.filter(is_set=True, ends_on__gte=since).order_by()
    both = whose.union(feasts.values_list(nobody, *days, selling, "name", "rollup", "district_code"), all=True)
    return sorted(both, key=lambda row: (row[1], row[3]))


def calendar_of(group: ProducerGroup, since: date) -> Calendar:
    """The same for one group."""
    return calendars([group], since)[group.pk]


def due_at(group: ProducerGroup, moment: datetime, working_days: int) -> datetime:
    """By when a group has to have done what takes so many of its working days from ``moment`` on."""
    return calendar_of(group, timezone.localdate(moment)).due_at(moment, working_days)


def working_time_after(group: ProducerGroup, moment: datetime, wait: timedelta) -> datetime:
    """``wait`` after ``moment``, while hours of days on which the group does not work do not count. Reminders ask this."""
    return calendar_of(group, timezone.localdate(moment)).moment_after(moment, wait)


def _feast(holiday: Holiday) -> Closed:
    return Closed(holiday.starts_on, holiday.ends_on, is_holiday=True, words=holiday.name)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
