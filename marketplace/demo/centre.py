"""A common facility centre of the demo: open, with two groups that bring their parcels there, so that an order of both is joined."""

from collections.abc import Mapping

from accounts.models import User
from delivery.models import FacilityCentre, Origin
from delivery.origins import set_origin
from delivery.settling import settle_centre
from producers.models import ProducerGroup

CENTRE = "leh"
GROUPS = ("stok-willow", "tangtse-spindle")
FEE_PAISE = 1_000


def load_centre(groups: Mapping[str, ProducerGroup], staff: User) -> None:
    """Open it and bring the groups there; once a group comes there, what staff have settled stays."""
    centre = FacilityCentre.objects.get(code=CENTRE)
    if Origin.objects.filter(centre=centre).exists():
        return
    settle_centre(
        centre,
        days_min=centre.days_min,
        days_max=centre.days_max,
        fee_paise=FEE_PAISE,
        most_days_later=centre.most_days_later,
        is_open=True,
        acting_user=staff,
    )
    for origin in Origin.objects.filter(group__in=[groups[code] for code in GROUPS]).select_related("group", "hub"):
        days = {"days_to_hub_min": origin.days_to_hub_min, "days_to_hub_max": origin.days_to_hub_max}
        set_origin(group=origin.group, hub=origin.hub, centre=centre, acting_user=staff, **days)
