"""Pieces that a group sold without the shop: stock and lots fall together and at once, and for ten minutes it can be taken back.

What orders hold is never touched: an order that was placed first has won, and the group is told so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.models import Listing
from catalogue.prices import change_stock
from journal import audit, receipts
from producers.oscar.models import StockRecord
from provenance.errors import LotRefused, PiecesPromised, TooLateToTakeBack
from provenance.models import Lot, SoldElsewhere, StockLot
from provenance.pieces import counts_of, held_with_lots, leave_stock, most_to_take
from provenance.stock import Taken, by_expiry, give_back, take_planned

UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Sold:
    """A sale that was written down: its key, the pieces, and what is in stock now."""

    key: int
    quantity: int
    stock: int


def sell_elsewhere(
    *, listing: Listing, stock_record: StockRecord, attempt: str, acting_user: User, quantity: int = 1, on_behalf_of: str = ""
) -> Sold:
    """Pieces are gone from stock and lots, those that expire first before the others.

    ``attempt`` is the key of the page: pressed twice, it sells once. Raises ``PiecesPromised`` where orders hold what is left,
    ``LotRefused`` for fewer than one piece, ``KeyReused`` when the key was used for something else.
    """
    if quantity < 1:
        raise LotRefused("Sell one piece or more.")
    asked = receipts.fingerprint(["elsewhere", stock_record.pk, quantity])
    with transaction.atomic(), receipts.once("stock.elsewhere", f"{acting_user.pk}:{attempt}", asked) as answer:
        if answer.is_new:
            held, rows = held_with_lots(stock_record)
            plan = _plan(listing, held, rows, quantity)
            taken = take_planned(plan)
            stock = (held.num_in_stock or 0) - quantity
            change_stock(listing=listing, product=held.product, stock=stock, acting_user=acting_user, on_behalf_of=on_behalf_of)
            lots = {str(part.lot_id): part.quantity for part in taken}
            sale = SoldElsewhere.objects.create(stock_record=held, quantity=quantity, lots=lots, sold_by=acting_user)
            audit.record(
                action="stock.sold_elsewhere",
                subject=sale,
                acting_user=acting_user,
                on_behalf_of=on_behalf_of,
                after={"sku": held.partner_sku, "pieces": quantity, "lots": {part.lot_code: part.quantity for part in taken}},
            )
            answer.result = [sale.pk, quantity, stock]
    return Sold(*answer.result)


def _plan(listing: Listing, held: StockRecord, rows: list[StockLot], quantity: int) -> list[tuple[StockLot, int]]:
    """From which lots the pieces come: the first to expire first, and nothing that orders need. Raises ``PiecesPromised``.

    Food comes out of its lots as far as the stock lies in them; other goods as far as their lots reach.
    """
    counts = counts_of([held], rows)[held.pk]
    free = counts.stock - counts.promised
    if quantity > free:
        raise PiecesPromised(counts.promised, max(0, free))
    plan = []
    left = quantity
    for row in by_expiry(row for row in rows if row.lot.status == Lot.Status.OPEN):
        pieces = min(left, most_to_take(listing, row, rows, counts))
        if pieces:
            plan.append((row, pieces))
            row.quantity -= pieces  # so that the next row is asked with what is left
            left -= pieces
    if listing.is_food and left > counts.without_lot:
        raise PiecesPromised(counts.promised, quantity - (left - counts.without_lot))
    return plan


def take_back(*, sale: SoldElsewhere, listing: Listing, acting_user: User, on_behalf_of: str = "") -> bool:
    """The pieces are in stock and in their lots again; whether this call did it. Twice is once.

    Raises ``TooLateToTakeBack`` after ten minutes. What comes back to a lot that was withdrawn meanwhile leaves the stock again.
    """
    with transaction.atomic():
        held, _rows = held_with_lots(sale.stock_record)
        open_until = timezone.now() - UNDO_FOR
        mine = SoldElsewhere.objects.filter(pk=sale.pk)
        if not mine.filter(undone_at__isnull=True, sold_at__gt=open_until).update(undone_at=timezone.now()):
            if mine.filter(undone_at__isnull=True).exists():
                raise TooLateToTakeBack
            return False
        give_back(stock_record=held, taken=[Taken(int(lot), "", pieces) for lot, pieces in sale.lots.items()])
        stock = (held.num_in_stock or 0) + sale.quantity
        change_stock(listing=listing, product=held.product, stock=stock, acting_user=acting_user, on_behalf_of=on_behalf_of)
        audit.record(
            action="stock.elsewhere_taken_back",
            subject=sale,
            acting_user=acting_user,
            on_behalf_of=on_behalf_of,
            after={"sku": held.partner_sku, "pieces": sale.quantity},
        )
        leave_stock([held.pk], acting_user=acting_user, on_behalf_of=on_behalf_of)
    return True


def to_take_back(stock_records: Collection[int], now: datetime | None = None) -> dict[int, SoldElsewhere]:
    """The last sale of each stock record that can still be taken back. One query."""
    since = (now or timezone.now()) - UNDO_FOR
    recent = SoldElsewhere.objects.filter(stock_record__in=stock_records, undone_at__isnull=True, sold_at__gt=since)
    return {sale.stock_record_id: sale for sale in recent.order_by("sold_at", "pk")}
