"""The table of promises: from where, what, to where, in which season: exactly what it costs and on which days it arrives."""

from dataclasses import replace
from datetime import date

import pytest

from delivery.errors import NotDelivered
from delivery.models import Carrier, Closure, Hub, Origin, Rate, Zone
from delivery.origins import set_origin
from delivery.parcels import ParcelSpec
from delivery.promise import promise
from producers.models import AwayPeriod, Holiday
from tests.orders import factories as make

DELHI, LEH, SRINAGAR, GUWAHATI, BENGALURU, ARMY = "110001", "194101", "190001", "781001", "560001", "900056"
GOODS = ParcelSpec(weight_g=200, is_liquid=False, is_fragile=False, dispatch_days=2, is_food=False)
FOOD = replace(GOODS, is_food=True)
OIL = replace(FOOD, is_liquid=True)
POT = replace(GOODS, is_fragile=True)
JUICE = replace(OIL, freezes=True)
FRESH = replace(FOOD, shelf_life_days=10)
# India Post takes all; the second carrier is quicker and cheaper, takes neither liquids nor glass nor what is fresh, and counts size.
RATES = [
    # carrier, hub, zone, up to, paise, days, more days by surface
    ("india_post_parcel", "leh", "N1", 250, 5_000, 4, 8, 6),
    ("india_post_parcel", "leh", "N1", 500, 7_000, 4, 8, 6),
    ("india_post_parcel", "leh", "N1", 1_000, 9_500, 4, 8, 6),
    ("india_post_parcel", "leh", "N1", 20_000, 112_000, 4, 8, 6),
    ("blue_dart", "leh", "N1", 500, 6_500, 2, 4, 0),
    ("blue_dart", "leh", "N1", 2_000, 14_000, 2, 4, 0),
    ("india_post_parcel", "leh", "L1", 500, 3_000, 2, 5, 0),
    ("india_post_parcel", "leh", "J1", 500, 6_000, 4, 9, 2),
    ("india_post_parcel", "leh", "R1", 500, 8_000, 6, 11, 6),
    ("india_post_parcel", "leh", "E1", 500, 9_000, 7, 14, 8),
    ("india_post_parcel", "leh", "A1", 500, 6_000, 6, 14, 0),
    ("india_post_parcel", "kargil", "N1", 500, 7_500, 5, 9, 6),
]
ROAD = {"touches": "road", "hub": "leh", "days": 5}
ALL = {"touches": "all", "hub": "leh", "days": 3}
AIR = {"touches": "air", "hub": "leh", "days": 4}
FROST = {"touches": "frost", "hub": "", "days": 0, "waits": True}
JUNE = "2027-06-01"
IN_JUNE = ("2027-05-20", "2027-06-30")

# what stands in the way: closures of IN_JUNE, or days on which the group is away, or a holiday
CASES = [
    # name, hub, pin, parcel, closures, away, holiday, paise, first, last
    ("goods, lightest slab", "leh", DELHI, GOODS, [], None, None, 5_000, "06-08", "06-13"),
    ("at the edge of a slab", "leh", DELHI, replace(GOODS, weight_g=250), [], None, None, 5_000, "06-08", "06-13"),
    ("one gram more: another carrier is cheaper", "leh", DELHI, replace(GOODS, weight_g=251), [], None, None, 6_500, "06-06", "06-09"),
    ("its slab ends: back to the post", "leh", DELHI, replace(GOODS, weight_g=501), [], None, None, 9_500, "06-08", "06-13"),
    ("heavier than a kilogram", "leh", DELHI, replace(GOODS, weight_g=1_001), [], None, None, 14_000, "06-06", "06-09"),
    ("the heaviest", "leh", DELHI, replace(GOODS, weight_g=20_000), [], None, None, 112_000, "06-08", "06-13"),
    (
        "light but large: 4 litres count as 800 g",
        "leh",
        DELHI,
        replace(GOODS, volume_mm3=4_000_000),
        [],
        None,
        None,
        9_500,
        "06-08",
        "06-13",
    ),
    ("large: 1.2 litres count as 240 g", "leh", DELHI, replace(GOODS, volume_mm3=1_200_000), [], None, None, 5_000, "06-08", "06-13"),
    ("large: a drop more counts as 251 g", "leh", DELHI, replace(GOODS, volume_mm3=1_250_001), [], None, None, 6_500, "06-06", "06-09"),
    ("food costs what goods cost", "leh", DELHI, FOOD, [], None, None, 5_000, "06-08", "06-13"),
    ("a liquid goes by surface", "leh", DELHI, OIL, [], None, None, 5_000, "06-14", "06-19"),
    ("liquids: only the post takes them", "leh", DELHI, replace(OIL, weight_g=400), [], None, None, 7_000, "06-14", "06-19"),
    ("so does glass", "leh", DELHI, replace(POT, weight_g=400), [], None, None, 7_000, "06-14", "06-19"),
    ("made in ten days", "leh", DELHI, replace(GOODS, dispatch_days=10), [], None, None, 5_000, "06-16", "06-21"),
    ("inside Ladakh", "leh", LEH, GOODS, [], None, None, 3_000, "06-06", "06-10"),
    ("a liquid inside Ladakh", "leh", LEH, OIL, [], None, None, 3_000, "06-06", "06-10"),
    ("to Srinagar", "leh", SRINAGAR, GOODS, [], None, None, 6_000, "06-08", "06-14"),
    ("oil to Srinagar", "leh", SRINAGAR, OIL, [], None, None, 6_000, "06-10", "06-16"),
    ("to Bengaluru", "leh", BENGALURU, GOODS, [], None, None, 8_000, "06-10", "06-16"),
    ("glass to Bengaluru", "leh", BENGALURU, POT, [], None, None, 8_000, "06-16", "06-22"),
    ("to Guwahati", "leh", GUWAHATI, GOODS, [], None, None, 9_000, "06-11", "06-19"),
    ("to the army post", "leh", ARMY, GOODS, [], None, None, 6_000, "06-10", "06-19"),
    ("from Kargil", "kargil", DELHI, GOODS, [], None, None, 7_500, "06-09", "06-14"),
    ("pass closed: three days more", "leh", DELHI, GOODS, [ALL], None, None, 5_000, "06-11", "06-16"),
    ("the pass of Leh is not that of Kargil", "kargil", DELHI, GOODS, [ALL], None, None, 7_500, "06-09", "06-14"),
    ("a pass to the outside is nothing inside Ladakh", "leh", LEH, GOODS, [ALL], None, None, 3_000, "06-06", "06-10"),
    ("road closed: what flies, flies", "leh", DELHI, GOODS, [ROAD], None, None, 5_000, "06-08", "06-13"),
    ("road closed: oil waits for the road", "leh", DELHI, OIL, [ROAD], None, None, 5_000, "06-19", "06-24"),
    ("no flights", "leh", DELHI, GOODS, [AIR], None, None, 5_000, "06-12", "06-17"),
    ("no flights: oil goes by road", "leh", DELHI, OIL, [AIR], None, None, 5_000, "06-14", "06-19"),
    ("pass and sky: the worse one counts", "leh", DELHI, GOODS, [ALL, AIR], None, None, 5_000, "06-12", "06-17"),
    ("frost is nothing to wool", "leh", DELHI, GOODS, [FROST], None, None, 5_000, "06-08", "06-13"),
    ("juice waits until the frost is over", "leh", DELHI, JUICE, [FROST], None, None, 5_000, "07-11", "07-15"),
    ("juice waits inside Ladakh too", "leh", LEH, JUICE, [FROST], None, None, 3_000, "07-03", "07-06"),
    ("juice: when the frost is over the road is open too", "leh", DELHI, JUICE, [FROST, ROAD], None, None, 5_000, "07-11", "07-15"),
    ("group away for five days", "leh", DELHI, GOODS, [], ("2027-06-01", "2027-06-05"), None, 5_000, "06-13", "06-18"),
    ("away from the second day on", "leh", DELHI, GOODS, [], ("2027-06-02", "2027-06-05"), None, 5_000, "06-12", "06-17"),
    ("away when it is packed already", "leh", DELHI, GOODS, [], ("2027-06-04", "2027-06-20"), None, 5_000, "06-08", "06-13"),
    ("a holiday of the district", "leh", DELHI, GOODS, [], None, ("2027-06-02", "2027-06-02"), 5_000, "06-09", "06-14"),
    (
        "away, holiday behind it, pass closed",
        "leh",
        DELHI,
        GOODS,
        [ALL],
        ("2027-06-01", "2027-06-03"),
        ("2027-06-04", "2027-06-04"),
        5_000,
        "06-15",
        "06-20",
    ),
    ("fresh fruit that keeps ten days", "leh", DELHI, FRESH, [], None, None, 5_000, "06-08", "06-13"),
    ("fresh fruit with the pass closed would spoil", "leh", DELHI, FRESH, [ALL], None, None, "too_far_for_fresh", "", ""),
    ("fresh fruit to Bengaluru would spoil", "leh", BENGALURU, FRESH, [], None, None, "too_far_for_fresh", "", ""),
    ("fresh fruit inside Ladakh may", "leh", LEH, FRESH, [], None, None, 3_000, "06-06", "06-10"),
    ("too heavy for every table", "leh", LEH, replace(GOODS, weight_g=501), [], None, None, "no_rate", "", ""),
    ("too large for every table", "leh", LEH, replace(GOODS, volume_mm3=2_500_001), [], None, None, "no_rate", "", ""),
    ("no table to there", "kargil", LEH, GOODS, [], None, None, "no_rate", "", ""),
]


@pytest.fixture
def origins(db: None) -> dict[str, Origin]:
    """A group at the hub of Leh and one at that of Kargil, each a day or two away; only the rates of the table above."""
    origins = {}
    for model in (Rate, Closure, Holiday):
        model.objects.all().delete()
    for code in ("leh", "kargil"):
        group = make.make_group(f"from-{code}")
        set_origin(group=group, hub=Hub.objects.get(code=code), days_to_hub_min=1, days_to_hub_max=2)
        origins[code] = Origin.objects.select_related("group__district", "hub", "centre").get(group=group)
    _write_rates()
    return origins


def _write_rates() -> None:
    tables = {model: {row.code: row for row in model.objects.all()} for model in (Carrier, Hub, Zone)}
    Rate.objects.bulk_create(
        Rate(
            carrier=tables[Carrier][carrier],
            hub=tables[Hub][hub],
            zone=tables[Zone][zone],
            up_to_g=up_to,
            charge_paise=paise,
            days_min=least,
            days_max=most,
            surface_only_days=surface,
            valid_from=date(2027, 1, 1),
        )
        for carrier, hub, zone, up_to, paise, least, most, surface in RATES
    )


def _close(touches: str, hub: str, days: int, *, waits: bool = False) -> None:
    first, last = map(date.fromisoformat, IN_JUNE)
    row = Hub.objects.get(code=hub) if hub else None
    Closure.objects.create(hub=row, touches=touches, cause="Snow", starts_on=first, ends_on=last, extra_days=days, waits=waits)


@pytest.mark.parametrize(
    ("hub", "pin", "parcel", "closures", "away", "holiday", "paise", "first", "last"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_promise_is_exactly_this(
    origins: dict[str, Origin],
    hub: str,
    pin: str,
    parcel: ParcelSpec,
    closures: list[dict[str, object]],
    away: tuple[str, str] | None,
    holiday: tuple[str, str] | None,
    paise: int | str,
    first: str,
    last: str,
) -> None:
    for closure in closures:
        _close(**closure)
    if away:
        AwayPeriod.objects.create(group=origins[hub].group, starts_on=away[0], ends_on=away[1])
    if holiday:
        Holiday.objects.create(code="feast", name="Feast", starts_on=holiday[0], ends_on=holiday[1], is_set=True)
    if isinstance(paise, str):
        with pytest.raises(NotDelivered) as refused:
            promise(origins[hub], pin, [parcel], date.fromisoformat(JUNE))
        assert refused.value.code == paise
    else:
        made = promise(origins[hub], pin, [parcel], date.fromisoformat(JUNE))[0]
        assert (made.charge_paise, made.arrives_from.isoformat()[5:], made.arrives_to.isoformat()[5:]) == (paise, first, last)
        assert bool(made.note) == (made.arrives_to > _without(origins[hub], pin, parcel))


def _without(origin: Origin, pin: str, parcel: ParcelSpec) -> date:
    """The last day if nothing stood in the way; a holiday has no words, so it is kept."""
    Closure.objects.all().delete()
    AwayPeriod.objects.all().delete()
    return promise(origin, pin, [parcel], date.fromisoformat(JUNE))[0].arrives_to
