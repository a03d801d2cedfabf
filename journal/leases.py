"""Leases on effects: who may carry one out until when, how often it is tried, and how its end is recorded.

A claim is one guarded UPDATE that also counts the attempt, so an effect that kills its own worker is counted too. The claim moves
``due_at`` behind the lease: should the worker die, the row becomes due again by itself, later with every attempt.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from journal.limits import watchdog
from journal.logs import clean
from journal.models import Effect

log = structlog.get_logger(__name__)

FIRST_WAIT_S = 10
LONGEST_WAIT_S = 3600
RECORD_RETRY_S = 0.5
LAST_ERROR_LENGTH = 2000


@dataclass(frozen=True)
class Policy:
    """How long a claim lasts, and after how many attempts an effect is given up."""

    lease: timedelta
    max_attempts: int


@dataclass(frozen=True)
class Claim:
    """One attempt at one effect, held by one worker."""

    effect_id: int
    kind: str
    payload: dict[str, Any]
    owner: str
    attempt: int
    max_attempts: int


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: nothing, 10 s, 20 s, 40 s and so on, at most an hour."""
    return timedelta(seconds=min(FIRST_WAIT_S * 2 ** (attempts - 1), LONGEST_WAIT_S) if attempts > 0 else 0)


def due(now: datetime) -> QuerySet[Effect]:
    """Effects that could be carried out at ``now``, the longest due first. A bare SELECT: polling takes no lock."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Effect.objects.filter(free, done_at__isnull=True, dead_at__isnull=True, due_at__lte=now).order_by("due_at", "id")


def claim_next(owner: str, policy_of: Callable[[str], Policy]) -> Claim | None:
    """Claim the effect that is due first; ``None`` when none is. Effects without attempts left are laid aside on the way.

    PostgreSQL skips rows that another worker is claiming at this moment; SQLite has one writer at a time.
    """
    while due(timezone.now()).exists():
        with transaction.atomic(durable=True):
            now = timezone.now()
            rows = due(now)
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            row = rows.first()
            claimed = _take(row, owner, policy_of(row.kind), now) if row else None
        if claimed is not None or row is None:
            return claimed
    return None


def claim(effect_id: int, owner: str, policy_of: Callable[[str], Policy], *, attempts_before: int) -> Claim | None:
    """Claim one effect by its id, due or not; ``None`` when it is done, dead, held, or was tried since it had ``attempts_before``."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        row = Effect.objects.filter(pk=effect_id, attempts=attempts_before, done_at__isnull=True, dead_at__isnull=True).first()
        return _take(row, owner, policy_of(row.kind), now) if row else None


def _take(row: Effect, owner: str, policy: Policy, now: datetime) -> Claim | None:
    """The guarded UPDATE. ``None`` when somebody was quicker, or when the row had no attempt left and is dead now."""
    unchanged = Effect.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=now), pk=row.pk, attempts=row.attempts, done_at__isnull=True, dead_at__isnull=True
    )
    if row.attempts >= policy.max_attempts:
        error = row.last_error or "The worker ended without a word at every attempt."
        if unchanged.update(dead_at=now, last_error=error, lease_owner="", lease_until=None):
            log.error("effect_dead", effect=row.pk, effect_kind=row.kind, attempts=row.attempts)
        return None
    lease_until = now + policy.lease
    taken = unchanged.update(
        lease_owner=owner, lease_until=lease_until, due_at=lease_until + wait_after(row.attempts), attempts=F("attempts") + 1
    )
    return Claim(row.pk, row.kind, row.payload, owner, row.attempts + 1, policy.max_attempts) if taken else None


def record_done(claimed: Claim) -> None:
    """Mark the effect done, if this claim still holds it."""
    _record(claimed, done_at=timezone.now(), last_error="")


def record_failure(claimed: Claim, error: BaseException) -> None:
    """Give the effect back, to be tried later; or lay it aside when this was its last attempt."""
    now = timezone.now()
    message = clean(f"{type(error).__name__}: {error}")[:LAST_ERROR_LENGTH]
    if claimed.attempt >= claimed.max_attempts:
        log.error("effect_dead", effect=claimed.effect_id, effect_kind=claimed.kind, attempts=claimed.attempt)
        _record(claimed, dead_at=now, last_error=message)
    else:
        _record(claimed, due_at=now + wait_after(claimed.attempt), last_error=message)


def _record(claimed: Claim, **values: Any) -> None:
    held = Effect.objects.filter(pk=claimed.effect_id, lease_owner=claimed.owner, attempts=claimed.attempt, done_at__isnull=True)
    if not write_whatever_happens(lambda: held.update(lease_owner="", lease_until=None, **values)):
        log.error("effect_lease_lost", effect=claimed.effect_id, effect_kind=claimed.kind)


def write_whatever_happens(write: Callable[[], int]) -> int:
    """Do one UPDATE, however long the database is locked or away; the rows it changed.

    What was carried out must be recorded before anything else is begun: unrecorded, it would be carried out again.
    """
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            log.warning("database_away", exc_info=True)
            watchdog.show_life()
            connections.close_all()
            time.sleep(RECORD_RETRY_S)
