"""This room's requirement for going live: food comes from a lot that will last, and the proofs that guards ask for."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Listing
from catalogue.problems import Problem
from catalogue.requirements import register_proofs, register_requirement
from provenance.marks import proofs_of_listing
from provenance.models import Lot, StockLot

# FSSAI, 12 November 2024: at delivery food has 30 percent of its life or 45 days left.
LIFE_LEFT_PERCENT = 30
LIFE_LEFT_DAYS = 45
# Days on the road that are allowed for here; the promise at checkout knows the true ones.
ROAD_DAYS = 10
# Fresh produce is picked for the order: it declares this instead of naming a lot.
DAY_OF_PICKING = "picked_on"


def lasts_long_enough(lot: Lot, arrives_on: date) -> bool:
    """Whether food of this lot may still be delivered on that day: 45 days or 30 percent of its life are left, whichever is less."""
    if lot.best_before is None:
        return False
    life = (lot.best_before - lot.made_on).days
    needed = min(LIFE_LEFT_DAYS, -(-life * LIFE_LEFT_PERCENT // 100))
    return (lot.best_before - arrives_on).days >= needed


def needs_a_lot(listing: Listing) -> bool:
    """Whether it is food that keeps: it is sold from a lot only."""
    return listing.is_food and DAY_OF_PICKING not in listing.product_type.declarations


def is_fit(listing: Listing, lot: Lot) -> bool:
    """Whether food of this lot may be sent if it is ordered today: not withdrawn, and it will last at the buyer's."""
    arrives_on = timezone.localdate() + timedelta(days=listing.dispatch_days + ROAD_DAYS)
    return lot.status == Lot.Status.OPEN and lasts_long_enough(lot, arrives_on)


def food_has_a_lot(listing: Listing) -> list[Problem]:
    """Food that keeps is sold from an open lot with a best-before day far enough away."""
    if not needs_a_lot(listing):
        return []
    mine = Q(stock_record__product_id=listing.product_id) | Q(stock_record__product__parent_id=listing.product_id)
    lots = [row.lot for row in StockLot.objects.filter(mine, quantity__gt=0, lot__status=Lot.Status.OPEN).select_related("lot")]
    if not lots:
        return [Problem("lot_missing", _("Say from which lot the goods come."), field="lot")]
    if not any(is_fit(listing, lot) for lot in lots):
        words = _("No lot keeps long enough: at delivery 45 days, or 30 percent of its life, have to be left.")
        return [Problem("lot_too_old", words, field="lot")]
    return []


def register() -> None:
    """Join the catalogue's port."""
    register_requirement("food_has_a_lot", food_has_a_lot)
    register_proofs("marks", proofs_of_listing)
