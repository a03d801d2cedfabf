"""What a buyer sees of a lot after scanning its code."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.utils import timezone

from catalogue.models import Listing
from producers.models import ProducerGroup
from provenance.lots import listings_of
from provenance.models import Lot, LotStep

Verdict = Literal["in_order", "past_best_before", "withdrawn"]


@dataclass(frozen=True)
class LotPage:
    """One lot with its journey. ``verdict`` is what the page says first; ``listings`` are the live ones it is sold under."""

    lot: Lot
    verdict: Verdict
    group: ProducerGroup
    steps: list[LotStep]
    listings: list[Listing]


def lot_page(code: str, on: date | None = None) -> LotPage:
    """The lot with this code, as written on the label in any case. Three queries. Raises ``Lot.DoesNotExist``."""
    lots = Lot.objects.select_related("group__district", "place__district", "product_type")
    lot = lots.get(code=code.strip().upper())
    return LotPage(
        lot=lot,
        verdict=verdict_of(lot, on or timezone.localdate()),
        group=lot.group,
        steps=list(lot.steps.select_related("place")),
        listings=list(listings_of(lot).filter(status=Listing.Status.LIVE).order_by("title", "pk")),
    )


def lots_of(group: ProducerGroup) -> QuerySet[Lot]:
    """Every lot of a group, the newest first."""
    return Lot.objects.filter(group=group).select_related("product_type").order_by("-made_on", "-pk")


def verdict_of(lot: Lot, on: date) -> Verdict:
    """What is to be said of a lot on a day: withdrawn outweighs age. On its best-before day itself it is in order."""
    if lot.status == Lot.Status.WITHDRAWN:
        return "withdrawn"
    if lot.best_before is not None and lot.best_before < on:
        return "past_best_before"
    return "in_order"
