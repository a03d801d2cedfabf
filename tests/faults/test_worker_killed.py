"""A worker that is killed, idle or busy, or told to stop: every effect still happens, once."""

import signal
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from journal import faults, outbox, schedule
from journal.limits import watchdog
from journal.models import ScheduledJob
from tests.faults.conftest import StartWorker
from tests.faults.workers import Board, all_recorded, effect
from tests.journal.time_passing import pass_time
from tests.waiting import until

pytestmark = pytest.mark.long


def test_what_is_rolled_back_never_happens_and_what_is_committed_does(board: Board, start_worker: StartWorker) -> None:
    start_worker()
    with transaction.atomic():
        outbox.owe("tests.note", key="rolled-back", payload={"key": "rolled-back"})
        transaction.set_rollback(True)
    board.owe("committed")
    until(all_recorded)
    assert board.done() == ["committed"]


def test_an_effect_whose_worker_was_killed_half_way_is_carried_out_by_the_next(board: Board, start_worker: StartWorker) -> None:
    board.owe("mail", waits_at="door")
    busy = start_worker()
    until(lambda: board.began("mail"))
    busy.kill()
    next_one = start_worker()
    board.owe("other")
    until(lambda: board.done("other"))
    assert board.began("mail") == ["mail"], "nobody touches it while the dead worker's lease lasts"
    board.open("door")
    pass_time(timedelta(seconds=61))
    until(lambda: effect("mail").done_at)
    assert board.done("mail") == ["mail"]
    assert effect("mail").attempts == 2
    assert next_one.has_logged("worker_started")


def test_an_idle_worker_that_is_killed_leaves_nothing_locked(board: Board, start_worker: StartWorker) -> None:
    idle = start_worker()
    board.owe("before")
    until(all_recorded)
    idle.kill()
    start_worker()
    board.owe("after")
    until(all_recorded)
    assert board.done() == ["before", "after"]


def test_a_worker_killed_between_the_work_and_its_record_does_not_do_the_work_twice(board: Board, start_worker: StartWorker) -> None:
    def once(payload: dict[str, str]) -> None:
        if not board.done(payload["key"]):  # as every handler should: look whether the work is there
            board.note(payload)

    outbox.effect("tests.note")(once)
    board.owe("mail")
    assert start_worker(fault_point="journal.outbox.before_record").wait() == -signal.SIGKILL
    assert (board.done(), effect("mail").done_at) == (["mail"], None)
    pass_time(timedelta(seconds=91))
    start_worker()
    until(all_recorded)
    assert board.done() == ["mail"]


def test_an_effect_that_kills_every_worker_is_given_up_and_others_go_on(board: Board, start_worker: StartWorker) -> None:
    board.owe("poison", dies=True)
    for _ in range(4):
        assert start_worker().wait() == -signal.SIGKILL
        pass_time(timedelta(hours=2))
    board.owe("healthy")
    start_worker()
    until(lambda: board.done("healthy") and effect("poison").dead_at)
    assert board.began("poison") == ["poison"] * 4
    assert effect("poison").attempts == 4


def test_told_to_stop_a_busy_worker_finishes_what_it_does_and_begins_nothing_more(board: Board, start_worker: StartWorker) -> None:
    board.owe("first", waits_at="door")
    board.owe("second")
    worker = start_worker()
    until(lambda: board.began("first"))
    worker.send(signal.SIGTERM)
    board.open("door")
    assert worker.wait() == 0
    assert (board.done(), effect("first").done_at is not None) == (["first"], True)
    assert effect("second").attempts == 0


def test_told_to_stop_an_idle_worker_ends_at_once(board: Board, start_worker: StartWorker) -> None:
    worker = start_worker()
    until(lambda: ScheduledJob.objects.filter(last_finished_at__isnull=False).exists())
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    assert worker.has_logged("worker_stopped")


def test_an_effect_that_hangs_outside_of_python_ends_its_worker(board: Board, start_worker: StartWorker) -> None:
    def hang(payload: dict[str, str]) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])  # like a library that never comes back to Python
        board.note(payload)

    def impatient() -> None:
        watchdog.at_most = lambda seconds: type(watchdog).at_most(watchdog, 0.3)  # type: ignore[method-assign]

    outbox.effect("tests.note", time_limit_s=0.1)(hang)
    board.owe("stuck", waits_at="never")
    assert start_worker(before=impatient).wait() == 1
    pass_time(timedelta(seconds=91))
    outbox.effect("tests.note")(board.note)
    board.open("never")
    start_worker()
    until(all_recorded)
    assert board.done() == ["stuck"]


def test_after_an_hour_down_every_effect_happens_and_every_job_runs_once(board: Board, start_worker: StartWorker) -> None:
    schedule.job("tests.minutely", every=timedelta(minutes=1))(lambda: board.note({"key": "job"}))
    worker = start_worker()
    until(lambda: board.done("job"))
    worker.kill()
    pass_time(timedelta(hours=1))
    for number in range(20):
        board.owe(f"mail-{number:02}")
    pass_time(timedelta(minutes=30))
    before = timezone.now()
    start_worker()
    until(lambda: all_recorded() and ScheduledJob.objects.filter(name="tests.minutely", last_finished_at__gt=before).exists())
    assert sorted(board.done()) == ["job", "job", *[f"mail-{number:02}" for number in range(20)]]
    due_at = ScheduledJob.objects.get(name="tests.minutely").due_at
    assert timedelta(0) < due_at - before <= timedelta(minutes=1, seconds=5)


def test_a_job_whose_worker_is_killed_runs_again_when_its_lease_ends(board: Board, start_worker: StartWorker) -> None:
    schedule.job("tests.deadly", every=timedelta(hours=1))(lambda: (board.note({"key": "job"}), faults.point("tests.job"))[0])
    assert start_worker(fault_point="tests.job").wait() == -signal.SIGKILL
    assert ScheduledJob.objects.get(name="tests.deadly").failures == 1
    pass_time(timedelta(seconds=schedule.TIME_LIMIT_S + 31))
    start_worker()
    until(lambda: ScheduledJob.objects.filter(name="tests.deadly", failures=0, last_finished_at__isnull=False).exists())
    assert board.done() == ["job", "job"]
