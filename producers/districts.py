"""Districts of Ladakh as dated data: which ones exist on a day, and whether they count with Leh or with Kargil."""

import json
from datetime import date
from pathlib import Path

from django.db.models import Q, QuerySet

from producers.models import District

DATA_FILE = Path(__file__).resolve().parent / "data" / "districts.json"


class UnknownDistrict(LookupError):
    """No district of that code existed on that day."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(f"There was no district {code!r} on {day.isoformat()}.")


def districts_on(day: date) -> QuerySet[District]:
    """The districts that exist on ``day``, by name. ``valid_to`` is the first day on which a district is no more."""
    return District.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def district_on(code: str, day: date) -> District:
    """The district of that code on that day. Raises ``UnknownDistrict``."""
    try:
        return districts_on(day).get(code=code)
    except District.DoesNotExist:
        raise UnknownDistrict(code, day) from None


def load_districts() -> int:
    """Bring the table in line with ``data/districts.json``. A second run writes nothing."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["districts"]
    present = {(row.code, row.valid_from): row for row in District.objects.all()}
    for row in rows:
        key = (row["code"], date.fromisoformat(row["valid_from"]))
        wanted = {
            "name": row["name"],
            "rollup": row["rollup"],
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            "source": row["source"],
        }
        district = present.get(key) or District(code=key[0], valid_from=key[1])
        if district.pk is None or any(getattr(district, field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(district, field, value)
            district.save()
    return len(rows)
