"""The worker of a shop in a browser test, which runs none."""

from django.utils import timezone

from journal import outbox, schedule
from journal.models import ScheduledJob


def work() -> None:
    """What the worker would have done by now, also where another test has been in the future before."""
    schedule.sync()
    ScheduledJob.objects.update(due_at=timezone.now())
    schedule.run_due("journey")
    while outbox.drain():
        pass
