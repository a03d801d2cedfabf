"""The worker: one process that runs due jobs and carries out owed effects, one after the other, until it is told to stop.

It holds nothing that could be lost: all state is in rows. It outlives a locked or missing database, finishes what it is doing when
told to stop, and ends itself when it hangs; the supervisor starts it again.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import structlog
from django.db import InterfaceError, OperationalError, connections

from journal import outbox, schedule, signals, tasks
from journal.limits import watchdog

log = structlog.get_logger(__name__)

LONGEST_DATABASE_WAIT_S = 5.0


@dataclass(frozen=True)
class Pace:
    """How often the worker looks for work: for effects a few times a second, for jobs once a second."""

    poll_s: float = 0.2
    jobs_s: float = 1.0


class Worker:
    """One worker. ``run`` returns after SIGTERM or SIGINT."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.owner = outbox.new_owner()
        self.is_stopping = False
        self._looked_for_jobs_at = 0.0

    def run(self) -> None:
        """Work until told to stop; what was begun is finished and recorded."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        watchdog.watch()
        log.info("worker_started", owner=self.owner)
        self._until_database_is_there(self._sync)
        while not self.is_stopping:
            if not self._until_database_is_there(self._one_step) and not self.is_stopping:
                time.sleep(self.pace.poll_s)
        connections.close_all()
        watchdog.rest()
        log.info("worker_stopped", owner=self.owner)

    def run_once(self) -> int:
        """Do everything that is due now, then return; how much it was."""
        schedule.sync()
        count = schedule.run_due(self.owner)
        while tasks.next_effect(self.owner) is not None:
            count += 1
        return count

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _sync(self) -> bool:
        schedule.sync()
        return True

    def _one_step(self) -> bool:
        """Jobs when it is time to look for them, then at most one effect; whether there was an effect."""
        if time.monotonic() - self._looked_for_jobs_at >= self.pace.jobs_s:
            self._looked_for_jobs_at = time.monotonic()
            signals.work_begins.send(sender=None)
            schedule.run_due(self.owner, unless=lambda: self.is_stopping)
        return not self.is_stopping and tasks.next_effect(self.owner) is not None

    def _until_database_is_there(self, step: Callable[[], bool]) -> bool:
        """Do one step; while the database is locked or away, wait and do it again."""
        wait_s = self.pace.poll_s
        while not self.is_stopping:
            watchdog.show_life()
            try:
                return step()
            except (OperationalError, InterfaceError):
                log.warning("database_away", exc_info=True)
                connections.close_all()
                time.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_DATABASE_WAIT_S)
        return False
