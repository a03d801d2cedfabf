"""How much of a payout, or of a household's share, may be kept for an advance: dated rules, the newest that holds on a day."""

import json
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "data" / "advance_recovery.json"


class NoRecoveryRule(Exception):
    """No rule holds on this day."""


@cache
def _ceilings() -> tuple[tuple[date, int], ...]:
    """The ceiling in basis points, by the day from which it holds, the oldest first."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(sorted((date.fromisoformat(row["valid_from"]), int(row["ceiling_bp"])) for row in rows))


def ceiling_bp(on: date) -> int:
    """The ceiling that holds on a day. Raises ``NoRecoveryRule`` before the first."""
    holding = [rate for valid_from, rate in _ceilings() if valid_from <= on]
    if not holding:
        raise NoRecoveryRule(str(on))
    return holding[-1]


def at_most(paise: int, on: date) -> int:
    """What may be kept of an amount; nothing of nothing, or of a debt. Never rounded above the ceiling."""
    return paise * ceiling_bp(on) // 10_000 if paise > 0 else 0
