"""By the clock: the officer is reminded once before each of a complaint's times runs out, and what is settled is closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from journal import schedule
from notices.models import Notice
from orders import grievance_letters, grievances
from orders.models import Grievance

ANSWER_LEFT = timedelta(hours=12)  # of the 48 hours: a night and the next morning
RESOLVE_LEFT = timedelta(days=5)  # of the month: a working week
Status = Grievance.Status


def remind_due(now: datetime | None = None) -> int:
    """Remind of every complaint whose time is nearly over, or over; how many were not reminded of before."""
    now = now or timezone.now()
    open_ones = Grievance.objects.filter(status__in=(Status.OPEN, Status.ANSWERED, Status.ESCALATED)).select_related("officer")
    unanswered = open_ones.filter(acknowledged_at__isnull=True, acknowledge_by__lte=now + ANSWER_LEFT)
    unresolved = open_ones.filter(resolve_by__lte=now + RESOLVE_LEFT)
    return sum(_remind(grievance, "answer") for grievance in unanswered) + sum(_remind(grievance, "resolve") for grievance in unresolved)


@schedule.job("orders.grievances", every=timedelta(minutes=15))
def _by_the_clock() -> None:
    remind_due()
    grievances.close_due()


def _remind(grievance: Grievance, which: str) -> bool:
    """One mail to each officer, whatever becomes of this job."""
    if Notice.objects.filter(dedup_key__startswith=f"grievance_reminder:{grievance.number}:{which}:").exists():
        return False
    with transaction.atomic():
        grievance_letters.remind(grievance, which)
    return True
