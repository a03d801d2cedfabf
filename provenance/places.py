"""Load the places of Ladakh: villages, towns, pastures."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from producers.districts import districts_on
from provenance.models import Place

DATA_FILE = Path(__file__).resolve().parent / "data" / "places.json"
_COLUMNS = (
    "name",
    "other_names",
    "district_id",
    "area",
    "altitude_m",
    "latitude",
    "longitude",
    "position_confidence",
    "pin",
    "source",
)


def load_places() -> int:
    """Bring the table in line with ``data/places.json``; places that left the file stay. A second run writes nothing."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["places"]
    districts = {district.code: district.pk for district in districts_on(timezone.localdate())}
    held = {place.code: place for place in Place.objects.all()}
    new, changed = [], []
    for row in rows:
        columns = _columns(row, districts)
        place = held.get(row["code"])
        if place is None:
            new.append(Place(code=row["code"], **columns))
        elif any(getattr(place, column) != value for column, value in columns.items()):
            for column, value in columns.items():
                setattr(place, column, value)
            changed.append(place)
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(changed, ["district" if column == "district_id" else column for column in _COLUMNS])
    return len(rows)


def _columns(row: dict[str, Any], districts: dict[str, int]) -> dict[str, Any]:
    """The columns of a place. Coordinates are kept only where they may be drawn on a map."""
    return {
        "name": row["name"],
        "other_names": row["other_names"],
        "district_id": districts[row["district"]],
        "area": row["area"],
        "altitude_m": row["altitude_m"],
        "latitude": _degrees(row["lat"]),
        "longitude": _degrees(row["lon"]),
        "position_confidence": row["position_confidence"],
        "pin": row["pin"],
        "source": row["source"],
    }


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))
