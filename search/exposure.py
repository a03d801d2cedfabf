"""Who is seen: what lists show of each group is counted, and a district that was shown too little gains points until it is made good.

Looking at a page writes nothing. A view adds to counts in memory; once a minute the process hands them over as one effect of the
outbox, and the worker adds them to the rows of the day. A process that is killed loses at most a minute of counts. No visitor is in
them: a day, a group, a district, how often.

What a district is *due* is its share of the products that were found, of everything that was shown. Lists that ask for a group or a
place are not counted: there is no share to be fair about.
"""

import os
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log2
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from journal import outbox, receipts
from search import edition, sought
from search.contract import Result
from search.models import Exposure
from search.ranking import rules

log = structlog.get_logger(__name__)

KIND = "search.exposure"
MILLI = 1000
# Kept for a year, so that staff can compare seasons.
KEPT = timedelta(days=370)
# Questions that name a place or a group are not counted.
NAMING = ("group", "district", "rollup")


@dataclass
class Counted:
    """What one group was given in the batch, and where it is from."""

    district: str = ""
    shown: int = 0
    weight: int = 0


@dataclass
class Batch:
    """What one process has counted since it last handed over."""

    day: date
    groups: dict[str, Counted] = field(default_factory=lambda: defaultdict(Counted))
    due: dict[str, int] = field(default_factory=lambda: defaultdict(int))


_lock = threading.Lock()
_batches: dict[date, Batch] = {}


def worth(place: int) -> int:
    """How well the ``place``-th product of a page is seen, the first being 0: as usual, by the logarithm of its place."""
    return round(MILLI / log2(place + 2))


def note(result: Result) -> None:
    """A list was shown. In memory only."""
    _begin_keeping()
    sought.note(result)
    query = result.query
    if not result.hits or any(getattr(query, name) for name in NAMING):
        return
    counts = {facet.value: facet.count for facet in result.facets["district"] if facet.count}
    found = sum(counts.values())
    with _lock:
        day = timezone.localdate()
        batch = _batches.setdefault(day, Batch(day))
        start = (result.page - 1) * query.per_page
        whole = 0
        for place, hit in enumerate(result.hits):
            counted = batch.groups[hit.group_slug]
            counted.district, counted.shown = hit.district_code, counted.shown + 1
            counted.weight += worth(start + place)
            whole += worth(start + place)
        for district, count in counts.items():
            batch.due[district] += round(whole * count / found)


def note_view(group_slug: str, listing_slug: str) -> None:
    """The page of a product was shown. In memory only."""
    _begin_keeping()
    sought.note_view(group_slug, listing_slug)


def note_label(code: str) -> None:
    """The label of a lot was looked up. In memory only."""
    _begin_keeping()
    sought.note_label(code)


def take() -> list[dict[str, Any]]:
    """What was counted so far, one payload a day; counting begins anew."""
    with _lock:
        batches = list(_batches.values())
        _batches.clear()
    return [
        {
            "key": uuid.uuid4().hex,
            "day": batch.day.isoformat(),
            "groups": [[slug, one.district, one.shown, one.weight] for slug, one in sorted(batch.groups.items())],
            "due": dict(sorted(batch.due.items())),
        }
        for batch in batches
    ]


_serving = threading.Event()
_keepers: dict[int, threading.Thread] = {}
HAND_OVER_S = 60.0


def serve() -> None:
    """This is a web process, or its children will be: what they count is handed over once a minute."""
    _serving.set()


def _begin_keeping() -> None:
    if _serving.is_set():
        _keep()


def _keep() -> None:
    """A thread for this process, begun with its first view: one that the server's first process began would not live in its children."""
    with _lock:
        if os.getpid() not in _keepers:
            _keepers[os.getpid()] = threading.Thread(target=_hand_over_for_ever, name="exposure", daemon=True)
            _keepers[os.getpid()].start()


def _hand_over_for_ever() -> None:
    while True:
        time.sleep(HAND_OVER_S)
        try:
            hand_over()
        except DatabaseError:
            log.warning("exposure_lost", exc_info=True)
        finally:
            connection.close()


def hand_over() -> int:
    """Owe what was counted to the worker: one short write for many pages, never while a page is made. How many batches."""
    owed = [*((KIND, payload) for payload in take()), *((sought.KIND, payload) for payload in sought.take())]
    if owed:
        with transaction.atomic():
            for kind, payload in owed:
                outbox.owe(kind, key=payload["key"], payload=payload)
    return len(owed)


def add(payload: Mapping[str, Any]) -> None:
    """Add a batch to the rows of its day; the same batch again adds nothing. What a district is due lies in a row without a group."""
    day = date.fromisoformat(payload["day"])
    rows = [Exposure(day=day, group_slug=slug, district_code=where) for slug, where, _shown, _weight in payload["groups"]]
    rows += [Exposure(day=day, group_slug=_whole(where), district_code=where) for where in payload["due"]]
    with transaction.atomic(), receipts.once(KIND, payload["key"], receipts.fingerprint(payload)) as answer:
        if not answer.is_new:
            return
        Exposure.objects.bulk_create(rows, ignore_conflicts=True)
        for slug, _where, shown, weight in sorted(payload["groups"]):
            of_group = Exposure.objects.filter(day=day, group_slug=slug)
            of_group.update(shown=F("shown") + shown, weight_milli=F("weight_milli") + weight)
        for where, due in sorted(payload["due"].items()):
            Exposure.objects.filter(day=day, group_slug=_whole(where)).update(due_milli=F("due_milli") + due)
        answer.result = {"groups": len(payload["groups"])}


def _whole(district: str) -> str:
    """The name of the row of a whole district; no slug of a group begins with a star."""
    return f"*{district}"


@dataclass(frozen=True)
class Share:
    """What a district was given of what it was due."""

    district: str
    given: int
    due: int

    @property
    def part(self) -> float:
        return self.given / self.due if self.due else 1.0


def shares(until: date, days: int) -> dict[str, Share]:
    """Every district over the ``days`` before ``until``."""
    rows = Exposure.objects.filter(day__lt=until, day__gte=until - timedelta(days=days)).values_list("district_code")
    sums = rows.annotate(given=Sum("weight_milli"), due=Sum("due_milli")).order_by("district_code")
    return {district: Share(district, given, due) for district, given, due in sums}


def boosts_for(found: Mapping[str, Share], before: Mapping[str, int]) -> dict[str, int]:
    """What each district gains now: more than before where it is short of what is aimed at, less where it is beyond."""
    share = rules().fair_share
    held = {district: before.get(district, 0) + round(share.step * (share.aim - one.part)) for district, one in found.items()}
    return {district: min(points, share.at_most) for district, points in held.items() if points > 0}


def set_boosts(today: date | None = None) -> dict[str, int]:
    """Work out what districts gain, once a day; all processes order by the same numbers until the next day."""
    day = today or timezone.localdate()
    before = edition.read().boosts
    if before.get("day") == day.toordinal():
        return dict(before)
    held = {key: points for key, points in before.items() if key != "day"}
    found = boosts_for(shares(day, rules().fair_share.days), held)
    with transaction.atomic():
        edition.hold()
        edition.begin(boosts={**found, "day": day.toordinal()})
        Exposure.objects.filter(day__lt=day - KEPT).delete()
    return found
