"""Joining: parcels of several groups in one order that meet at a common facility centre and travel on as one.

Food and other goods stay apart there too. The joined parcel is paid once; each group's part bears its share by weight. It is joined
only where that costs less than separate parcels and the order does not arrive much later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from delivery.errors import NotDelivered
from delivery.models import FacilityCentre, Origin
from delivery.parcels import MAX_PARCEL_G, MAX_PARCEL_MM3, ParcelSpec
from delivery.reckoning import Promise, Tables, journey, packed_between, rate_for
from money.paise import split

Answer = list[Promise] | NotDelivered
Request = tuple[Origin | None, Sequence[ParcelSpec]]


@dataclass(frozen=True)
class _Part:
    """One parcel that could be joined: where its promise stands among the answers."""

    request: int
    parcel: int
    origin: Origin
    spec: ParcelSpec
    promise: Promise


def join(tables: Tables, requests: Sequence[Request], answers: Sequence[Answer], on: date) -> list[Answer]:
    """The answers, with those parcels joined that gain by it."""
    joined: list[Answer] = [list(answer) if isinstance(answer, list) else answer for answer in answers]
    for centre, parts in _meeting(requests, answers):
        for part, promise in _joined(tables, centre, parts, on):
            mine = joined[part.request]
            if isinstance(mine, list):
                mine[part.parcel] = promise
    return joined


def _meeting(requests: Sequence[Request], answers: Sequence[Answer]) -> list[tuple[FacilityCentre, list[_Part]]]:
    """Parcels that come through the same open centre, food apart from other goods, where they are of several groups."""
    found: dict[tuple[int, bool], list[_Part]] = {}
    for number, ((origin, specs), answer) in enumerate(zip(requests, answers, strict=True)):
        if origin is None or origin.centre is None or not origin.centre.is_open or not isinstance(answer, list):
            continue
        for place, (spec, promise) in enumerate(zip(specs, answer, strict=True)):
            if spec.shelf_life_days is None and spec.ships is None:  # what is fresh does not wait for others, nor others for a harvest
                found.setdefault((origin.centre.pk, spec.is_food), []).append(_Part(number, place, origin, spec, promise))
    several = [parts for parts in found.values() if len({part.request for part in parts}) > 1]
    return [(parts[0].origin.centre, parts) for parts in several if parts[0].origin.centre]


def _joined(tables: Tables, centre: FacilityCentre, parts: list[_Part], on: date) -> list[tuple[_Part, Promise]]:
    """The promise of each part of the joined parcel; nothing where joining gains nothing."""
    spec = _together([part.spec for part in parts])
    if spec.weight_g > MAX_PARCEL_G or spec.volume_mm3 > MAX_PARCEL_MM3:
        return []
    try:
        rate = rate_for(tables.rates[centre.hub_id], spec)
    except NotDelivered:
        return []
    charge = rate.charge_paise + centre.fee_paise
    if charge >= sum(part.promise.charge_paise for part in parts):
        return []
    packed = [packed_between(tables.calendar(part.origin), part.spec, on)[1] for part in parts]
    first = max(day + timedelta(days=part.origin.days_to_hub_min) for day, part in zip(packed, parts, strict=True))
    last = max(day + timedelta(days=part.origin.days_to_hub_max) for day, part in zip(packed, parts, strict=True))
    way = journey(tables, rate, spec, first + timedelta(days=centre.days_min), last + timedelta(days=centre.days_max))
    if (way.arrives_to - max(part.promise.arrives_to for part in parts)).days > centre.most_days_later:
        return []
    shares = split(charge, [part.spec.weight_g for part in parts])
    words = _("Joined at %(centre)s with what other groups send you") % {"centre": centre.name}
    note = "; ".join(part for part in (words, way.note) if part)
    made = Promise(charge, way.arrives_from, way.arrives_to, note, tables.zone.code, carrier=rate.carrier.code, joined_at=centre.name)
    return [(part, replace(made, charge_paise=share)) for part, share in zip(parts, shares, strict=True)]


def _together(specs: list[ParcelSpec]) -> ParcelSpec:
    """All of it in one box."""
    return ParcelSpec(
        weight_g=sum(spec.weight_g for spec in specs),
        is_liquid=any(spec.is_liquid for spec in specs),
        is_fragile=any(spec.is_fragile for spec in specs),
        dispatch_days=max(spec.dispatch_days for spec in specs),
        is_food=specs[0].is_food,
        freezes=any(spec.freezes for spec in specs),
        volume_mm3=sum(spec.volume_mm3 for spec in specs),
    )
