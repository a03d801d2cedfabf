"""Which rows are owed to facts and to Elasticsearch: effects of the outbox, many of which are carried out together."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from journal import outbox
from journal.models import Effect

KIND = "search.refresh"
# Rows of facts that Elasticsearch has to hear of.
ELASTIC = "search.elastic"
# What an effect of each kind names.
NAMED = {KIND: "listings", ELASTIC: "facts"}
# An effect names at most this many rows, and one run takes at most this many effects along.
ROWS_AN_EFFECT = 200
EFFECTS_A_RUN = 400


@dataclass(frozen=True)
class Waiting:
    """Effects that wait, and the rows they name."""

    effects: list[int]
    rows: set[int]


def owe_refresh(listing_ids: Iterable[int]) -> None:
    """Promise that these listings' facts are brought up to date, in the caller's transaction."""
    owe(KIND, listing_ids)


def owe(kind: str, keys: Iterable[int]) -> None:
    """Promise that these rows are seen to, in the caller's transaction.

    Every call is an effect of its own. A key shared by two transactions could be done for the first while the second is not
    committed yet, and the second change would never be seen.
    """
    left = iter(sorted(set(keys)))
    while part := list(islice(left, ROWS_AN_EFFECT)):
        outbox.owe(kind, key=uuid.uuid4().hex, payload={NAMED[kind]: part})


def open_effects(kind: str) -> "QuerySet[Effect]":
    """Effects of a kind that are neither done nor given up."""
    return Effect.objects.filter(kind=kind, done_at__isnull=True, dead_at__isnull=True)


def waiting(limit: int | None = EFFECTS_A_RUN, *, kind: str = KIND) -> Waiting:
    """What is owed, committed and claimed by no worker: one reading of the rows after this serves them all."""
    found = list(open_effects(kind).filter(lease_until__isnull=True).order_by("pk").values_list("pk", "payload")[:limit])
    return Waiting([key for key, _payload in found], rows_in(kind, (payload for _key, payload in found)))


def rows_in(kind: str, payloads: Iterable[dict[str, list[int]]]) -> set[int]:
    """The rows that payloads of a kind name."""
    return {row for payload in payloads for row in payload[NAMED[kind]]}


def settle(served: Waiting) -> None:
    """Mark effects as done that were served along. One that a worker claimed meanwhile is left to it: it will do no harm."""
    rows = Effect.objects.filter(pk__in=served.effects, done_at__isnull=True, lease_until__isnull=True)
    rows.update(done_at=timezone.now())
