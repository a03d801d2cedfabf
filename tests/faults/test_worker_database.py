"""A database that is locked for longer than anybody waits, or gone for a while: the worker outlives it and does nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.conftest import StartWorker
from tests.faults.workers import Board, Forked, WorkerProcess, all_recorded, effect
from tests.waiting import until

pytestmark = pytest.mark.long

SHORT_TIMEOUT_S = 0.1


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Another process holds SQLite's write lock, or on PostgreSQL the whole table of effects."""
    held, door = folder / "held", folder / "release"

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE journal_effect IN ACCESS EXCLUSIVE MODE")
            held.touch()
            until(door.exists, within_s=60)
            cursor.execute("ROLLBACK")

    holder = Forked(hold)
    try:
        until(held.exists)
        yield
        door.touch()
        assert holder.wait() == 0
    finally:
        holder.kill()


def is_stuck(worker: WorkerProcess) -> bool:
    """SQLite: the worker gave up waiting, three times. PostgreSQL: it waits for the lock."""
    if connection.vendor == "sqlite":
        return worker.has_logged("database_away", 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


def test_a_worker_that_can_not_claim_because_of_a_lock_claims_when_it_is_gone(
    board: Board, start_worker: StartWorker, tmp_path: Path
) -> None:
    board.owe("mail")
    with write_lock(tmp_path):
        worker = start_worker(sqlite_timeout_s=SHORT_TIMEOUT_S)
        until(lambda: is_stuck(worker))
        assert board.began() == []
    until(all_recorded)
    board.owe("after")
    until(all_recorded)
    assert board.done() == ["mail", "after"]
    assert effect("mail").attempts == 1
    assert board.workers() == {str(worker.pid)}


def test_an_effect_done_while_the_database_was_locked_is_recorded_later_and_not_done_again(
    board: Board, start_worker: StartWorker, tmp_path: Path
) -> None:
    board.owe("mail", waits_at="door")
    worker = start_worker(sqlite_timeout_s=SHORT_TIMEOUT_S)
    until(lambda: board.began("mail"))
    with write_lock(tmp_path):
        board.open("door")
        until(lambda: board.done("mail"))
        until(lambda: is_stuck(worker))
    until(all_recorded)
    board.owe("after")
    until(all_recorded)
    assert board.began() == ["mail", "after"]
    assert effect("mail").attempts == 1
    assert board.workers() == {str(worker.pid)}


@pytest.mark.postgres
@pytest.mark.parametrize("key", ["idle", "busy"])
def test_a_worker_outlives_a_server_that_drops_its_connection(board: Board, start_worker: StartWorker, key: str) -> None:
    worker = start_worker()
    if key == "busy":
        board.owe("busy", waits_at="door")
        until(lambda: board.began("busy"))
    else:
        board.owe("idle")
        until(all_recorded)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchall() == [(True,)]
    board.open("door")
    until(lambda: worker.has_logged("database_away"))
    board.owe("after")
    until(all_recorded)
    assert board.began() == [key, "after"]
    assert board.workers() == {str(worker.pid)}
