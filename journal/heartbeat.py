"""Whether the worker is alive, read from what it last finished: a result, so a worker that hangs does not look alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from journal.models import Effect, ScheduledJob

JOB_NAME = "journal.heartbeat"
EVERY = timedelta(minutes=1)
# Three beats and the longest single effect may pass before something is wrong.
SILENT_AFTER = timedelta(minutes=4)


@dataclass(frozen=True)
class State:
    """What the worker looks like from outside."""

    is_alive: bool
    seen_at: datetime | None
    waiting: int
    dead: int
    oldest_due_at: datetime | None


def state() -> State:
    """The worker's state for ``/readyz``: two small reads."""
    now = timezone.now()
    seen_at = ScheduledJob.objects.filter(name=JOB_NAME).values_list("last_finished_at", flat=True).first()
    waiting = Effect.objects.filter(done_at__isnull=True, dead_at__isnull=True, due_at__lte=now)
    return State(
        is_alive=seen_at is not None and now - seen_at < SILENT_AFTER,
        seen_at=seen_at,
        waiting=waiting.count(),
        dead=Effect.objects.filter(dead_at__isnull=False, done_at__isnull=True).count(),
        oldest_due_at=waiting.order_by("due_at").values_list("due_at", flat=True).first(),
    )
