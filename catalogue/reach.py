"""How far a group's tax status lets its goods travel, from ``data/tax_statuses.json``."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

DATA_FILE = Path(__file__).resolve().parent / "data" / "tax_statuses.json"


@dataclass(frozen=True)
class Reach:
    """``within`` is where the goods may be shipped; ``only_exempt`` limits the group to goods without GST."""

    within: Literal["ladakh", "india"]
    only_exempt: bool
    why: str


@cache
def _table() -> dict[str, Reach]:
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["tax_statuses"]
    return {row["code"]: Reach(row["within"], row["only_exempt"], row["why"]) for row in rows}


def reach_of(tax_status: str) -> Reach:
    """What goods of a group with this tax status may do. Raises ``KeyError`` for an unknown status."""
    return _table()[tax_status]
