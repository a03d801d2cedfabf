"""Where a group's parcels start: set by staff, first guessed from the group's pincode."""

import json
from pathlib import Path

from delivery.models import Hub, Origin
from producers.models import ProducerGroup

_HUBS_FILE = Path(__file__).resolve().parent / "data" / "hubs.json"


class NoHubNear(Exception):
    """No hub is known for the group's pincode; staff have to choose one."""


def ensure_origin(*, group: ProducerGroup) -> Origin:
    """The group's origin; the first time the nearest hub of its pincode with an estimate of the days. Raises ``NoHubNear``."""
    held = Origin.objects.filter(group=group).select_related("hub").first()
    if held:
        return held
    nearest = {row["pin"]: row for row in json.loads(_HUBS_FILE.read_text(encoding="utf-8"))["nearest"]}
    row = nearest.get(group.pin)
    if row is None:
        raise NoHubNear(group.pin)
    fewest, most = row["days"]
    return set_origin(group=group, hub=Hub.objects.get(code=row["hub"]), days_to_hub_min=fewest, days_to_hub_max=most)


def set_origin(*, group: ProducerGroup, hub: Hub, days_to_hub_min: int, days_to_hub_max: int) -> Origin:
    """Say at which hub a group hands over and how long the way there takes. Promises already made stay as they are."""
    origin, _created = Origin.objects.update_or_create(
        group=group, defaults={"hub": hub, "days_to_hub_min": days_to_hub_min, "days_to_hub_max": days_to_hub_max}
    )
    return origin
