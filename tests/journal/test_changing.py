"""Changes that are composed once touch the rows that the same change touches that is composed each time."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal.changing import Changing
from journal.models import Effect

pytestmark = pytest.mark.django_db
TRIES = Effect._meta.get_field("attempts")


@pytest.fixture(autouse=True)
def effects() -> None:
    """Three, tried 0 to 2 times."""
    now = timezone.now()
    Effect.objects.bulk_create(Effect(kind="k", dedup_key=f"k:{tries}", payload={}, due_at=now, attempts=tries) for tries in range(3))


def tried_more(words: str, at_least: Any, more: Any) -> tuple[QuerySet[Effect], dict[str, Any]]:
    return Effect.objects.filter(attempts__gte=at_least), {"attempts": F("attempts") + more, "last_error": words}


CHANGE = Changing(Effect, tried_more, at_least=TRIES, more=TRIES)


def test_rows_that_fit_are_changed_and_counted() -> None:
    assert CHANGE.run("100% 'x'", at_least=1, more=10) == 2
    assert CHANGE.run("100% 'x'", at_least=99, more=10) == 0
    assert CHANGE.run("other", at_least=12, more=1) == 1
    found = Effect.objects.order_by("attempts").values_list("attempts", "last_error")
    assert list(found) == [(0, ""), (11, "100% 'x'"), (13, "other")]


def test_it_is_composed_once_for_each_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    change = Changing(Effect, lambda words, **holes: composed.append(words) or tried_more(words, **holes), at_least=TRIES, more=TRIES)
    with CaptureQueriesContext(connection) as seen:
        assert [change.run(words, at_least=0, more=1) for words in ("a", "a", "b", "a")] == [3, 3, 3, 3]
    assert composed == ["a", "b"]
    assert len(seen) == 4
