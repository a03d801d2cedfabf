"""What may be given back, for what reasons and how long: dated data by product type, shown before buying and frozen on each line.

Consumer Protection (E-Commerce) Rules 2020, rule 6: no seller refuses to take back goods that are defective, spurious, not as described or
delivered late. So these reasons hold for every policy; only a change of mind depends on it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import ProductType

CHANGED_MIND = "changed_mind"
LATE = "late"
FAULTS: dict[str, str | Promise] = {
    "damaged": _("It came damaged or spoilt"),
    "wrong": _("It is not what I ordered"),
    "not_as_described": _("It is not as its page says"),
    "not_genuine": _("I think it is not genuine"),
    LATE: _("It came after the promised days"),
    "recalled": _("The group has called it back"),
}
REASONS: dict[str, str | Promise] = {**FAULTS, CHANGED_MIND: _("I changed my mind")}
REFUSALS: dict[str, str | Promise] = {
    "used": _("It was used or washed"),
    "tag_gone": _("Tag or seal are gone"),
    "not_ours": _("It is not the piece that was sent"),
    "no_fault": _("It is as its page says"),
    "force_majeure": _("It was late because of a closed road or the weather, and there is proof"),
}
# What rule 6 leaves to a seller only with evidence: a person of the shop looks at it.
BY_STAFF_ONLY = ("force_majeure",)
CONDITIONS: dict[str, str | Promise] = {"tag": _("unused, with its tags"), "seal": _("with the seal unbroken")}


class NoPolicy(Exception):
    """No policy of this code holds on this day."""


@dataclass(frozen=True)
class Policy:
    """``mind_days``: how long a shopper may change their mind, zero for never. ``fault_days``: how long a fault may be told."""

    code: str
    valid_from: str
    mind_days: int
    fault_days: int
    condition: str
    is_dear: bool = False

    def days(self, reason: str) -> int:
        """How many days after delivery a reason may be given; zero where it may not."""
        return self.mind_days if reason == CHANGED_MIND else self.fault_days

    @property
    def words(self) -> str:
        """The policy in two sentences, in the language of whoever reads."""
        fault = str(_("Damaged, wrong, late or not as described: tell us within %(days)d days, and the group pays the way back."))
        said = fault % {"days": self.fault_days}
        if not self.mind_days:
            return f"{said} {_('Not taken back for other reasons.')}"
        mind = _("Changed your mind: within %(days)d days, %(condition)s; you pay the way back.")
        return f"{said} {str(mind) % {'days': self.mind_days, 'condition': CONDITIONS[self.condition]}}"

    @property
    def sha256(self) -> str:
        """The fingerprint of what was agreed."""
        return hashlib.sha256(json.dumps(vars(self), sort_keys=True).encode()).hexdigest()


@cache
def _rows() -> Mapping[str, Any]:
    file = Path(__file__).resolve().parents[1] / "data" / "return_policies.json"
    rows: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def policy_on(code: str, day: date) -> Policy:
    """The policy that holds on a day. Raises ``NoPolicy``."""
    holding = [row for row in _rows()["policies"] if row["code"] == code and row["valid_from"] <= day.isoformat()]
    if not holding:
        raise NoPolicy(code)
    return Policy(**max(holding, key=lambda row: str(row["valid_from"])))


def for_goods(product_type: ProductType, unit_price_paise: int, day: date) -> Policy:
    """The policy of goods of a type at a price: dear ones go to a person where their tag is gone."""
    found = policy_on(product_type.return_policy, day)
    return replace(found, is_dear=_is_dear(product_type, unit_price_paise, day))


def _is_dear(product_type: ProductType, unit_price_paise: int, day: date) -> bool:
    holding = [row for row in _rows()["dear"] if row["valid_from"] <= day.isoformat()]
    if not holding:
        return False
    row = max(holding, key=lambda row: str(row["valid_from"]))
    return unit_price_paise >= row["from_paise"] or (product_type.indication or {}).get("mark") in row["indications"]


def frozen(policy: Policy) -> dict[str, Any]:
    """What is written on a line when it is sold: numbers, words in the language of the order, and their fingerprint."""
    return {**vars(policy), "words": policy.words, "sha256": policy.sha256}


def of_line(held: Mapping[str, Any], *, is_food: bool) -> Policy:
    """The policy that a line was sold under. One that was sold before policies were frozen has what the page on returns promised then."""
    if not held:
        return policy_on("sealed_seven_days" if is_food else "seven_days", date(2026, 1, 1))
    return Policy(**{name: held[name] for name in Policy.__dataclass_fields__})
