"""Zones, hubs, rates, closures and post offices, loaded from ``delivery/data``. What staff have changed stays changed."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from delivery.models import Closure, Hub, PostOffice, Rate, Zone, ZonePins

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
def load_rates() -> int:
    """First rates of each hub, zone and slab; a rate that exists keeps its price. They are no carrier's quotes."""
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    zones = {zone.code: zone for zone in Zone.objects.all()}
    numbers = ("up_to_g", "charge_paise", "days_min", "days_max", "surface_only_days")
    rates = [
        Rate(
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
    """Usual winter closures, only into an empty table: from then on they are the staff's."""
    if not Closure.objects.exists():
        hubs = {hub.code: hub for hub in Hub.objects.all()}
        Closure.objects.bulk_create(
            Closure(
                hub=hubs[row["hub"]],
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
    return load_zones() + load_hubs() + load_rates() + load_closures() + load_post_offices()
