"""Who carries parcels out of Ladakh: a short list to choose from, and free words for all others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN = "own"
OTHER = "other"


@dataclass(frozen=True)
class Carrier:
    """One choice. ``has_numbers``: each of its parcels has a tracking number, and the group has it on the slip.

    ``told`` is what everybody reads afterwards, where the group's own words for it would sound wrong.
    """

    code: str
    label: str | Promise
    has_numbers: bool = True
    told: str | Promise = ""


CARRIERS: tuple[Carrier, ...] = (
    Carrier("speed_post", _("India Post, Speed Post")),
    Carrier("india_post_parcel", _("India Post, parcel")),
    Carrier("blue_dart", "Blue Dart"),
    Carrier("dtdc", "DTDC"),
    Carrier("delhivery", "Delhivery"),
    Carrier(OWN, _("We bring it ourselves"), has_numbers=False, told=_("Brought by the group")),
    Carrier(OTHER, _("Another carrier"), has_numbers=False),
)
BY_CODE = {carrier.code: carrier for carrier in CARRIERS}


def words(stored: str) -> str | Promise:
    """The carrier of a parcel in words: a listed one by its code, any other as it was typed."""
    carrier = BY_CODE.get(stored)
    return (carrier.told or carrier.label) if carrier else stored
