"""What stands behind a pincode: the place, its state for tax, and its delivery zone."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import F, IntegerField, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject

from delivery.errors import UnknownPin
from delivery.models import PostOffice, Zone, ZonePins
from journal.composed import Composed, Hole

_PIN = re.compile(r"[1-9][0-9]{5}\Z", re.ASCII)
_SHOWN = ("name", "district", "state", "gst_state_code")
_STATES_FILE = Path(__file__).resolve().parent / "data" / "pin_states.json"


@dataclass(frozen=True)
class PinInfo:
    """A pincode that exists. ``name`` and ``district`` are empty where only the state is known."""

    pin: str
    name: str
    district: str
    state: str
    gst_state_code: str
    zone: Zone


@lru_cache(maxsize=1)
def _states() -> tuple[dict[str, str], dict[str, str]]:
    data = json.loads(_STATES_FILE.read_text(encoding="utf-8"))
    return data["states"], data["prefixes"]


def tidy(text: str) -> str:
    """The six digits of what a person typed: spaces go, anything else raises ``UnknownPin``."""
    pin = re.sub(r"\s", "", text)
    if not _PIN.match(pin):
        raise UnknownPin
    return pin


def state_of(pin: str) -> tuple[str, str]:
    """Name and GST code of the state of a pincode, by its longest known leading digits. Raises ``UnknownPin``."""
    states, prefixes = _states()
    for length in range(6, 1, -1):
        code = prefixes.get(pin[:length])
        if code:
            return states[code], code
    raise UnknownPin


def zone_of(pin: str) -> Zone:
    """The zone whose narrowest range holds the pincode. Raises ``UnknownPin`` where none does. One query."""
    held = ranges_around(int(pin)).select_related("zone").first()
    if held is None:
        raise UnknownPin
    return held.zone


def ranges_around(number: int | Hole) -> QuerySet[ZonePins]:
    """The ranges that hold a pincode, the narrowest first: its zone is the one that counts."""
    return ZonePins.objects.filter(first__lte=number, last__gte=number).annotate(width=F("last") - F("first")).order_by("width", "id")


def lookup(text: str) -> PinInfo:
    """Everything known about a pincode as typed by a person. Raises ``UnknownPin``. One query."""
    pin = tidy(text)
    held = _PLACES.first(pin=pin, number=int(pin))
    if held is None:
        raise UnknownPin
    state, code = state_of(pin)
    place = vars(held)["office"] or {"name": "", "district": "", "state": state, "gst_state_code": code}
    return PinInfo(pin=pin, zone=held.zone, **place)


def _place(pin: Hole, number: Hole) -> QuerySet[ZonePins]:
    office = PostOffice.objects.filter(pin=pin).values(row=JSONObject(**{name: name for name in _SHOWN}))[:1]
    return ranges_around(number).annotate(office=Subquery(office, output_field=JSONField())).select_related("zone")[:1]


_PLACES = Composed(ZonePins, _place, pin=PostOffice._meta.get_field("pin"), number=IntegerField())
