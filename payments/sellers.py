"""Who sells: the group itself, or the shop's operator as seller of record. Which of them is dated data (``payments.settlement``)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from payments import settlement
from payments.paper_series import group_key
from payments.tax import LADAKH
from producers import gstin
from producers.models import ProducerGroup

OPERATOR_KEY = "LB"
REGULAR = ProducerGroup.TaxStatus.REGULAR
_DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Seller:
    """A supplier as a tax paper names it. ``key`` names its series of numbers. Only ``regular`` sellers charge tax."""

    key: str
    legal_name: str
    address: str
    gstin: str
    state_code: str
    state: str
    tax_status: str
    is_demo: bool

    @property
    def charges_tax(self) -> bool:
        """A seller in the composition scheme, one that is enrolled or one that sells exempt goods only may not collect tax."""
        return self.tax_status == REGULAR

    def as_json(self) -> dict[str, Any]:
        """What a paper freezes of it."""
        return {
            "legal_name": self.legal_name,
            "address": self.address,
            "gstin": self.gstin,
            "state": self.state,
            "state_code": self.state_code,
            "tax_status": self.tax_status,
        }


def seller_on(group: ProducerGroup, day: date) -> Seller:
    """Who sells a group's goods to a shopper who orders on this day."""
    return seller_in(group, settlement.mode_on(day).code)


def seller_in(group: ProducerGroup, mode: str) -> Seller:
    """Who sells a group's goods in a settlement mode: that of the payment, once there is one."""
    return operator() if settlement.sells(mode) else of_group(group)


def operator() -> Seller:
    """The shop's operator, registered in Ladakh."""
    code = gstin.state_code(settings.OPERATOR_GSTIN) or LADAKH
    return Seller(
        key=OPERATOR_KEY,
        legal_name=settings.OPERATOR_NAME,
        address=settings.OPERATOR_ADDRESS,
        gstin=settings.OPERATOR_GSTIN,
        state_code=code,
        state=state_name(code),
        tax_status=REGULAR,
        is_demo=not settings.SHOP_OPEN,
    )


def of_group(group: ProducerGroup) -> Seller:
    """A producer group as a seller. All of them work in Ladakh."""
    code = gstin.state_code(group.gstin) or LADAKH
    return Seller(
        key=group_key(group.pk),
        legal_name=group.legal_name,
        address=one_line(group.address, group.village, group.pin),
        gstin=group.gstin,
        state_code=code,
        state=state_name(code),
        tax_status=group.tax_status,
        is_demo=group.is_demo or not settings.SHOP_OPEN,
    )


def state_name(code: str) -> str:
    """The name of a state or union territory by its GST code. Raises ``KeyError``."""
    return _states()[code]


def one_line(*parts: str) -> str:
    """Parts of an address in one line; what was said before is not said again."""
    said: list[str] = []
    for part in ",".join(parts).split(","):
        words = " ".join(part.split())
        if words and words not in said:
            said.append(words)
    return ", ".join(said)


@cache
def words(name: str) -> str:
    """A sentence that a tax paper has to bear, in the words of the rules. Raises ``KeyError``."""
    found: Mapping[str, str] = json.loads((_DATA / "paper_words.json").read_text(encoding="utf-8"))["statements"]
    return found[name]


@cache
def _states() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads((_DATA / "gst_states.json").read_text(encoding="utf-8"))["states"]
    return found
