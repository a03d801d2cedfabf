"""What a group reads of the lots of one listing, and which stock is counted in lots. Fixed numbers of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils import timezone

from catalogue.kept_stock import register_keeper
from catalogue.models import Listing, Variant
from producers.oscar.models import StockRecord
from provenance.drafts import lots_to_choose
from provenance.models import Lot, StockLot
from provenance.pieces import Counts, counts_of, most_to_take
from provenance.readiness import is_fit, needs_a_lot

State = Literal["fit", "withdrawn", "past_best_before", "too_old"]


@dataclass(frozen=True)
class OwnLot:
    """One lot of a product: pieces left, how many of them may be taken out, and whether it may be sent."""

    lot: Lot
    pieces: int
    most: int
    state: State


@dataclass(frozen=True)
class OwnProduct:
    """A listing's single product or one variant of it, with its lots, first to expire first."""

    record: StockRecord
    label: str
    counts: Counts
    lots: list[OwnLot]
    is_kept: bool  # food that comes out of lots to the last piece


def products_of(listing: Listing) -> list[OwnProduct]:
    """The products of a listing with their lots, used up ones too. Three queries."""
    mine = Q(product_id=listing.product_id) | Q(product__parent_id=listing.product_id)
    records = list(StockRecord.objects.filter(mine).select_related("product__variant").order_by("pk"))
    rows = list(StockLot.objects.filter(stock_record__in=records).select_related("lot__place"))
    rows.sort(key=lambda row: (row.lot.best_before is None, row.lot.best_before or row.lot.made_on, row.lot.made_on, row.pk))
    counts = counts_of(records, rows)
    return [
        OwnProduct(
            record=record,
            label=_label(record),
            counts=counts[record.pk],
            lots=[
                OwnLot(row.lot, row.quantity, most_to_take(listing, row, rows, counts[record.pk]), _state(listing, row.lot))
                for row in rows
                if row.stock_record_id == record.pk
            ],
            is_kept=listing.is_food and (needs_a_lot(listing) or any(row.stock_record_id == record.pk for row in rows)),
        )
        for record in records
    ]


def fitting_lots(listing: Listing) -> list[Lot]:
    """The lots of the group into which pieces of this listing may be put: open, of its type, and food lasts. One query."""
    lots = lots_to_choose(listing.group, listing.product_type)
    return [lot for lot in lots if not listing.is_food or is_fit(listing, lot)]


def kept_in_lots(listings: Mapping[int, Listing]) -> set[int]:
    """Of some stock records with their listings, those of food that comes out of lots. One query."""
    food = {key: listing for key, listing in listings.items() if listing.is_food}
    in_lots = set(StockLot.objects.filter(stock_record__in=food).values_list("stock_record_id", flat=True))
    return {key for key, listing in food.items() if key in in_lots or needs_a_lot(listing)}


def _label(record: StockRecord) -> str:
    variant: Variant | None = getattr(record.product, "variant", None)
    return variant.label if variant else ""


def _state(listing: Listing, lot: Lot) -> State:
    if lot.status == Lot.Status.WITHDRAWN:
        return "withdrawn"
    if lot.best_before is not None and lot.best_before < timezone.localdate():
        return "past_best_before"
    return "fit" if not listing.is_food or is_fit(listing, lot) else "too_old"


def register() -> None:
    """Join the catalogue's port."""
    register_keeper("lots", kept_in_lots)
