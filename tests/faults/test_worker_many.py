"""Several workers on one database, and a backlog: nothing is done twice, nothing is left."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from journal import outbox, schedule
from journal.models import Effect, ScheduledJob
from tests.faults.conftest import StartWorker
from tests.faults.workers import Board, all_recorded
from tests.journal.time_passing import pass_time
from tests.waiting import until

pytestmark = pytest.mark.long


def test_two_workers_share_the_effects_and_do_none_twice(board: Board, start_worker: StartWorker) -> None:
    board.owe("meet-1", waits_at="door")
    board.owe("meet-2", waits_at="door")
    workers = [start_worker(), start_worker()]
    until(lambda: len(board.began()) == 2)  # each of them holds one
    with transaction.atomic():
        for number in range(150):
            outbox.owe("tests.note", key=str(number), payload={"key": str(number)})
    board.open("door")
    until(all_recorded)
    assert set(Counter(board.began()).values()) == {1}
    assert sorted(board.done()) == sorted(["meet-1", "meet-2", *map(str, range(150))])
    assert board.workers() == {str(worker.pid) for worker in workers}
    assert set(Effect.objects.values_list("attempts", flat=True)) == {1}


def test_two_workers_run_each_turn_of_a_job_once(board: Board, start_worker: StartWorker) -> None:
    for number in range(6):
        schedule.job(f"tests.job-{number}", every=timedelta(hours=1))(lambda number=number: board.note({"key": f"job-{number}"}))
    start_worker()
    start_worker()
    jobs = ScheduledJob.objects.filter(name__startswith="tests.")
    for turn in (1, 2, 3):
        until(lambda turn=turn: len(board.done()) >= 6 * turn and not jobs.filter(lease_until__isnull=False).exists())
        assert Counter(board.done()) == {f"job-{number}": turn for number in range(6)}
        pass_time(timedelta(hours=1))


def test_a_backlog_of_five_hundred_is_worked_off_by_one_worker(board: Board, start_worker: StartWorker) -> None:
    with transaction.atomic():
        for number in range(500):
            outbox.owe("tests.note", key=str(number), payload={"key": str(number)})
    start_worker()
    until(all_recorded)
    assert Counter(board.done()) == {str(number): 1 for number in range(500)}
