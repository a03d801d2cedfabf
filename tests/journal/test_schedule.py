"""Jobs that run by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal import heartbeat, schedule
from journal.models import ScheduledJob
from journal.worker import Worker
from tests.journal.time_passing import pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> list[datetime]:
    """When the job ``tests.hourly`` ran."""
    seen: list[datetime] = []
    schedule.job("tests.hourly", every=timedelta(hours=1))(lambda: seen.append(timezone.now()))
    schedule.sync()
    return seen


def hourly() -> ScheduledJob:
    return ScheduledJob.objects.get(name="tests.hourly")


def broken() -> None:
    raise OSError("rates of asha@test.example can not be read")


def test_a_job_runs_at_once_and_then_every_so_often(runs: list[datetime]) -> None:
    schedule.run_due("me")
    schedule.run_due("me")
    assert len(runs) == 1
    pass_time(timedelta(minutes=59))
    schedule.run_due("me")
    assert len(runs) == 1
    pass_time(timedelta(minutes=1))
    schedule.run_due("me")
    assert len(runs) == 2
    assert hourly().failures == 0
    assert hourly().last_finished_at is not None


def test_after_a_day_down_a_job_runs_once_and_keeps_its_step(runs: list[datetime]) -> None:
    schedule.run_due("me")
    due_before = hourly().due_at
    pass_time(timedelta(hours=24, minutes=20))
    schedule.run_due("me")
    schedule.run_due("me")
    assert len(runs) == 2
    assert hourly().due_at == due_before - timedelta(minutes=20), "as if 24 h 20 min had passed: still at the same minute of the hour"


@pytest.mark.parametrize(
    ("late", "next_in"), [(timedelta(0), 60), (timedelta(minutes=1), 59), (timedelta(minutes=60), 60), (timedelta(minutes=150), 30)]
)
def test_the_next_turn_is_the_first_one_in_step_after_now(late: timedelta, next_in: int) -> None:
    due_at = datetime(2026, 11, 1, 6, tzinfo=UTC)
    now = due_at + late
    assert schedule.next_turn(due_at, timedelta(hours=1), now) - now == timedelta(minutes=next_in)


def test_syncing_again_changes_nothing_and_writes_nothing(runs: list[datetime]) -> None:
    before = list(ScheduledJob.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        schedule.sync()
    assert [query["sql"][:6] for query in queries.captured_queries] == ["SELECT"]
    assert list(ScheduledJob.objects.order_by("pk").values()) == before


def test_a_new_interval_takes_over_the_old_one(runs: list[datetime]) -> None:
    schedule.run_due("me")
    schedule.job("tests.hourly", every=timedelta(minutes=5))(lambda: runs.append(timezone.now()))
    schedule.sync()
    assert hourly().every_s == 300
    schedule.run_due("me")
    pass_time(timedelta(minutes=5))
    schedule.run_due("me")
    assert len(runs) == 3


def test_a_row_whose_job_is_gone_is_left_alone(runs: list[datetime]) -> None:
    ScheduledJob.objects.create(name="tests.gone", every_s=60)
    schedule.sync()
    schedule.run_due("me")
    assert ScheduledJob.objects.get(name="tests.gone").last_started_at is None


def test_a_failing_job_is_tried_again_sooner_and_others_go_on(runs: list[datetime]) -> None:
    schedule.job("tests.a_broken", every=timedelta(hours=1))(broken)
    schedule.sync()
    schedule.run_due("me")
    row = ScheduledJob.objects.get(name="tests.a_broken")
    assert len(runs) == 1
    assert (row.failures, row.last_error) == (1, "OSError: rates of [mail] can not be read")
    assert timedelta(seconds=5) < row.due_at - timezone.now() <= timedelta(seconds=10)


def test_a_job_that_failed_all_day_still_runs_at_its_own_pace() -> None:
    schedule.job("tests.often", every=timedelta(seconds=30))(broken)
    schedule.sync()
    ScheduledJob.objects.filter(name="tests.often").update(failures=15)
    schedule.run_due("me")
    row = ScheduledJob.objects.get(name="tests.often")
    assert row.failures == 16
    assert row.due_at - timezone.now() <= timedelta(seconds=30)


def test_a_job_held_by_another_worker_is_not_run_until_its_lease_ends(runs: list[datetime]) -> None:
    assert schedule._claim("tests.hourly", "killed") is not None
    schedule.run_due("me")
    assert runs == []
    pass_time(timedelta(seconds=schedule.TIME_LIMIT_S + 31))
    schedule.run_due("me")
    assert len(runs) == 1
    assert hourly().failures == 0


def test_two_workers_at_the_same_moment_run_a_job_once(runs: list[datetime]) -> None:
    first = schedule._claim("tests.hourly", "first")
    assert first is not None
    assert schedule._claim("tests.hourly", "second") is None


def test_no_job_is_begun_once_the_worker_is_told_to_stop(runs: list[datetime]) -> None:
    assert schedule.run_due("me", unless=lambda: True) == 0
    assert runs == []


def test_the_heartbeat_tells_a_working_worker_from_a_silent_one() -> None:
    schedule.sync()
    assert heartbeat.state().is_alive is False
    Worker().run_once()
    state = heartbeat.state()
    assert state.is_alive is True
    assert (state.waiting, state.dead, state.oldest_due_at) == (0, 0, None)
    pass_time(timedelta(minutes=5))
    assert heartbeat.state().is_alive is False


def test_an_idle_worker_only_reads() -> None:
    worker = Worker()
    worker.run_once()
    with CaptureQueriesContext(connection) as queries:
        worker._looked_for_jobs_at = 0
        assert worker._one_step() is False
    statements = [query["sql"] for query in queries.captured_queries]
    assert len(statements) == 2
    assert all(statement.startswith("SELECT") and "FOR UPDATE" not in statement for statement in statements)
