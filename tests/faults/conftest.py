"""Worker processes that are always cleared away, and a register of effects of each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journal import outbox, schedule
from tests.faults.workers import Board, WorkerProcess

StartWorker = Callable[..., WorkerProcess]


@pytest.fixture
def _own_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_kinds", dict(outbox._kinds))
    monkeypatch.setattr(schedule, "_jobs", dict(schedule._jobs))


@pytest.fixture
def board(tmp_path: Path, committed_db: None, _own_registers: None) -> Board:
    """The effect ``tests.note`` and what it left behind, on a database that other processes see."""
    board = Board(tmp_path)
    outbox.effect("tests.note", time_limit_s=30, max_attempts=4)(board.note)
    return board


@pytest.fixture
def start_worker(tmp_path: Path, board: Board) -> Iterator[StartWorker]:
    """Starts worker processes; none outlives the test."""
    started: list[WorkerProcess] = []

    def start(**options: Any) -> WorkerProcess:
        started.append(WorkerProcess(tmp_path, **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()
