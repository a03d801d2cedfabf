"""Whether a shopper may pay at the door, by day: dated rules of the shop, the newest that holds on a day. Off unless one says so."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

PROVIDER = "cash"  # the code of its way of paying
_FILE = Path(__file__).resolve().parent.parent / "data" / "cash_on_delivery.json"


@dataclass(frozen=True)
class Rule:
    """From ``valid_from`` on: whether cash is taken, by which ``groups`` (slugs of those that agreed to bring parcels themselves), up to
    which sum of an order, and within how many days a group hands it in.
    """

    valid_from: date
    is_offered: bool
    groups: frozenset[str]
    most_paise: int
    hand_in_days: int

    def takes(self, groups: Collection[str], total_paise: int) -> bool:
        """Whether an order of these groups with this total may be paid at the door."""
        return self.is_offered and bool(groups) and self.groups.issuperset(groups) and total_paise <= self.most_paise


_instead: ContextVar[Rule | None] = ContextVar("cash_rule", default=None)
OFF = Rule(date.min, is_offered=False, groups=frozenset(), most_paise=0, hand_in_days=14)


def read(rows: list[dict[str, Any]]) -> tuple[Rule, ...]:
    """Rules from rows of the data file, the oldest first. Raises ``ValueError`` or ``KeyError`` for a row that is none."""
    found = [
        Rule(
            valid_from=date.fromisoformat(row["valid_from"]),
            is_offered=bool(row["is_offered"]),
            groups=frozenset(row["groups"]),
            most_paise=int(row["most_paise"]),
            hand_in_days=int(row["hand_in_days"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda rule: rule.valid_from))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of the data file, the oldest first."""
    return read(json.loads(_FILE.read_text(encoding="utf-8"))["rows"])


@contextmanager
def in_place_of_ours(rule: Rule) -> Iterator[None]:
    """Another rule than that of the data file, for one block: the demo's order at the door is placed by it."""
    token = _instead.set(rule)
    try:
        yield
    finally:
        _instead.reset(token)


def rule_on(day: date) -> Rule:
    """The rule that holds on a day; before the first one cash is not taken."""
    return _instead.get() or next((rule for rule in reversed(rules()) if rule.valid_from <= day), OFF)
