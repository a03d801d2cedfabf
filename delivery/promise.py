"""The promise for a parcel: what carrying it costs and on which days it arrives."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, Subquery
from django.utils import timezone

from delivery import joining
from delivery.errors import NotDelivered, UnknownPin
from delivery.models import Closure, Origin, Rate, Zone
from delivery.parcels import ParcelSpec
from delivery.pins import ranges_of, tidy, zone_of
from delivery.reckoning import Promise, Tables, reckon
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


def _rates(hubs: set[int], pin: str, on: date) -> tuple[Zone, dict[int, list[Rate]]]:
    """The zone of the pincode and its valid rates by hub, lightest slab first and within a slab the newest first.

    One statement; a second one where there are no rates, to tell a zone without them from a pincode that does not exist (``UnknownPin``).
    """
    found: dict[int, list[Rate]] = {hub: [] for hub in hubs}
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Rate.objects.filter(valid, hub__in=hubs, zone=Subquery(ranges_of(pin).values("zone")[:1])).select_related("carrier", "zone")
    rates = list(rows.order_by("up_to_g", "-valid_from"))
    for rate in rates:
        found[rate.hub_id].append(rate)
    return (rates[0].zone if rates else zone_of(pin)), found


def _closures(hubs: set[int], zone: Zone, on: date) -> dict[int, list[Closure]]:
    """Closures by hub that may touch a parcel of today. Without a zone of its own a closure means all outside Ladakh, frost everywhere."""
    everywhere = Q(zone__isnull=True, touches=Closure.Touches.FROST) if zone.is_local else Q(zone__isnull=True)
    meant = Q(zone=zone) | everywhere
    here = Q(hub__in=hubs) | Q(hub__isnull=True)
    rows = list(Closure.objects.filter(meant, here, ends_on__gte=on).order_by("starts_on", "id"))
    return {hub: [closure for closure in rows if closure.hub_id in (None, hub)] for hub in hubs}


def _answer(tables: Tables, origin: Origin | None, parcels: Sequence[ParcelSpec], on: date) -> list[Promise] | NotDelivered:
    try:
        return [reckon(tables, origin, parcel, on) for parcel in parcels]
    except NotDelivered as refusal:
        return refusal
