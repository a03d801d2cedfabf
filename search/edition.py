"""The edition of the facts: a name that changes with every write, by which copies in memory know that they are out of date."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, router

from journal.composed import Composed
from search.models import Edition
from search.synonyms import Lists

ROW = 1
_PRESENT: Composed[Edition] = Composed(Edition, lambda: Edition.objects.filter(pk=ROW))


@dataclass(frozen=True)
class Present:
    """The present edition, with the names that editors keep and what the fair share of the day adds. Empty before the first write."""

    token: str = ""
    names: Lists = ()
    boosts: Mapping[str, int] = field(default_factory=dict)


def read() -> Present:
    """The present edition, in one query."""
    found = _PRESENT.first()
    return Present(found.token, tuple(tuple(row) for row in found.names), found.boosts) if found else Present()


def read_for_writing() -> str:
    """The name of the present edition, as the database knows it that is written to."""
    return Edition.objects.using(router.db_for_write(Edition)).filter(pk=ROW).values_list("token", flat=True).first() or ""


def begin(**together: Any) -> None:
    """Start a new edition, in the transaction of the write. A random name: after a rollback the old one is right again.

    ``together`` replaces what lies with it: ``names``, ``boosts``.
    """
    values = {"token": secrets.token_hex(16), **together}
    if not Edition.objects.filter(pk=ROW).update(**values):
        rows = [Edition(pk=ROW, **values)]
        Edition.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=list(values))


def hold() -> None:
    """Make other writers of facts wait until this transaction ends. SQLite lets one write at a time anyway."""
    if not connection.features.has_select_for_update:
        return
    Edition.objects.bulk_create([Edition(pk=ROW, token="")], ignore_conflicts=True)
    Edition.objects.select_for_update().get(pk=ROW)
