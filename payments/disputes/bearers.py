"""Who bears a lost dispute, as the contract with the groups says: by its reason, and by what shows that the goods were handed over."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.models import DisputePart

Bearer = DisputePart.Bearer
_FILE = Path(__file__).resolve().parent.parent / "data" / "dispute_bearers.json"
PROVEN, NOT_PROVEN, RISK, STAYED = "proven", "not_proven", "risk", "stayed"
WHY: dict[str, str | Promise] = {
    PROVEN: _("The group can show that it handed over"),
    NOT_PROVEN: _("Nothing shows that the goods were handed over"),
    RISK: _("A reason that lies with the shop or the card"),
    STAYED: _("The goods never left the group, which keeps them"),
}


@dataclass(frozen=True)
class Borne:
    """Who bears it, and why."""

    bearer: str
    why: str


@cache
def _groups_reasons() -> frozenset[str]:
    return frozenset(json.loads(_FILE.read_text(encoding="utf-8"))["group_without_proof"])


def of(reason: str, *, is_proven: bool) -> Borne:
    """For goods that have left their group. A group with a proof is never debited."""
    if is_proven:
        return Borne(Bearer.SHOP, PROVEN)
    return Borne(Bearer.GROUP, NOT_PROVEN) if reason in _groups_reasons() else Borne(Bearer.SHOP, RISK)
