"""Effects and jobs that exist for one test only."""

import pytest

from journal import outbox, schedule


@pytest.fixture(autouse=True)
def _own_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone afterwards."""
    monkeypatch.setattr(outbox, "_kinds", dict(outbox._kinds))
    monkeypatch.setattr(schedule, "_jobs", dict(schedule._jobs))


@pytest.fixture
def calls() -> list[dict[str, object]]:
    """The payloads that the effect ``tests.note`` was called with."""
    seen: list[dict[str, object]] = []
    outbox.effect("tests.note")(seen.append)
    return seen
