"""Queries by a list of keys find what they find with the list written out, whatever its length."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal.keyed import Keyed
from journal.models import Effect

pytestmark = pytest.mark.django_db
TRIES = Effect._meta.get_field("attempts")


@pytest.fixture(autouse=True)
def effects() -> list[Effect]:
    """Five, tried 0 to 4 times."""
    now = timezone.now()
    return Effect.objects.bulk_create(
        Effect(kind="k", dedup_key=f"k:{tries}", payload={}, due_at=now, attempts=tries) for tries in range(5)
    )


def tried(keys: list[Any], most: Any) -> QuerySet[Effect]:
    return Effect.objects.filter(attempts__in=keys, attempts__lte=most).order_by("attempts")


def test_a_list_of_any_length_finds_its_rows() -> None:
    query = Keyed(Effect, tried, key=TRIES, most=IntegerField())
    for size in range(6):
        assert [row.attempts for row in query.rows(keys=range(size), most=9)] == list(range(min(size, 5)))
    assert [row.attempts for row in query.rows(keys=[3, 1, 3], most=2)] == [1]


def test_lists_of_about_the_same_length_share_a_statement() -> None:
    sizes: list[int] = []

    def noted(keys: list[Any]) -> QuerySet[Effect]:
        sizes.append(len(keys))
        return Effect.objects.filter(attempts__in=keys)

    query = Keyed(Effect, noted, key=TRIES)
    with CaptureQueriesContext(connection) as seen:
        found = [len(query.rows(keys=range(size))) for size in (5, 6, 7, 8, 3, 0)]
    assert found == [5, 5, 5, 5, 3, 0]
    assert sizes == [8, 4]
    assert len(seen) == 5
