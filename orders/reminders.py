"""A part that nobody answers: its group is reminded after one, two and three days, then who helps it, then it is on staff's list.

Only the group's working time counts: days on which it is away, and holidays, are told by the port below.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from journal import schedule
from notices.models import Notice
from orders import reminder_letters
from orders.effects import members_of
from orders.models import ProducerOrder
from producers.models import Facilitation, ProducerGroup

# Hours of the group's working time after which it is reminded. With the last one those who act for it are told as well.
AFTER_HOURS = (24, 48, 72)
# A day later a person of the shop calls, or asks the shopper.
NOBODY_ANSWERS_AFTER = timedelta(hours=96)
_BEFORE = timedelta(days=60)  # what is older has been on the list for weeks, and is not reminded of any more

# Days between two days, both included, on which a group does not work.
DaysOff = Callable[[ProducerGroup, date, date], Iterable[date]]
_days_off: dict[str, DaysOff] = {}


@dataclass(frozen=True)
class Unanswered:
    """A part that its group has not answered, and how many hours of working time it has had."""

    part: ProducerOrder
    hours: int


def register_days_off(name: str, days: DaysOff) -> None:
    """Say on which days groups do not work. Raises ``ValueError`` when the name is already used for another function."""
    if _days_off.setdefault(name, days) is not days:
        raise ValueError(f"The days off {name!r} are registered twice.")


def working_time(group: ProducerGroup, since: datetime, until: datetime) -> timedelta:
    """How much of the time between two moments the group works: all of it but its days off, each from midnight to midnight."""
    first, last = timezone.localdate(since), timezone.localdate(until)
    off = {day for days in _days_off.values() for day in days(group, first, last)}
    idle = timedelta(0)
    for day in off:
        begins = timezone.make_aware(datetime.combine(day, time()))
        idle += max(timedelta(0), min(until, begins + timedelta(days=1)) - max(since, begins))
    return until - since - idle


def remind_due(now: datetime | None = None) -> int:
    """Remind of every part that waits for an answer; how many reminders were written. Running it again writes none."""
    now = now or timezone.now()
    waiting = _waiting(now - timedelta(hours=AFTER_HOURS[0])).filter(released_at__gte=now - _BEFORE)
    return sum(_remind(part, now) for part in waiting)


def nobody_answers(now: datetime | None = None) -> list[Unanswered]:
    """What staff have to see to: parts without an answer when all reminders are over, the longest first."""
    now = now or timezone.now()
    found = []
    for part in _waiting(now - NOBODY_ANSWERS_AFTER).select_related("order__record"):
        worked = _worked(part, now)
        if worked >= NOBODY_ANSWERS_AFTER:
            found.append(Unanswered(part, int(worked.total_seconds() // 3600)))
    return found


def _waiting(released_before: datetime) -> QuerySet[ProducerOrder]:
    found = ProducerOrder.objects.filter(status=ProducerOrder.Status.NEW, released_at__lte=released_before)
    return found.select_related("group").order_by("released_at", "pk")


def _worked(part: ProducerOrder, now: datetime) -> timedelta:
    return working_time(part.group, part.released_at or part.held_at, now)


def _remind(part: ProducerOrder, now: datetime) -> bool:
    """Write the reminder whose hour is over, if it was not written before. Those that were missed meanwhile are not made up for."""
    worked = _worked(part, now)
    over = [hours for hours in AFTER_HOURS if worked >= timedelta(hours=hours)]
    if not over or _was_reminded(part, over[-1]):
        return False
    people = _people(part, over[-1])
    with transaction.atomic():
        for person in people:
            reminder_letters.unanswered(part, person, over[-1], is_last=over[-1] == AFTER_HOURS[-1])
    return bool(people)


def _was_reminded(part: ProducerOrder, hours: int) -> bool:
    return Notice.objects.filter(dedup_key__startswith=f"{reminder_letters.KIND}:{part.number}:{hours}:").exists()


def _people(part: ProducerOrder, hours: int) -> list[User]:
    """Who handles orders in the group; at last, or where nobody of it can be reached, those who act for it as well."""
    people = {person.pk: person for person in members_of(part.group_id)}
    if hours == AFTER_HOURS[-1] or not people:
        acting = Facilitation.objects.filter(group_id=part.group_id, ended_at__isnull=True, user__is_active=True)
        people |= {row.user_id: row.user for row in acting.exclude(user__email=None).exclude(user__email="").select_related("user")}
    return [people[key] for key in sorted(people)]


@schedule.job("orders.unanswered", every=timedelta(minutes=15))
def _by_the_clock() -> None:
    remind_due()
