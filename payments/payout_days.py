"""When a group is paid for a delivered part: dated rules, the newest that held on the day of delivery. Only the promise of a day."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path


class NoPayoutRule(Exception):
    """No rule holds for a delivery on this day."""


_FILE = Path(__file__).resolve().parent / "data" / "payout_days.json"


@dataclass(frozen=True)
class PayoutRule:
    """From ``valid_from`` on, what is delivered is paid so many days later. A later rule never moves a day that was promised."""

    valid_from: date
    days_after_delivery: int
    note: str


@cache
def rules() -> tuple[PayoutRule, ...]:
    """All rules, the oldest first."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    found = [PayoutRule(date.fromisoformat(row["valid_from"]), row["days_after_delivery"], row["note"]) for row in rows]
    return tuple(sorted(found, key=lambda rule: rule.valid_from))


def payout_on(delivered_on: date) -> date:
    """The day on which a part delivered on ``delivered_on`` is paid to its group. Raises ``NoPayoutRule`` before the first rule."""
    holding = [rule for rule in rules() if rule.valid_from <= delivered_on]
    if not holding:
        raise NoPayoutRule(str(delivered_on))
    return delivered_on + timedelta(days=holding[-1].days_after_delivery)
