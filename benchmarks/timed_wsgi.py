"""The shop's WSGI application with every outermost write transaction timed (`make soak` only)."""

import os
import time
from pathlib import Path
from typing import Any

from django.db import transaction

from marketplace.wsgi import application

_report = Path(os.environ["VAR_DIR"]) / "transactions-{pid}.txt"
_enter, _exit = transaction.Atomic.__enter__, transaction.Atomic.__exit__


def _timed_enter(atomic: transaction.Atomic) -> None:
    connection = transaction.get_connection(atomic.using)
    outermost = not connection.in_atomic_block
    _enter(atomic)
    if outermost:
        # Counted from the moment the write lock is held (BEGIN IMMEDIATE has returned), not from the wait for it.
        connection.soak_started = time.perf_counter()


def _timed_exit(atomic: transaction.Atomic, *error: Any) -> None:
    connection = transaction.get_connection(atomic.using)
    _exit(atomic, *error)
    if not connection.in_atomic_block and getattr(connection, "soak_started", None):
        took_ms = (time.perf_counter() - connection.soak_started) * 1000
        connection.soak_started = None
        with Path(str(_report).format(pid=os.getpid())).open("a", encoding="utf-8") as report:
            report.write(f"{took_ms:.1f}\n")


transaction.Atomic.__enter__ = _timed_enter  # type: ignore[method-assign]
transaction.Atomic.__exit__ = _timed_exit  # type: ignore[method-assign]

__all__ = ["application"]
