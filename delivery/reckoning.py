"""How the charge and the days of one parcel are worked out, from tables that were read before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.reach import reach_of
from delivery import journeys, limits
from delivery.errors import NotDelivered
from delivery.models import Carrier, Closure, Origin, Zone
from delivery.parcels import ParcelSpec
from producers.calendar import Calendar


@dataclass(frozen=True)
class Promise:
    """What is promised for one parcel, in whole days of Indian time. Frozen on the parcel when the order is placed.

    ``joined_at`` is the name of the facility centre at which it is joined with parcels of other groups, empty where it travels alone.
    """

    charge_paise: int
    arrives_from: date
    arrives_to: date
    note: str
    zone_code: str
    carrier: str = ""
    joined_at: str = ""


@dataclass(frozen=True, slots=True)
class RateRow:
    """What a promise reads of a rate (``delivery.models.Rate``): dozens of them are read for each, and few are looked at."""

    carrier: Carrier
    hub_id: int
    up_to_g: int
    charge_paise: int
    days_min: int
    days_max: int
    surface_only_days: int


@dataclass(frozen=True)
class Tables:
    """Rates and closures of all hubs asked for, and the groups' calendars, read once."""

    zone: Zone
    rates: Mapping[int, Sequence[RateRow]]
    closures: Mapping[int, Sequence[Closure]]
    calendars: Mapping[int, Calendar]

    def calendar(self, origin: Origin) -> Calendar:
        return self.calendars.get(origin.group_id, Calendar())


@dataclass(frozen=True)
class Journey:
    """First and last day of arrival, and what the closures on the way say."""

    arrives_from: date
    arrives_to: date
    note: str


def reckon(tables: Tables, origin: Origin | None, parcel: ParcelSpec, on: date) -> Promise:
    """The promise for one parcel of a group that travels alone. Raises ``NotDelivered``."""
    if origin is None:
        raise NotDelivered("no_origin", gettext_lazy("This group has not yet told us where its parcels start."))
    if reach_of(origin.group.tax_status).within == "ladakh" and not tables.zone.is_local:
        raise NotDelivered("home_only", gettext_lazy("By its tax status this group may sell inside Ladakh only."))
    rate = rate_for(tables.rates[origin.hub_id], parcel)
    calendar = tables.calendar(origin)
    ready, latest = packed_between(calendar, parcel, on)
    first, last = ready + timedelta(days=origin.days_to_hub_min), latest + timedelta(days=origin.days_to_hub_max)
    way = journey(tables, rate, parcel, first, last)
    if parcel.shelf_life_days is not None and not tables.zone.is_local and (way.arrives_to - latest).days > parcel.shelf_life_days:
        raise NotDelivered("too_far_for_fresh", gettext_lazy("Fresh goods would spoil on the way to that pincode."))
    note = "; ".join(part for part in (_away_words(calendar, on, ready), _season_words(parcel), way.note) if part)
    return Promise(rate.charge_paise, way.arrives_from, way.arrives_to, note, tables.zone.code, carrier=rate.carrier.code)


def rate_for(rates: Sequence[RateRow], parcel: ParcelSpec) -> RateRow:
    """What the cheapest carrier that takes the parcel asks; of equals the quicker one. Raises ``NotDelivered``."""
    lightest: dict[int, RateRow] = {}
    for rate in rates:  # lightest slab first, within it the newest
        if limits.takes(rate.carrier, parcel) and rate.up_to_g >= limits.chargeable_g(rate.carrier, parcel):
            lightest.setdefault(rate.carrier.pk, rate)
    if not lightest:
        raise NotDelivered("no_rate", gettext_lazy("No carrier takes this parcel to that pincode."))
    return min(lightest.values(), key=lambda rate: (rate.charge_paise, rate.days_max, rate.carrier.code))


def packed_between(calendar: Calendar, parcel: ParcelSpec, on: date) -> tuple[date, date]:
    """The days between which the parcel is packed: so many working days after the order, or when the harvest is sent."""
    ready = calendar.after(on, parcel.dispatch_days)
    if parcel.ships is None:
        return ready, ready
    return max(ready, calendar.next_open(parcel.ships[0])), max(ready, calendar.next_open(parcel.ships[1]))


def journey(tables: Tables, rate: RateRow, parcel: ParcelSpec, first: date, last: date) -> Journey:
    """The way from the hub, where the parcel is between two days: the carrier's days, and what surface and closures add."""
    felt = journeys.touched(tables.closures[rate.hub_id], parcel, tables.zone)
    left = journeys.leaving(felt, first, last)
    slow = rate.surface_only_days if parcel.is_liquid or parcel.is_fragile else 0
    return Journey(
        arrives_from=left.first + timedelta(days=rate.days_min + slow + left.more_first),
        arrives_to=left.last + timedelta(days=rate.days_max + slow + left.more_last),
        note=left.note,
    )


def _away_words(calendar: Calendar, on: date, ready: date) -> str:
    """What to say where closed days of the group lie between the order and the day it is packed."""
    away = calendar.away_between(on, ready)
    if away is None:
        return ""
    if away.holds(on):
        return _("The group is away: packed from %(day)s on") % {"day": _day(calendar.next_open(on))}
    return _("The group is away from %(first)s to %(last)s") % {"first": _day(away.first), "last": _day(away.last)}


def _season_words(parcel: ParcelSpec) -> str:
    if parcel.ships is None:
        return ""
    return _("Sold ahead: sent between %(first)s and %(last)s") % {"first": _day(parcel.ships[0]), "last": _day(parcel.ships[1])}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
