"""Which listings are owed fresh facts: effects of the outbox, many of which are carried out together."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from journal import outbox
from journal.models import Effect

KIND = "search.refresh"
# An effect names at most this many listings, and one run takes at most this many effects along.
LISTINGS_AN_EFFECT = 200
EFFECTS_A_RUN = 400


@dataclass(frozen=True)
class Waiting:
    """Effects that wait, and the listings they name."""

    effects: list[int]
    listings: set[int]


def owe_refresh(listing_ids: Iterable[int]) -> None:
    """Promise that these listings' facts are brought up to date, in the caller's transaction.

    Every call is an effect of its own. A key shared by two transactions could be done for the first while the second is not
    committed yet, and the second change would never be seen.
    """
    left = iter(sorted(set(listing_ids)))
    while part := list(islice(left, LISTINGS_AN_EFFECT)):
        outbox.owe(KIND, key=uuid.uuid4().hex, payload={"listings": part})


def waiting(limit: int | None = EFFECTS_A_RUN) -> Waiting:
    """Refreshes that are owed, committed and claimed by no worker: one reading of the listings after this serves them all."""
    rows = Effect.objects.filter(kind=KIND, done_at__isnull=True, dead_at__isnull=True, lease_until__isnull=True).order_by("pk")
    found = list(rows.values_list("pk", "payload")[:limit])
    return Waiting([key for key, _payload in found], {listing for _key, payload in found for listing in payload["listings"]})


def settle(served: Waiting) -> None:
    """Mark effects as done that were served along. One that a worker claimed meanwhile is left to it: it will do no harm."""
    rows = Effect.objects.filter(pk__in=served.effects, done_at__isnull=True, lease_until__isnull=True)
    rows.update(done_at=timezone.now())
