"""How long things after the sale wait, by day: dated data, the newest row that holds on a day."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from orders.models import ReturnRequest

_FILE = Path(__file__).resolve().parent.parent / "data" / "after_sale_clocks.json"


@dataclass(frozen=True)
class Clocks:
    """``send_back_days``: how long after the agreement goods may be sent back; ``remind_days`` before its end the shopper is told.
    ``photo_days``: how long a photo about a part is kept after it was taken.
    """

    valid_from: date
    send_back_days: int
    remind_days: int
    photo_days: int


@cache
def all_clocks() -> tuple[Clocks, ...]:
    """All rows of the data file, the oldest first."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["clocks"]
    found = [Clocks(date.fromisoformat(row["valid_from"]), row["send_back_days"], row["remind_days"], row["photo_days"]) for row in rows]
    return tuple(sorted(found, key=lambda clocks: clocks.valid_from))


def send_back_by(request: ReturnRequest) -> datetime:
    """Until when goods may be sent back that a group, or the shop, has agreed to take."""
    agreed = request.answered_at or request.asked_at
    return agreed + timedelta(days=on(timezone.localdate(agreed)).send_back_days)


def on(day: date) -> Clocks:
    """What holds on a day; before the first row the first."""
    holding = [clocks for clocks in all_clocks() if clocks.valid_from <= day]
    return holding[-1] if holding else all_clocks()[0]
