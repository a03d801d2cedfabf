"""What carriers do not take, and what they count: kinds of goods in a parcel, and the weight by which it is paid."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.models import Carrier
from delivery.parcels import ParcelSpec

LIQUID, GLASS, FROST, FRESH, FOOD = "liquid", "glass", "frost", "fresh", "food"
KINDS: dict[str, str | Promise] = {
    LIQUID: _("liquids"),
    GLASS: _("glass and other things that break"),
    FROST: _("goods that must not freeze"),
    FRESH: _("fresh fruit and vegetables"),
    FOOD: _("food"),
}


def kinds_in(parcel: ParcelSpec) -> set[str]:
    """The kinds of goods in a parcel that a carrier may refuse."""
    inside = {
        LIQUID: parcel.is_liquid,
        GLASS: parcel.is_fragile,
        FROST: parcel.freezes,
        FRESH: parcel.shelf_life_days is not None,
        FOOD: parcel.is_food,
    }
    return {kind for kind, is_inside in inside.items() if is_inside}


def takes(carrier: Carrier, parcel: ParcelSpec) -> bool:
    """Whether the carrier takes what is in the parcel."""
    return parcel.weight_g <= carrier.most_g and not kinds_in(parcel).intersection(carrier.refuses)


def chargeable_g(carrier: Carrier, parcel: ParcelSpec) -> int:
    """The weight a carrier counts: what the parcel weighs, or its size over the carrier's divisor, whichever is more, in whole grams."""
    by_size = -(-parcel.volume_mm3 // carrier.divisor) if carrier.divisor else 0
    return max(parcel.weight_g, by_size)
