"""A part that nobody answers: its group is reminded after one, two and three days, then who helps it, then it is on staff's list.

Only the group's working time counts: its closed days and the holidays of its district do not (``producers.calendar``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from journal import schedule
from notices.models import Notice
from orders import reminder_letters
from orders.effects import members_of
from orders.models import ProducerOrder, StandIn
from producers.calendar import Calendar, calendars
from producers.models import Facilitation

# Hours of the group's working time after which it is reminded. With the last one those who act for it are told as well.
AFTER_HOURS = (24, 48, 72)
# A day later a person of the shop calls, or asks the shopper.
NOBODY_ANSWERS_AFTER = timedelta(hours=96)
_BEFORE = timedelta(days=60)  # what is older has been on the list for weeks, and is not reminded of any more


@dataclass(frozen=True)
class Unanswered:
    """A part that its group has not answered, and how many hours of working time it has had.

    ``asked_until``: so long the shopper has time to say whether another group may send it.
    """

    part: ProducerOrder
    hours: int
    asked_until: datetime | None = None


def remind_due(now: datetime | None = None) -> int:
    """Remind of every part that waits for an answer; how many reminders were written. Running it again writes none."""
    now = now or timezone.now()
    waiting = list(_waiting(now - timedelta(hours=AFTER_HOURS[0])).filter(released_at__gte=now - _BEFORE))
    days = _calendars(waiting)
    return sum(_remind(part, days[part.group_id], now) for part in waiting)


def nobody_answers(now: datetime | None = None) -> list[Unanswered]:
    """What staff have to see to: parts without an answer when all reminders are over, the longest first."""
    now = now or timezone.now()
    found = []
    waiting = list(_waiting(now - NOBODY_ANSWERS_AFTER).select_related("order__record"))
    days = _calendars(waiting)
    asked = dict(StandIn.objects.filter(part__in=waiting, answered_at__isnull=True).values_list("part", "answer_by"))
    for part in waiting:
        worked = days[part.group_id].working_time(_since(part), now)
        if worked >= NOBODY_ANSWERS_AFTER:
            found.append(Unanswered(part, int(worked.total_seconds() // 3600), asked.get(part.pk)))
    return found


def _waiting(released_before: datetime) -> QuerySet[ProducerOrder]:
    found = ProducerOrder.objects.filter(status=ProducerOrder.Status.NEW, released_at__lte=released_before)
    return found.select_related("group__district").order_by("released_at", "pk")


def _since(part: ProducerOrder) -> datetime:
    return part.released_at or part.held_at


def _calendars(parts: Iterable[ProducerOrder]) -> dict[int, Calendar]:
    """The calendars of the groups of some parts, from the day on which the oldest part was released."""
    waiting = list(parts)
    if not waiting:
        return {}
    return calendars((part.group for part in waiting), timezone.localdate(min(_since(part) for part in waiting)))


def _remind(part: ProducerOrder, calendar: Calendar, now: datetime) -> bool:
    """Write the reminder whose hour is over, if it was not written before. Those that were missed meanwhile are not made up for."""
    worked = calendar.working_time(_since(part), now)
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
