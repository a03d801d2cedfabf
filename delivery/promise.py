"""The promise for a parcel: what carrying it costs and on which days it arrives."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import DateField, IntegerField, Q, QuerySet, Subquery
from django.utils import timezone

from delivery import joining
from delivery.errors import NotDelivered, UnknownPin
from delivery.models import Carrier, Closure, Hub, Origin, Rate, Zone
from delivery.parcels import ParcelSpec
from delivery.pins import ranges_around, tidy, zone_of
from delivery.reckoning import Promise, RateRow, Tables, reckon
from journal.composed import Hole
from journal.keyed import Keyed
from producers.calendar import Calendar, calendars

__all__ = ["NotDelivered", "Promise", "UnknownPin", "promise", "promises"]


def promise(
    origin: Origin, pin: str, parcels: Sequence[ParcelSpec], on: date | None = None, known: Mapping[int, Calendar] | None = None
) -> list[Promise]:
    """One promise for each parcel of one group. Raises ``NotDelivered`` (``UnknownPin`` for a wrong pincode)."""
    result = promises([(origin, parcels)], pin, on, known)[0]
    if isinstance(result, NotDelivered):
        raise result
    return result


def promises(
    requests: Sequence[tuple[Origin | None, Sequence[ParcelSpec]]],
    pin: str,
    on: date | None = None,
    known: Mapping[int, Calendar] | None = None,
) -> list[list[Promise] | NotDelivered]:
    """Promises for many groups at once, in three queries however many there are; two where the caller has their calendars (``known``).

    Origins come with their hub, centre, group and its district loaded. A group that does not deliver there gets its ``NotDelivered`` as the
    answer, the others their promises. Raises ``UnknownPin`` for the pincode itself.
    """
    on = on or timezone.localdate()
    pin = tidy(pin)
    origins = [origin for origin, _parcels in requests if origin]
    hubs = {origin.hub_id for origin in origins} | {origin.centre.hub_id for origin in origins if origin.centre}
    days = calendars((origin.group for origin in origins), on) if known is None else known
    zone, rates = _rates(hubs, pin, on)
    tables = Tables(zone=zone, rates=rates, closures=_closures(hubs, zone, on), calendars=days)
    answers = [_answer(tables, origin, parcels, on) for origin, parcels in requests]
    return joining.join(tables, requests, answers, on) if len(requests) > 1 else answers


def _rates(hubs: set[int], pin: str, on: date) -> tuple[Zone, dict[int, list[RateRow]]]:
    """The zone of the pincode and its valid rates by hub, lightest slab first and within a slab the newest first.

    One statement; a second one where there are no rates, to tell a zone without them from a pincode that does not exist (``UnknownPin``).
    """
    found: dict[int, list[RateRow]] = {hub: [] for hub in hubs}
    zone: Zone | None = None
    carriers: dict[int, Carrier] = {}
    for row in _RATES.rows(keys=hubs, on=on, pin=int(pin)):
        of_rate, of_carrier, of_zone = row[: len(_RATE)], row[len(_RATE) : -len(_ZONE)], row[-len(_ZONE) :]
        zone = zone or Zone(**dict(zip(_ZONE, of_zone, strict=True)))
        carrier = carriers.get(of_carrier[0])
        if carrier is None:
            carrier = carriers[of_carrier[0]] = Carrier(**dict(zip(_CARRIER, of_carrier, strict=True)))
        rate = RateRow(carrier, *of_rate)
        found[rate.hub_id].append(rate)
    return zone or zone_of(pin), found


# What a promise reads of a rate (in the order of ``RateRow``, behind its carrier) and of what hangs on it: a carrier has dozens of rates
# and one row here.
_RATE = ("hub_id", "up_to_g", "charge_paise", "days_min", "days_max", "surface_only_days")
_CARRIER = ("id", "code", "name", "divisor", "most_g", "refuses")
_ZONE = ("id", "code", "name", "is_local")


def _valid_rates(keys: list[Any], on: Hole, pin: Hole) -> QuerySet[Rate, tuple[Any, ...]]:
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Rate.objects.filter(valid, hub__pk__in=keys, zone=Subquery(ranges_around(pin).values("zone")[:1]))
    names = (*_RATE, *(f"carrier__{name}" for name in _CARRIER), *(f"zone__{name}" for name in _ZONE))
    return rows.order_by("up_to_g", "-valid_from").values_list(*names)


_RATES = Keyed(Rate, _valid_rates, key=Hub._meta.get_field("id"), on=DateField(), pin=IntegerField())


def _closures(hubs: set[int], zone: Zone, on: date) -> dict[int, list[Closure]]:
    """Closures by hub that may touch a parcel of today. Without a zone of its own a closure means all outside Ladakh, frost everywhere."""
    rows = _CLOSURES.rows(zone.is_local, keys=hubs, on=on, zone=zone.pk)
    return {hub: [closure for closure in rows if closure.hub_id in (None, hub)] for hub in hubs}


def _closed_now(is_local: bool, keys: list[Any], on: Hole, zone: Hole) -> QuerySet[Closure]:
    everywhere = Q(zone__isnull=True, touches=Closure.Touches.FROST) if is_local else Q(zone__isnull=True)
    here = Q(hub__pk__in=keys) | Q(hub__isnull=True)
    return Closure.objects.filter(Q(zone=zone) | everywhere, here, ends_on__gte=on).order_by("starts_on", "id")


_CLOSURES = Keyed(Closure, _closed_now, key=Hub._meta.get_field("id"), on=DateField(), zone=Zone._meta.get_field("id"))


def _answer(tables: Tables, origin: Origin | None, parcels: Sequence[ParcelSpec], on: date) -> list[Promise] | NotDelivered:
    try:
        return [reckon(tables, origin, parcel, on) for parcel in parcels]
    except NotDelivered as refusal:
        return refusal
