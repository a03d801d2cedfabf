"""Effects handed to a django-tasks backend."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.backends.dummy import DummyBackend
from pytest_django import Settings

from journal import outbox, tasks
from journal.models import Effect
from journal.worker import Worker
from tests.journal.time_passing import pass_time

pytestmark = pytest.mark.django_db
Calls = list[dict[str, object]]


def use(settings: Settings, path: str) -> None:
    settings.TASKS_BACKEND = path
    settings.TASKS = {**settings.TASKS, "effects": {"BACKEND": path}}
    task_backends.__dict__.pop("settings", None)
    task_backends._settings = None
    if hasattr(task_backends._connections, "effects"):
        del task_backends["effects"]


@pytest.fixture
def _backends_put_back(settings: Settings) -> Iterator[None]:
    yield
    use(settings, "django_tasks.backends.immediate.ImmediateBackend")


@pytest.fixture
def immediate(settings: Settings, _backends_put_back: None) -> None:
    use(settings, "django_tasks.backends.immediate.ImmediateBackend")


@pytest.fixture
def keeping(settings: Settings, _backends_put_back: None) -> DummyBackend:
    """A backend that only keeps what it is given, like one whose workers are all down."""
    use(settings, "django_tasks.backends.dummy.DummyBackend")
    backend = task_backends["effects"]
    assert isinstance(backend, DummyBackend)
    return backend


def owe(key: str = "1") -> Effect:
    with transaction.atomic():
        outbox.owe("tests.note", key=key, payload={"key": key})
    return Effect.objects.get(dedup_key=f"tests.note:{key}")


def test_without_a_backend_the_worker_carries_effects_out_itself(calls: Calls, settings: Settings) -> None:
    assert settings.TASKS_BACKEND == ""
    owe()
    Worker().run_once()
    assert calls == [{"key": "1"}]


@pytest.mark.usefixtures("immediate")
def test_a_backend_carries_out_what_it_is_handed_and_the_row_says_so(calls: Calls) -> None:
    row = owe()
    Worker().run_once()
    row.refresh_from_db()
    assert calls == [{"key": "1"}]
    assert (row.attempts, row.done_at is not None) == (1, True)


@pytest.mark.usefixtures("immediate")
def test_a_failure_in_the_backend_is_counted_in_the_row_and_tried_again(calls: Calls) -> None:
    def broken(payload: dict[str, object]) -> None:
        raise OSError("down")

    outbox.effect("tests.note")(broken)
    row = owe()
    Worker().run_once()
    row.refresh_from_db()
    assert (row.attempts, row.last_error, row.done_at) == (1, "OSError: down", None)
    outbox.effect("tests.note")(calls.append)
    pass_time(timedelta(seconds=11))
    Worker().run_once()
    assert calls == [{"key": "1"}]


def test_an_effect_is_handed_over_once_and_again_when_the_backend_lost_it(calls: Calls, keeping: DummyBackend) -> None:
    row = owe()
    Worker().run_once()
    Worker().run_once()
    assert [result.args for result in keeping.results] == [[row.pk, 0]]
    pass_time(tasks.HANDED_OVER_FOR)
    Worker().run_once()
    assert len(keeping.results) == 2
    for result in keeping.results:
        result.task.call(*result.args)
    assert calls == [{"key": "1"}], "the second delivery finds the row done"


def test_a_task_delivered_late_does_not_run_an_effect_that_is_waiting_for_its_next_attempt(calls: Calls, keeping: DummyBackend) -> None:
    row = owe()
    Worker().run_once()
    Effect.objects.filter(pk=row.pk).update(attempts=1, due_at=timezone.now() + timedelta(minutes=1))
    keeping.results[0].task.call(*keeping.results[0].args)
    assert calls == []


def test_a_backend_that_refuses_is_asked_again_soon(calls: Calls, keeping: DummyBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError("redis is down")

    row = owe()
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "enqueue", refuse)
        Worker().run_once()
    row.refresh_from_db()
    assert timedelta(0) < row.due_at - timezone.now() <= timedelta(seconds=10)
    pass_time(timedelta(seconds=11))
    Worker().run_once()
    assert len(keeping.results) == 1
