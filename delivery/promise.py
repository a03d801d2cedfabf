"""The promise for a parcel: what carrying it costs and on which days it arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.reach import reach_of
from delivery.errors import NotDelivered, UnknownPin
from delivery.models import Closure, Origin, Rate, Zone
from delivery.parcels import ParcelSpec
from delivery.pins import tidy, zone_of

__all__ = ["NotDelivered", "Promise", "UnknownPin", "promise", "promises"]


@dataclass(frozen=True)
class Promise:
    """What is promised for one parcel, in whole days of Indian time. Frozen on the parcel when the order is placed."""

    charge_paise: int
    arrives_from: date
    arrives_to: date
    note: str
    zone_code: str


@dataclass(frozen=True)
class _Tables:
    """Rates and closures of all hubs asked for, read once."""

    zone: Zone
    rates: dict[int, list[Rate]]
    closures: dict[int, list[Closure]]


def promise(origin: Origin, pin: str, parcels: Sequence[ParcelSpec], on: date | None = None) -> list[Promise]:
    """One promise for each parcel of one group. Raises ``NotDelivered`` (``UnknownPin`` for a wrong pincode)."""
    result = promises([(origin, parcels)], pin, on)[0]
    if isinstance(result, NotDelivered):
        raise result
    return result


def promises(
    requests: Sequence[tuple[Origin | None, Sequence[ParcelSpec]]], pin: str, on: date | None = None
) -> list[list[Promise] | NotDelivered]:
    """Promises for many groups at once, in three queries however many there are.

    Origins come with their hub and group loaded. A group that does not deliver there gets its ``NotDelivered`` as the
    answer, the others their promises. Raises ``UnknownPin`` for the pincode itself.
    """
    on = on or timezone.localdate()
    zone = zone_of(tidy(pin))
    hubs = {origin.hub_id for origin, _parcels in requests if origin}
    tables = _Tables(zone=zone, rates=_rates(hubs, zone, on), closures=_closures(hubs, zone, on))
    return [_answer(tables, origin, parcels, on) for origin, parcels in requests]


def _rates(hubs: set[int], zone: Zone, on: date) -> dict[int, list[Rate]]:
    """Valid rates by hub, lightest slab first and within a slab the newest first."""
    found: dict[int, list[Rate]] = {hub: [] for hub in hubs}
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    for rate in Rate.objects.filter(valid, hub__in=hubs, zone=zone).order_by("up_to_g", "-valid_from"):
        found[rate.hub_id].append(rate)
    return found


def _closures(hubs: set[int], zone: Zone, on: date) -> dict[int, list[Closure]]:
    """Closures by hub that may touch a parcel of today. Without a zone of its own a closure means all outside Ladakh."""
    found: dict[int, list[Closure]] = {hub: [] for hub in hubs}
    meant = Q(zone=zone) if zone.is_local else Q(zone=zone) | Q(zone__isnull=True)
    for closure in Closure.objects.filter(meant, hub__in=hubs, ends_on__gte=on).order_by("starts_on", "id"):
        found[closure.hub_id].append(closure)
    return found


def _answer(tables: _Tables, origin: Origin | None, parcels: Sequence[ParcelSpec], on: date) -> list[Promise] | NotDelivered:
    try:
        return [_one(tables, origin, parcel, on) for parcel in parcels]
    except NotDelivered as refusal:
        return refusal


def _one(tables: _Tables, origin: Origin | None, parcel: ParcelSpec, on: date) -> Promise:
    """The promise for one parcel: days to pack, to the hub, on the way, and what liquids, glass and closures add."""
    if origin is None:
        raise NotDelivered("no_origin", gettext_lazy("This group has not yet told us where its parcels start."))
    if reach_of(origin.group.tax_status).within == "ladakh" and not tables.zone.is_local:
        raise NotDelivered("home_only", gettext_lazy("By its tax status this group may sell inside Ladakh only."))
    rate = next((rate for rate in tables.rates[origin.hub_id] if rate.up_to_g >= parcel.weight_g), None)
    if rate is None:
        raise NotDelivered("no_rate", gettext_lazy("No carrier takes this parcel to that pincode."))
    slow = rate.surface_only_days if parcel.is_liquid or parcel.is_fragile else 0
    ready = on + timedelta(days=parcel.dispatch_days)
    at_hub = (ready + timedelta(days=origin.days_to_hub_min), ready + timedelta(days=origin.days_to_hub_max))
    late_from, late_to, note = _delay(tables.closures[origin.hub_id], *at_hub)
    arrives_from = at_hub[0] + timedelta(days=rate.days_min + slow + late_from)
    arrives_to = at_hub[1] + timedelta(days=rate.days_max + slow + late_to)
    if parcel.shelf_life_days is not None and not tables.zone.is_local and (arrives_to - ready).days > parcel.shelf_life_days:
        raise NotDelivered("too_far_for_fresh", gettext_lazy("Fresh goods would spoil on the way to that pincode."))
    return Promise(rate.charge_paise, arrives_from, arrives_to, note, tables.zone.code)


def _delay(closures: list[Closure], first: date, last: date) -> tuple[int, int, str]:
    """Days more for the earliest and the latest arrival, and why, when the parcel reaches its hub between two days.

    A closure on the first day delays both ends of the range; one that begins before the last day delays the latest only.
    """
    at_first = max((closure.extra_days for closure in closures if closure.starts_on <= first <= closure.ends_on), default=0)
    touching = [closure for closure in closures if closure.starts_on <= last and closure.ends_on >= first]
    worst = max(touching, key=lambda closure: closure.extra_days, default=None)
    if worst is None:
        return 0, 0, ""
    more = ngettext("up to %(days)d day more", "up to %(days)d days more", worst.extra_days) % {"days": worst.extra_days}
    return at_first, worst.extra_days, _("%(cause)s: %(more)s") % {"cause": worst.cause, "more": more}
