"""A carrier's table of rates as a CSV file. It counts as a whole from a day on, or not at all; each bad row is named.

A table replaces what the same carrier asked before from the same hubs to the same zones. Rows that were valid stay, with the day on which
they ended: promises frozen in orders, and quotes of a day that is past, can always be looked up again.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from delivery.models import Carrier, Hub, Rate, Zone
from delivery.parcels import MAX_PARCEL_G
from journal import audit

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 500_000
MAX_ROWS = 1_000
HEADINGS = ("carrier", "hub", "zone", "up_to_g", "charge_paise", "days_min", "days_max", "surface_only_days")
_NUMBERS = HEADINGS[3:]
_MOST = {"up_to_g": MAX_PARCEL_G, "charge_paise": 100_000_00, "days_min": 120, "days_max": 120, "surface_only_days": 120}
_LEAST = {"up_to_g": 50}


@dataclass(frozen=True)
class RowError:
    """What is wrong with one line of the file, counted as a text editor does; 0 for the file itself."""

    line: int
    words: str | Promise


class TableRefused(Exception):
    """Nothing of the file was written; ``errors`` says why, line by line."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True)
class Taken:
    """What a file changed: rates that were added, and older ones that end before it."""

    added: int
    ended: int


def take(content: bytes, *, valid_from: date, source: str, acting_user: "User") -> Taken:
    """The table is valid from that day on. Raises ``TableRefused``, and then nothing is changed. The same table again changes nothing."""
    source = " ".join(source.split())[:200]
    if valid_from < timezone.localdate():
        raise TableRefused([RowError(0, _("A table begins today at the earliest: what was promised before stays."))])
    if not source:
        raise TableRefused([RowError(0, _("Write where the table comes from."))])
    rates = _read(content, valid_from, source)
    keys = {(rate.carrier_id, rate.hub_id, rate.zone_id) for rate in rates}
    with transaction.atomic():
        carriers = sorted({carrier for carrier, _hub, _zone in keys})
        list(Carrier.objects.select_for_update().filter(pk__in=carriers).order_by("pk"))  # two files at once wait for each other
        meant = Q(pk__in=[])
        for carrier, hub, zone in sorted(keys):
            meant |= Q(carrier=carrier, hub=hub, zone=zone)
        held = list(Rate.objects.filter(meant, valid_from=valid_from))
        if held:
            if {_facts(rate) for rate in held} == {_facts(rate) for rate in rates}:
                return Taken(0, 0)
            raise TableRefused([RowError(0, _("Another table of this carrier begins on this day. Choose the day after."))])
        older = Rate.objects.filter(meant, valid_from__lt=valid_from).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
        ended = older.update(valid_to=valid_from - timedelta(days=1))
        Rate.objects.bulk_create(rates, batch_size=200)
        after = {"from": valid_from.isoformat(), "rows": len(rates), "ended": ended, "source": source}
        audit.record(action="delivery.rates", subject=("delivery.rate", valid_from.isoformat()), acting_user=acting_user, after=after)
    return Taken(len(rates), ended)


def _facts(rate: Rate) -> tuple[object, ...]:
    return (rate.carrier_id, rate.hub_id, rate.zone_id, *(getattr(rate, name) for name in _NUMBERS))


def _read(content: bytes, valid_from: date, source: str) -> list[Rate]:
    """The rows of the file as unsaved rates. Raises ``TableRefused`` with every line that is wrong."""
    rows = _rows(content)
    known = (
        {carrier.code: carrier.pk for carrier in Carrier.objects.all()},
        {hub.code: hub.pk for hub in Hub.objects.all()},
        {zone.code: zone.pk for zone in Zone.objects.all()},
    )
    errors: list[RowError] = []
    rates: list[Rate] = []
    seen: set[tuple[object, ...]] = set()
    for line, row in rows:
        problem = _problem(row, known)
        key = (row["carrier"], row["hub"], row["zone"], row["up_to_g"])
        if not problem and key in seen:
            problem = _("This weight stands in the file twice.")
        if problem:
            errors.append(RowError(line, problem))
            continue
        seen.add(key)
        keys = {f"{name}_id": table[row[name]] for name, table in zip(HEADINGS[:3], known, strict=True)}
        rates.append(Rate(valid_from=valid_from, source=source, **keys, **{name: int(row[name]) for name in _NUMBERS}))
    if errors:
        raise TableRefused(errors)
    return rates


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MAX_BYTES:
        raise TableRefused([RowError(0, _("The file is too large."))])
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text), strict=True)
        if tuple(name.strip() for name in reader.fieldnames or ()) != HEADINGS:
            raise TableRefused([RowError(1, _("The first line has to be: %(line)s") % {"line": ",".join(HEADINGS)})])
        reader.fieldnames = list(HEADINGS)
        rows = [(reader.line_num, {name: (row.get(name) or "").strip() for name in HEADINGS}) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise TableRefused([RowError(0, _("This is no CSV file in UTF-8."))]) from None
    if not rows or len(rows) > MAX_ROWS:
        raise TableRefused([RowError(0, _("A file has 1 to %(most)d rows.") % {"most": MAX_ROWS})])
    return rows


def _problem(row: dict[str, str], known: tuple[dict[str, int], ...]) -> str:
    """What is wrong with a row, in words; empty where nothing is."""
    for name, table in zip(HEADINGS[:3], known, strict=True):
        if row[name] not in table:
            return _("Unknown %(column)s “%(text)s”.") % {"column": name, "text": row[name][:40]}
    for name in _NUMBERS:
        if not (row[name].isascii() and row[name].isdigit() and len(row[name]) < 10):
            return _("“%(text)s” in %(column)s is no whole number.") % {"column": name, "text": row[name][:40]}
        if not _LEAST.get(name, 0) <= int(row[name]) <= _MOST[name]:
            return _("%(text)s in %(column)s can not be right.") % {"column": name, "text": row[name]}
    if int(row["days_max"]) < int(row["days_min"]):
        return _("The most days are fewer than the fewest.")
    return ""
