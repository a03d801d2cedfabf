"""The two clocks of a complaint, in Indian time: acknowledged within 48 hours, resolved within one month.

Consumer Protection (E-Commerce) Rules 2020 (G.S.R. 462(E)), rule 4(5). The month is a calendar month: from 31 January to 28 February.
"""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import Grievance

ACKNOWLEDGE_WITHIN = timedelta(hours=48)
Status = Grievance.Status
DONE = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True)
class Clock:
    """What has to be done next and by when. ``is_late`` also says so in the words, for those who do not see the colour."""

    words: str
    is_late: bool
    due_at: datetime


def acknowledge_by(opened_at: datetime) -> datetime:
    return opened_at + ACKNOWLEDGE_WITHIN


def resolve_by(opened_at: datetime) -> datetime:
    """The same day and time of the next month in Indian time; the last day of a month that is too short."""
    local = timezone.localtime(opened_at)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    day = min(local.day, calendar.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day)


def clock(grievance: Grievance, now: datetime | None = None) -> Clock:
    """The clock that counts now: the answer until there is one, then the resolution. Done is done, in time or late."""
    now = now or timezone.now()
    if grievance.status in DONE and grievance.resolved_at:
        is_late = grievance.resolved_at > grievance.resolve_by
        words = _("resolved late, on %(at)s") if is_late else _("resolved in time, on %(at)s")
        return _clock(words, grievance.resolved_at, grievance.resolve_by, is_late=is_late)
    if grievance.acknowledged_at is None:
        is_late = now > grievance.acknowledge_by
        words = _("LATE: the answer was due by %(at)s") if is_late else _("answer due by %(at)s")
        return _clock(words, grievance.acknowledge_by, grievance.acknowledge_by, is_late=is_late)
    is_late = now > grievance.resolve_by
    words = _("LATE: to be resolved by %(at)s") if is_late else _("to be resolved by %(at)s")
    return _clock(words, grievance.resolve_by, grievance.resolve_by, is_late=is_late)


def answered(grievance: Grievance) -> Clock | None:
    """Whether the first answer came in time; ``None`` while there is none. It stays told while the month goes on."""
    if grievance.acknowledged_at is None:
        return None
    is_late = grievance.acknowledged_at > grievance.acknowledge_by
    words = _("answered late, on %(at)s") if is_late else _("answered in time, on %(at)s")
    return _clock(words, grievance.acknowledged_at, grievance.acknowledge_by, is_late=is_late)


def moment_words(at: datetime) -> str:
    """``Tue 24 Nov 16:20 IST``."""
    return date_format(timezone.localtime(at), "D j M H:i") + " IST"


def _clock(words: str | Promise, at: datetime, due_at: datetime, *, is_late: bool) -> Clock:
    return Clock(str(words) % {"at": moment_words(at)}, is_late, due_at)
