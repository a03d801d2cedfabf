"""From which lots the stock of a product comes: pieces are added to lots and taken out, first to expire first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from catalogue.models import Listing
from catalogue.signals import listing_changed
from journal import audit
from producers.oscar.models import StockRecord
from provenance.errors import LotRefused, LotWithdrawn, NotEnoughInLots
from provenance.models import Lot, StockLot


@dataclass(frozen=True)
class Taken:
    """So many pieces out of one lot."""

    lot_id: int
    lot_code: str
    quantity: int


def add_stock_lot(*, stock_record: StockRecord, lot: Lot, quantity: int, acting_user: User | None, on_behalf_of: str = "") -> StockLot:
    """Say that so many pieces of a product come from this lot, on top of those already said.

    Raises ``LotRefused`` for the lot of another group or fewer than one piece, ``LotWithdrawn`` for a withdrawn one.
    """
    if quantity < 1:
        raise LotRefused("Add one piece or more.")
    if lot.group.oscar_partner_id != stock_record.partner_id:
        raise LotRefused(f"Lot {lot.code} belongs to another group.")
    with transaction.atomic():
        if not Lot.objects.select_for_update().filter(pk=lot.pk, status=Lot.Status.OPEN).exists():
            raise LotWithdrawn(f"Lot {lot.code} has been withdrawn.")
        row, made = StockLot.objects.get_or_create(stock_record=stock_record, lot=lot, defaults={"quantity": quantity})
        if not made:
            StockLot.objects.filter(pk=row.pk).update(quantity=F("quantity") + quantity)
            row.refresh_from_db(fields=["quantity"])
        audit.record(
            action="lot.stock",
            subject=lot,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            after={"sku": stock_record.partner_sku, "added": quantity},
        )
        _tell(stock_record)
    return row


def take(*, stock_record: StockRecord, quantity: int, good_until: date | None = None, is_whole: bool = True) -> list[Taken]:
    """Take pieces out of the lots of a product: first to expire first, then the oldest. In the caller's transaction.

    Withdrawn lots, and lots whose best-before day lies before ``good_until``, are passed over. Goods that never had a lot give an
    empty list. Raises ``NotEnoughInLots`` when the lots hold fewer pieces, unless ``is_whole`` is false: then what there is is taken.
    """
    rows = list(
        StockLot.objects.select_for_update(of=("self",))
        .select_related("lot")
        .filter(stock_record_id=stock_record.pk, lot__status=Lot.Status.OPEN)
        .order_by("pk")
    )
    usable = [row for row in rows if row.quantity and _is_good(row.lot, good_until)]
    found = sum(row.quantity for row in usable)
    if not rows:
        return []
    if is_whole and found < quantity:
        raise NotEnoughInLots(quantity, found)
    taken: list[Taken] = []
    left = quantity
    for row in sorted(usable, key=lambda row: (row.lot.best_before or date.max, row.lot.made_on, row.pk)):
        pieces = min(left, row.quantity)
        if pieces and StockLot.objects.filter(pk=row.pk, quantity__gte=pieces).update(quantity=F("quantity") - pieces):
            taken.append(Taken(row.lot_id, row.lot.code, pieces))
            left -= pieces
    if is_whole and left:
        raise NotEnoughInLots(quantity, quantity - left)
    return taken


def give_back(*, stock_record: StockRecord, taken: Sequence[Taken]) -> None:
    """Put pieces back into the lots they came from. In the caller's transaction."""
    for part in taken:
        StockLot.objects.filter(stock_record_id=stock_record.pk, lot_id=part.lot_id).update(quantity=F("quantity") + part.quantity)


def _is_good(lot: Lot, good_until: date | None) -> bool:
    return good_until is None or lot.best_before is None or lot.best_before >= good_until


def _tell(stock_record: StockRecord) -> None:
    mine = Q(product_id=stock_record.product_id) | Q(variants__product_id=stock_record.product_id)
    for listing_id in Listing.objects.filter(mine).distinct().values_list("pk", flat=True):
        listing_changed.send(sender=Listing, listing_id=listing_id)
