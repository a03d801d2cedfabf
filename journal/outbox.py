"""The outbox: effects on the outside world are owed in the transaction that causes them, and carried out afterwards.

Every effect happens at least once, and its row is done once: a handler that can be run twice without harm (it looks whether its
own work is there already) makes that exactly once. Handlers live in ``<room>/effects.py``, imported in ``AppConfig.ready()``.
"""

import contextvars
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from journal import faults, leases, limits
from journal.audit import require_transaction
from journal.inserting import insert
from journal.models import Effect

log = structlog.get_logger(__name__)

Handler = Callable[[dict[str, Any]], None]

# 20 attempts with waits of 10 s doubling up to an hour reach over more than 11 hours: a mail server may be down for a night.
MAX_ATTEMPTS = 20
TIME_LIMIT_S = 60.0
KEEP_DONE = timedelta(days=90)


class UnknownEffect(LookupError):
    """Nobody has registered a handler for this kind of effect."""


@dataclass(frozen=True)
class EffectKind:
    """What is registered for one kind of effect."""

    name: str
    handler: Handler
    time_limit_s: float
    max_attempts: int


_kinds: dict[str, EffectKind] = {}


def effect(kind: str, *, time_limit_s: float = TIME_LIMIT_S, max_attempts: int = MAX_ATTEMPTS) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of ``kind``. It is called outside any transaction."""

    def register(handler: Handler) -> Handler:
        _kinds[kind] = EffectKind(kind, handler, time_limit_s, max_attempts)
        return handler

    return register


def owe(kind: str, *, key: str, payload: dict[str, Any], due_at: datetime | None = None) -> None:
    """Promise an effect, in the caller's transaction. The same ``kind`` and ``key`` twice is one effect.

    Raises ``UnknownEffect`` for a kind without handler, ``NotInTransaction`` outside a transaction, ``ValueError`` for a key
    that does not fit. Keys of done effects are remembered for 90 days.
    """
    require_transaction("An owed effect")
    if kind not in _kinds:
        raise UnknownEffect(kind)
    dedup_key = f"{kind}:{key}"
    if not key or len(dedup_key) > 160:
        raise ValueError(f"The key of an effect has 1 to {159 - len(kind)} characters: {key!r}")
    row = Effect(kind=kind, dedup_key=dedup_key, payload=payload, due_at=due_at or timezone.now())
    insert([row], ignores_conflicts=True)


def withdraw(kind: str, *, key: str) -> bool:
    """Take back an effect that nobody has begun to carry out, in the caller's transaction; whether it could be taken back.

    The guard is in the DELETE itself: either it removes the row, or a worker that was first has claimed it. Once it is claimed, or
    done, or was never owed, nothing changes.
    """
    require_transaction("An effect that is taken back")
    waiting = Effect.objects.filter(dedup_key=f"{kind}:{key}", done_at__isnull=True, lease_owner="", attempts=0)
    return bool(waiting.delete()[0])


def new_owner() -> str:
    """A name for one worker, under which it holds leases."""
    return f"{socket.gethostname()[:20]}-{uuid.uuid4().hex[:12]}"


def drain(limit: int = 1000) -> int:
    """Carry out effects that are due, at most ``limit``; how many were done. Must be called outside a transaction."""
    owner = new_owner()
    done = 0
    for _ in range(limit):
        outcome = run_next(owner)
        if outcome is None:
            break
        done += outcome
    return done


def run_next(owner: str) -> bool | None:
    """Claim the effect that is due first and carry it out. ``None`` when nothing is due, otherwise whether it was done."""
    claimed = leases.claim_next(owner, policy_of)
    return None if claimed is None else carry_out(claimed)


def policy_of(kind: str) -> leases.Policy:
    """How long a claim of this kind lasts and how often it is tried. A kind that is gone from the code keeps the defaults."""
    known = _kinds.get(kind)
    time_limit_s = known.time_limit_s if known else TIME_LIMIT_S
    return leases.Policy(timedelta(seconds=time_limit_s + limits.LEASE_GRACE_S), known.max_attempts if known else MAX_ATTEMPTS)


def carry_out(claimed: leases.Claim) -> bool:
    """Run the handler of a claimed effect and record how it went. Never raises for a failure of the handler."""
    return contextvars.copy_context().run(_carry_out, claimed)  # what the handler binds to the log ends with it


def _carry_out(claimed: leases.Claim) -> bool:
    began_at = time.monotonic()
    with structlog.contextvars.bound_contextvars(effect=claimed.effect_id, effect_kind=claimed.kind):
        try:
            _call(claimed)
        except (Exception, limits.TimeLimitReached) as error:
            log.warning("effect_failed", attempt=claimed.attempt, exc_info=True)
            leases.record_failure(claimed, error)
            return False
        faults.point("journal.outbox.before_record")
        leases.record_done(claimed)
        log.info("effect_done", attempt=claimed.attempt, took_ms=round((time.monotonic() - began_at) * 1000))
        return True


def _call(claimed: leases.Claim) -> None:
    kind = _kinds.get(claimed.kind)
    if kind is None:
        raise UnknownEffect(claimed.kind)
    with limits.limited(kind.time_limit_s):
        kind.handler(claimed.payload)


def revive(effect_ids: list[int]) -> int:
    """Give dead effects a fresh set of attempts, after their cause is mended; how many there were."""
    dead = Effect.objects.filter(pk__in=effect_ids, dead_at__isnull=False, done_at__isnull=True)
    return dead.update(dead_at=None, attempts=0, due_at=timezone.now(), lease_owner="", lease_until=None)


def forget_done(*, older_than: timedelta = KEEP_DONE, chunk: int = 500) -> int:
    """Delete effects done long ago, in short transactions; how many."""
    horizon = timezone.now() - older_than
    deleted = 0
    while ids := list(Effect.objects.filter(done_at__lt=horizon).values_list("pk", flat=True)[:chunk]):
        deleted += Effect.objects.filter(pk__in=ids).delete()[0]
    return deleted
