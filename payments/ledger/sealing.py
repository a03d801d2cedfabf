"""Sealing: hashes over stretches of journals, each over the one before. What is under a seal can not be changed unseen."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import connection, transaction
from django.utils import timezone

from payments.ledger_models import Journal, Seal

FIRST = "0" * 64  # stands where the first seal names the one before
BATCH = 1000
# Whoever wrote a journal has finished long before.
QUIET = timedelta(minutes=10)


def seal_due(now: datetime | None = None) -> int:
    """Seal every journal that is older than ten minutes, a batch in each transaction; how many."""
    before = (now or timezone.now()) - QUIET
    count = 0
    while sealed := _seal_batch(before):
        count += sealed
    return count


def _seal_batch(before: datetime) -> int:
    with transaction.atomic():
        _wait_for_writers()
        last = Seal.objects.order_by("-last_id").first()
        rows = Journal.objects.filter(pk__gt=last.last_id if last else 0).order_by("pk").values_list("pk", "digest", "created_at")
        quiet = list(takewhile(lambda row: row[2] <= before, rows[:BATCH]))
        if not quiet:
            return 0
        previous = last.hash if last else FIRST
        Seal.objects.create(
            first_id=quiet[0][0],
            last_id=quiet[-1][0],
            count=len(quiet),
            previous=previous,
            hash=chain(previous, ((pk, digest) for pk, digest, _at in quiet)),
        )
    return len(quiet)


def _wait_for_writers() -> None:
    """On PostgreSQL a journal with a smaller number may be committed later than one with a larger: wait until none is being written.

    SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(Journal._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")


def chain(previous: str, journals: Iterable[tuple[int, str]]) -> str:
    """The hash of a seal: over the hash of the seal before and over number and digest of each journal."""
    told = hashlib.sha256(previous.encode())
    for pk, digest in journals:
        told.update(f"\n{pk}:{digest}".encode())
    return told.hexdigest()
