"""The claim for a parcel that its carrier has not delivered: everything the carrier asks for, and the last day to ask.

The days are data with their source (``data/carrier_claims.json``): where a carrier's terms are not known, a cautious week.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders import carriers, losses, status
from orders.models import Parcel, ParcelLine

_DATA = Path(__file__).parent / "data" / "carrier_claims.json"
POST = ("speed_post", "india_post_parcel")  # carriers that insure a parcel when they are asked to
_STATES: dict[str, str | Promise] = {
    Parcel.Status.HANDED_OVER: _("On its way"),
    Parcel.Status.IN_TRANSIT: _("On its way"),
    Parcel.Status.NOT_ARRIVED: _("Not arrived: the carrier has to search"),
    Parcel.Status.LOST: _("Lost"),
    Parcel.Status.RETURNED: _("Refused or not fetched, and came back"),
}


@dataclass(frozen=True)
class Claim:
    """What a claim sheet says. ``is_known`` tells whether the days come from the carrier's own terms."""

    parcel: str
    part: str
    state: str | Promise
    carrier: str | Promise
    tracking_number: str
    handed_over_on: date
    weight_g: int
    value_paise: int
    is_insured: bool | None
    is_proven: bool
    to: str
    goods: list[tuple[str, int]]
    last_day: date
    is_over: bool
    is_known: bool
    source: str


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return found


def insure_above_paise() -> int:
    """Above this worth a group is asked whether a parcel goes insured."""
    return int(_data()["insure_above_paise"])


def may_be_claimed(state: str) -> bool:
    """Whether the parcel left and was not delivered."""
    return state in _STATES


def claim_of(parcel: Parcel, today: date | None = None) -> Claim | None:
    """The claim for a parcel; ``None`` for one that is still here, or has arrived. Three queries."""
    if not may_be_claimed(parcel.status) or parcel.handed_over_on is None:
        return None
    terms = _data()["carriers"].get(parcel.carrier)
    known = terms or _data()["unknown"]
    last_day = parcel.handed_over_on + timedelta(days=int(known["days"]))
    ship_to = parcel.producer_order.ship_to
    inside = list(ParcelLine.objects.filter(parcel=parcel).select_related("line").order_by("pk"))
    return Claim(
        parcel=parcel.number,
        part=parcel.producer_order.number,
        state=_STATES.get(parcel.status, status.PARCEL_WORDS[parcel.status]),
        carrier=carriers.words(parcel.carrier),
        tracking_number=parcel.tracking_number,
        handed_over_on=parcel.handed_over_on,
        weight_g=parcel.sent_weight_g or parcel.weight_g,
        value_paise=_worth(inside),
        is_insured=parcel.is_insured,
        is_proven=losses.is_proven(parcel),
        to=f"{ship_to.line4}, {ship_to.state}, {ship_to.postcode}",
        goods=[(held.line.title, held.quantity) for held in inside],
        last_day=last_day,
        is_over=last_day < (today or timezone.localdate()),
        is_known=terms is not None,
        source=str(known["source"]),
    )


def worth(parcel: Parcel) -> int:
    """What the goods in a parcel were sold for, in paise. One query."""
    return _worth(ParcelLine.objects.filter(parcel=parcel).select_related("line"))


def asks_for_insurance(parcel: Parcel, carrier: str) -> bool:
    """Whether the group is asked if a parcel goes insured: a dear one that goes by post. One query, none for other carriers."""
    return carrier in POST and worth(parcel) > insure_above_paise()


def _worth(inside: Any) -> int:
    return sum(held.line.line_paise * held.quantity // held.line.ordered for held in inside if held.line.ordered)
