"""Jobs that run by the clock. They are registered in code; a row for each holds when it is due and who runs it.

After an outage a job that was missed many times runs once. A job that fails, or whose worker dies, is tried again sooner than its
next turn, later with every failure; it is never given up.
"""

import contextvars
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from journal import leases, limits
from journal.logs import clean
from journal.models import ScheduledJob

log = structlog.get_logger(__name__)

TIME_LIMIT_S = 120.0


@dataclass(frozen=True)
class Job:
    """One registered job."""

    name: str
    every: timedelta
    act: Callable[[], Any]
    time_limit_s: float


@dataclass(frozen=True)
class Turn:
    """One run of a job, held by one worker."""

    job: Job
    owner: str
    due_at: datetime
    failures: int


_jobs: dict[str, Job] = {}


def job(name: str, *, every: timedelta, time_limit_s: float = TIME_LIMIT_S) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register the decorated function to run every so often. It is called outside any transaction."""

    def register(act: Callable[[], Any]) -> Callable[[], Any]:
        _jobs[name] = Job(name, every, act, time_limit_s)
        return act

    return register


def sync() -> None:
    """Make the rows match the code; writes only what differs. Rows of jobs that are gone stay and are never run."""
    wanted = {name: int(entry.every.total_seconds()) for name, entry in _jobs.items()}
    known = dict(ScheduledJob.objects.values_list("name", "every_s"))
    missing = [ScheduledJob(name=name, every_s=every_s) for name, every_s in wanted.items() if name not in known]
    if missing:
        ScheduledJob.objects.bulk_create(missing, ignore_conflicts=True)
    for name, every_s in wanted.items():
        if known.get(name, every_s) != every_s:
            ScheduledJob.objects.filter(name=name).update(every_s=every_s, due_at=timezone.now())


def run_due(owner: str, *, unless: Callable[[], bool] = lambda: False) -> int:
    """Run every job that is due, each once, until ``unless`` says to begin no more; how many were run."""
    count = 0
    names = list(_due(timezone.now()).filter(name__in=_jobs).order_by("due_at").values_list("name", flat=True))
    for name in names:
        if unless():
            break
        turn = _claim(name, owner)
        if turn is not None:
            contextvars.copy_context().run(_run, turn)  # what the job binds to the log ends with it
            count += 1
    return count


def _due(now: datetime) -> Any:
    return ScheduledJob.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), due_at__lte=now)


def _claim(name: str, owner: str) -> Turn | None:
    """Take the job's turn by one guarded UPDATE that also counts it as failed until it succeeds."""
    now = timezone.now()
    entry = _jobs[name]
    lease_until = now + timedelta(seconds=entry.time_limit_s + limits.LEASE_GRACE_S)
    with transaction.atomic(durable=True):
        row = _due(now).filter(name=name).first()
        if row is None:
            return None
        taken = (
            _due(now)
            .filter(pk=row.pk, due_at=row.due_at)
            .update(
                lease_owner=owner,
                lease_until=lease_until,
                last_started_at=now,
                failures=F("failures") + 1,
                due_at=lease_until + _wait(entry, row.failures),
            )
        )
    return Turn(entry, owner, row.due_at, row.failures + 1) if taken else None


def _wait(entry: Job, failures: int) -> timedelta:
    return min(entry.every, leases.wait_after(failures))


def next_turn(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first turn after ``now`` in step with ``due_at``: turns that were missed are not made up for."""
    missed = max(0, (now - due_at) // every)
    return due_at + every * (missed + 1)


def _run(turn: Turn) -> None:
    with structlog.contextvars.bound_contextvars(job=turn.job.name):
        try:
            with limits.limited(turn.job.time_limit_s):
                turn.job.act()
        except (Exception, limits.TimeLimitReached) as error:
            log.exception("job_failed", failures=turn.failures)
            message = clean(f"{type(error).__name__}: {error}")[: leases.LAST_ERROR_LENGTH]
            _release(turn, last_error=message, due_at=timezone.now() + _wait(turn.job, turn.failures))
            return
    now = timezone.now()
    _release(turn, last_error="", failures=0, last_finished_at=now, due_at=next_turn(turn.due_at, turn.job.every, now))


def _release(turn: Turn, **values: Any) -> None:
    held = ScheduledJob.objects.filter(name=turn.job.name, lease_owner=turn.owner)
    if not leases.write_whatever_happens(lambda: held.update(lease_owner="", lease_until=None, **values)):
        log.error("job_lease_lost", job=turn.job.name)
