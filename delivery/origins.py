"""Where a group's parcels start: set by staff, first guessed from the group's pincode."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from delivery.models import FacilityCentre, Hub, Origin
from journal import audit
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

_HUBS_FILE = Path(__file__).resolve().parent / "data" / "hubs.json"


class NoHubNear(Exception):
    """No hub is known for the group's pincode; staff have to choose one."""


@cache
def _nearest() -> dict[str, Any]:
    """Rows of the data file by pincode."""
    return {row["pin"]: row for row in json.loads(_HUBS_FILE.read_text(encoding="utf-8"))["nearest"]}


def nearest_hub(pin: str) -> str:
    """The code of the hub that a pincode of Ladakh belongs to; nothing for any other pincode."""
    row = _nearest().get(pin)
    return str(row["hub"]) if row else ""


def ensure_origin(*, group: ProducerGroup) -> Origin:
    """The group's origin; the first time the nearest hub of its pincode with an estimate of the days. Raises ``NoHubNear``."""
    held = Origin.objects.filter(group=group).select_related("hub").first()
    if held:
        return held
    row = _nearest().get(group.pin)
    hub = Hub.objects.filter(code=row["hub"]).first() if row else None
    if row is None or hub is None:
        raise NoHubNear(group.pin)
    fewest, most = row["days"]
    return set_origin(group=group, hub=hub, days_to_hub_min=fewest, days_to_hub_max=most)


def set_origin(
    *,
    group: ProducerGroup,
    hub: Hub,
    days_to_hub_min: int,
    days_to_hub_max: int,
    centre: FacilityCentre | None = None,
    acting_user: "User | None" = None,
) -> Origin:
    """Say at which hub a group hands over, how long the way there takes, and at which centre its parcels may be joined.

    Promises already made stay as they are.
    """
    days = {"days_to_hub_min": days_to_hub_min, "days_to_hub_max": days_to_hub_max}
    with transaction.atomic():
        origin, _created = Origin.objects.update_or_create(group=group, defaults={"hub": hub, "centre": centre, **days})
        after = {"group": group.slug, "hub": hub.code, "centre": centre.code if centre else "", **days}
        audit.record(action="delivery.origin", subject=origin, acting_user=acting_user, after=after)
    return origin
