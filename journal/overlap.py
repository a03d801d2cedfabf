"""Work on many rows in parts: while the database is busy with one, the next one is worked out."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections


class AtOnce(Executor):
    """Does what it is given when it is given it."""

    def submit(self, act: "Callable[..., Any]", /, *given: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(act(*given, **named))
        return future


class Beside(ThreadPoolExecutor):
    """Does it in threads, each part over a connection of its own that is closed with it."""

    def submit(self, act: "Callable[..., Any]", /, *given: Any, **named: Any) -> "Future[Any]":
        return super().submit(_alone, act, *given, **named)


@contextmanager
def overlapping(threads: int) -> Iterator[Executor]:
    """Who carries out parts; all have ended at its end. Results, and errors that stopped a part, are asked of what ``submit`` gives.

    Where the database lets one write at a time (SQLite), and within a transaction, which belongs to one connection, each is done at once.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        yield AtOnce()
        return
    with Beside(threads, thread_name_prefix="part") as threads_of_parts:
        yield threads_of_parts


def _alone(act: "Callable[..., Any]", *given: Any, **named: Any) -> Any:
    try:
        return act(*given, **named)
    finally:
        connections.close_all()
