"""Effects behind the django-tasks interface: at scale the worker hands due rows to a task backend with many workers.

The row stays the truth. A handed over effect is claimed under the same lease, counted and recorded by whoever carries it out; a task
that the backend loses is handed over again, a task that it delivers twice finds the row taken.
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from django_tasks import task

from journal import leases, outbox, signals

log = structlog.get_logger(__name__)

BACKEND_ALIAS = "effects"
# A backend that has not begun with an effect after this long has lost it, or is so far behind that one task more does no harm.
HANDED_OVER_FOR = timedelta(minutes=10)


@task(backend=BACKEND_ALIAS)
def perform(effect_id: int, attempts_before: int) -> None:
    """Carry out one effect, unless another attempt was made since it was handed over. Runs in a worker of the backend."""
    signals.work_begins.send(sender=None)
    claimed = leases.claim(effect_id, outbox.new_owner(), outbox.policy_of, attempts_before=attempts_before)
    if claimed is not None:
        outbox.carry_out(claimed)


def next_effect(owner: str) -> bool | None:
    """Deal with the effect that is due first: carry it out here or, with TASKS_BACKEND, hand it over. ``None`` when nothing is due."""
    return hand_over_next() if settings.TASKS_BACKEND else outbox.run_next(owner)


def hand_over_next() -> bool | None:
    """Hand the effect that is due first to the backend. A backend that refuses is asked again after the usual wait."""
    now = timezone.now()
    row = leases.due(now).first()
    if row is None:
        return None
    mine = leases.due(now).filter(pk=row.pk, due_at=row.due_at, attempts=row.attempts)
    if not mine.order_by().update(due_at=now + HANDED_OVER_FOR):
        return False
    try:
        perform.enqueue(row.pk, row.attempts)
    except Exception:
        log.exception("effect_not_handed_over", effect=row.pk)
        again_at = timezone.now() + leases.wait_after(1)
        type(row).objects.filter(pk=row.pk, attempts=row.attempts).update(due_at=again_at)
        return False
    return True
