"""Letting time pass for effects and jobs by moving their rows into the past, not by waiting."""

from datetime import timedelta

from django.db.models import F

from journal.models import Effect, ScheduledJob


def pass_time(by: timedelta) -> None:
    """Every due time and lease is ``by`` longer ago."""
    for model in (Effect, ScheduledJob):
        model.objects.update(due_at=F("due_at") - by, lease_until=F("lease_until") - by)
    ScheduledJob.objects.update(last_finished_at=F("last_finished_at") - by)
