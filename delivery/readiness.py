"""This room's requirement for going live: it is known where the group's parcels start."""

from django.utils.translation import gettext as _

from catalogue.models import Listing
from catalogue.problems import Problem
from catalogue.requirements import register_requirement
from delivery.models import Origin
from delivery.parcels import MAX_PARCEL_G


def parcels_can_start(listing: Listing) -> list[Problem]:
    """The group has an origin, and one piece is light enough to be carried."""
    problems = []
    if not Origin.objects.filter(group_id=listing.group_id).exists():
        problems.append(Problem("no_origin", _("Staff have to say at which post office the group hands over its parcels.")))
    if listing.weight_g > MAX_PARCEL_G:
        words = _("One packed piece weighs more than %(kg)d kg: no carrier takes it.") % {"kg": MAX_PARCEL_G // 1000}
        problems.append(Problem("too_heavy", words, field="weight_g"))
    return problems


def register() -> None:
    """Join the catalogue's port."""
    register_requirement("parcels_can_start", parcels_can_start)
