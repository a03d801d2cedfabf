"""Zones, hubs, carriers, centres, rates, closures, post offices, loaded from ``delivery/data``. What staff have changed stays changed."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from delivery.models import Carrier, Closure, FacilityCentre, Hub, PostOffice, Rate, Zone, ZonePins

DATA = Path(__file__).resolve().parent / "data"


def _json(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


@transaction.atomic
def load_zones() -> int:
    """Zones and the pincodes of each; the pincodes are replaced as a whole."""
    rows = _json("zones.json")["zones"]
    for row in rows:
        zone, _created = Zone.objects.update_or_create(code=row["code"], defaults={"name": row["name"], "is_local": row["is_local"]})
        wanted = {(first, last) for first, last in row["pins"]}
        held = set(zone.pins.values_list("first", "last"))
        if wanted != held:
            zone.pins.all().delete()
            ZonePins.objects.bulk_create(ZonePins(zone=zone, first=first, last=last) for first, last in sorted(wanted))
    return len(rows)


@transaction.atomic
def load_hubs() -> int:
    """Hubs; one that exists keeps its name and pincode."""
    rows = _json("hubs.json")["hubs"]
    for row in rows:
        Hub.objects.get_or_create(code=row["code"], defaults={"name": row["name"], "pin": row["pin"]})
    return len(rows)


@transaction.atomic
def load_carriers() -> int:
    """Carriers with what they refuse; one that exists stays as staff have left it."""
    data = _json("carriers.json")
    for row in data["carriers"]:
        more = {name: row[name] for name in ("name", "divisor", "most_g", "refuses")}
        given = {**more, "source": data["source"][:200], "as_of": date.fromisoformat(data["as_of"])}
        Carrier.objects.get_or_create(code=row["code"], defaults=given)
    return len(data["carriers"])


@transaction.atomic
def load_centres() -> int:
    """Common facility centres, closed until staff open them."""
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    rows = _json("centres.json")["centres"]
    for row in rows:
        FacilityCentre.objects.get_or_create(code=row["code"], defaults={"name": row["name"], "hub": hubs[row["hub"]]})
    return len(rows)


@transaction.atomic
def load_rates() -> int:
    """First rates of each carrier, hub, zone and slab; a rate that exists keeps its price. They are no carrier's quotes."""
    carriers = {carrier.code: carrier for carrier in Carrier.objects.all()}
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    zones = {zone.code: zone for zone in Zone.objects.all()}
    numbers = ("up_to_g", "charge_paise", "days_min", "days_max", "surface_only_days")
    rates = [
        Rate(
            carrier=carriers[row["carrier"]],
            hub=hubs[row["hub"]],
            zone=zones[row["zone"]],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=row["source"],
            **{name: int(row[name]) for name in numbers},
        )
        for row in _rows("rates.csv")
    ]
    Rate.objects.bulk_create(rates, ignore_conflicts=True, batch_size=100)
    return len(rates)


@transaction.atomic
def load_closures() -> int:
    """Usual winter closures and frost, only into an empty table: from then on they are the staff's."""
    if not Closure.objects.exists():
        hubs = {hub.code: hub for hub in Hub.objects.all()}
        Closure.objects.bulk_create(
            Closure(
                hub=hubs.get(row["hub"]),
                touches=row.get("touches", Closure.Touches.ALL),
                waits=row.get("waits", False),
                cause=row["cause"],
                starts_on=date.fromisoformat(row["starts_on"]),
                ends_on=date.fromisoformat(row["ends_on"]),
                extra_days=row["extra_days"],
            )
            for row in _json("closures.json")["closures"]
        )
    return Closure.objects.count()


@transaction.atomic
def load_post_offices() -> int:
    """Places behind pincodes: all of Ladakh, and head offices of well-known cities."""
    offices = [PostOffice(**row) for row in _rows("post_offices.csv")]
    PostOffice.objects.bulk_create(
        offices, update_conflicts=True, unique_fields=["pin"], update_fields=["name", "district", "state", "gst_state_code"], batch_size=100
    )
    return len(offices)


def load() -> int:
    """All of the above, in the order in which they need one another."""
    return load_zones() + load_hubs() + load_carriers() + load_centres() + load_rates() + load_closures() + load_post_offices()
