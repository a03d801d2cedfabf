"""Who carries parcels out of Ladakh: a short list to choose from, and free words for all others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN = "own"
OTHER = "other"


@dataclass(frozen=True)
class Carrier:
    """One choice. ``has_numbers``: each of its parcels has a tracking number, and the group has it on the slip."""

    code: str
    label: str | Promise
    has_numbers: bool = True


CARRIERS: tuple[Carrier, ...] = (
    Carrier("speed_post", _("India Post, Speed Post")),
    Carrier("india_post_parcel", _("India Post, parcel")),
    Carrier("blue_dart", "Blue Dart"),
    Carrier("dtdc", "DTDC"),
    Carrier("delhivery", "Delhivery"),
    Carrier(OWN, _("We bring it ourselves"), has_numbers=False),
    Carrier(OTHER, _("Another carrier"), has_numbers=False),
)
BY_CODE = {carrier.code: carrier for carrier in CARRIERS}


def words(stored: str) -> str | Promise:
    """The carrier of a parcel in words: a listed one by its code, any other as it was typed."""
    return BY_CODE[stored].label if stored in BY_CODE else stored
