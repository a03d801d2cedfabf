"""A road, the sky or the frost closes the way: said once by staff, it widens every promise that is not frozen yet."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.causes import CAUSES
from delivery.models import Closure, Hub, new_batch
from journal import audit

if TYPE_CHECKING:
    from accounts.models import User

MAY_RUN = "delivery.run_delivery"
MOST_DAYS = 240
MOST_EXTRA_DAYS = 60
_ROUTES_FILE = Path(__file__).resolve().parent / "data" / "routes.json"


@dataclass(frozen=True)
class Route:
    """A way that can be closed, and by how many days that delays parcels of each hub; the hub "" means all of them."""

    code: str
    name: str
    cause: str
    touches: str
    hubs: Mapping[str, int]
    waits: bool = False


class ClosingRefused(Exception):
    """It can not be closed like this. ``field`` is the one that is wrong."""

    def __init__(self, field: str, words: str | Promise) -> None:
        super().__init__(str(words))
        self.field = field
        self.words = words


@lru_cache(maxsize=1)
def routes() -> dict[str, Route]:
    """All ways that can be closed, by code."""
    rows = json.loads(_ROUTES_FILE.read_text(encoding="utf-8"))["routes"]
    return {row["code"]: Route(**row) for row in rows}


def shut(
    *,
    route: Route,
    starts_on: date,
    ends_on: date,
    acting_user: "User",
    cause: str = "",
    extra_days: int | None = None,
    waits: bool | None = None,
) -> str:
    """Close a route between two days for all its hubs at once; the name of the act. Promises that were made stay as they are.

    ``cause`` is one of ``causes.CAUSES``, the usual one of the route where it is empty; ``extra_days`` instead of the usual days of each
    hub; ``waits``: parcels do not leave before it is over. Raises ``ClosingRefused``.
    """
    _check(starts_on, ends_on, extra_days)
    if cause and cause not in CAUSES:
        raise ClosingRefused("cause", _("Choose the words for the shopper from the list."))
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    batch = new_batch()
    rows = [
        Closure(
            hub=hubs.get(code),
            touches=route.touches,
            cause=cause or route.cause,
            starts_on=starts_on,
            ends_on=ends_on,
            extra_days=usual if extra_days is None else extra_days,
            waits=route.waits if waits is None else waits,
            batch=batch,
        )
        for code, usual in route.hubs.items()
    ]
    with transaction.atomic():
        made = Closure.objects.bulk_create(rows)
        _tell("delivery.closed", batch, made, acting_user)
    return batch


def move_end(batch: str, *, ends_on: date, acting_user: "User") -> int:
    """The way opens on another day than was said; how many rows that changed. Raises ``ClosingRefused``."""
    with transaction.atomic():
        rows = list(Closure.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("pk"))
        for row in rows:
            _check(row.starts_on, ends_on, None)
        changed = [row for row in rows if row.ends_on != ends_on]
        if changed:
            Closure.objects.filter(pk__in=[row.pk for row in changed]).update(ends_on=ends_on)
            _tell("delivery.closure_moved", batch, Closure.objects.filter(pk__in=[row.pk for row in changed]), acting_user)
    return len(changed)


def reopen(batch: str, *, acting_user: "User") -> int:
    """The way is open again from today on. What had not begun is taken away. Twice is once."""
    today = timezone.localdate()
    with transaction.atomic():
        rows = list(Closure.objects.select_for_update(of=("self",)).filter(batch=batch, ends_on__gte=today).order_by("pk"))
        if not rows:
            return 0
        _tell("delivery.reopened", batch, rows, acting_user)
        begun = [row.pk for row in rows if row.starts_on < today]
        Closure.objects.filter(pk__in=begun).update(ends_on=today - timedelta(days=1))
        Closure.objects.filter(pk__in=[row.pk for row in rows if row.starts_on >= today]).delete()
    return len(rows)


def _check(starts_on: date, ends_on: date, extra_days: int | None) -> None:
    if ends_on < starts_on:
        raise ClosingRefused("ends_on", _("The last day lies before the first."))
    if ends_on < timezone.localdate():
        raise ClosingRefused("ends_on", _("These days are over."))
    if (ends_on - starts_on).days > MOST_DAYS:
        raise ClosingRefused("ends_on", _("These are more than 240 days. Close it again next winter."))
    if extra_days is not None and extra_days > MOST_EXTRA_DAYS:
        raise ClosingRefused("extra_days", _("These are more than 60 days. Let parcels wait until it is over instead."))


def _tell(action: str, batch: str, rows: Iterable[Closure], acting_user: "User") -> None:
    facts = [
        {"hub": row.hub_id, "from": row.starts_on.isoformat(), "to": row.ends_on.isoformat(), "days": row.extra_days, "cause": row.cause}
        for row in rows
    ]
    audit.record(action=action, subject=("delivery.closure", batch), acting_user=acting_user, after={"rows": facts})
