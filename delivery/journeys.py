"""How long a parcel waits and how much longer it takes: closed roads and skies, frost, on top of a carrier's usual days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delivery.models import Closure, Zone
from delivery.parcels import ParcelSpec

ONE_DAY = timedelta(days=1)
Touches = Closure.Touches


@dataclass(frozen=True)
class Leaving:
    """First and last day on which a parcel leaves its hub, the days that closures add to each, and why in words."""

    first: date
    last: date
    more_first: int
    more_last: int
    note: str


def touched(closures: Iterable[Closure], parcel: ParcelSpec, zone: Zone) -> list[Closure]:
    """The closures that a parcel feels. What is liquid or breaks can not fly, and inside Ladakh nothing does."""
    by_road = parcel.is_liquid or parcel.is_fragile or zone.is_local
    felt = {Touches.ALL, Touches.ROAD if by_road else Touches.AIR}
    if parcel.freezes:
        felt.add(Touches.FROST)
    return [closure for closure in closures if closure.touches in felt]


def leaving(closures: Sequence[Closure], first: date, last: date) -> Leaving:
    """When a parcel that is at its hub between two days leaves it.

    A closure on the first day delays both ends of the range; one that begins before the last day delays the latest only.
    """
    waits = [closure for closure in closures if closure.waits]
    first_left, held_first = _past(waits, first)
    last_left, held = _past(waits, last)
    delays = [closure for closure in closures if not closure.waits] + ([held] if held else [])
    at_first = max(
        (closure.extra_days for closure in delays if closure is held_first or _touches(closure, first_left, first_left)), default=0
    )
    worst = max((one for one in delays if one is held or _touches(one, first_left, last_left)), key=_days, default=None)
    notes = [_("%(cause)s: sent from %(day)s on") % {"cause": _(held.cause), "day": _day(last_left)}] if held else []
    if worst and worst.extra_days:
        more = ngettext("up to %(days)d day more", "up to %(days)d days more", worst.extra_days) % {"days": worst.extra_days}
        notes.append(_("%(cause)s: %(more)s") % {"cause": _(worst.cause), "more": more})
    return Leaving(first_left, last_left, at_first, worst.extra_days if worst else 0, "; ".join(notes))


def _past(waits: Sequence[Closure], day: date) -> tuple[date, Closure | None]:
    """The first day on or after ``day`` on which nothing keeps a parcel back, and what kept it longest."""
    held: Closure | None = None
    while closed := [closure for closure in waits if _touches(closure, day, day)]:
        held = max(closed, key=lambda closure: closure.ends_on)
        day = held.ends_on + ONE_DAY
    return day, held


def _touches(closure: Closure, first: date, last: date) -> bool:
    return closure.starts_on <= last and closure.ends_on >= first


def _days(closure: Closure) -> int:
    return closure.extra_days


def _day(day: date) -> str:
    return date_format(day, "j F Y")
