"""Pieces that a group puts into a lot or takes out of it: lot and stock change together, or neither does.

For food the books are in order when the pieces in lots, and those packed but not yet gone, are as many as the stock. Where they are
not, pieces that come in or go out first bring the two together.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from accounts.models import User
from catalogue.models import Listing
from catalogue.prices import change_stock
from journal import audit, receipts
from producers.oscar.models import StockRecord
from provenance.errors import LotRefused, NotEnoughInLots, PiecesPromised
from provenance.lots import create_lot
from provenance.models import Lot, Place, StockLot
from provenance.readiness import is_fit, needs_a_lot
from provenance.stock import add_stock_lot

# A room above knows how many pieces of each stock record were taken out of lots and wait in their parcels, still part of the stock.
PackedPieces = Callable[[Collection[int]], Mapping[int, int]]
_packed: dict[str, PackedPieces] = {}


@dataclass(frozen=True)
class NewLot:
    """A lot that is written down on the way."""

    made_on: date
    place: Place
    best_before: date | None = None


@dataclass(frozen=True)
class Booked:
    """What became of pieces: from or into which lot, how many are in stock now, and how many of them the stock had not known."""

    lot_code: str
    quantity: int
    stock: int
    changed: int


@dataclass(frozen=True)
class Counts:
    """The pieces of one stock record: in stock, promised to orders, in lots, and packed out of lots but not yet gone."""

    stock: int
    promised: int
    in_lots: int
    packed: int

    @property
    def without_lot(self) -> int:
        """Pieces in stock that no lot holds: an order for them can not be packed, if they are food."""
        return max(0, self.stock - self.in_lots - self.packed)

    @property
    def beyond_stock(self) -> int:
        """Pieces in lots that the stock does not count."""
        return max(0, self.in_lots + self.packed - self.stock)


def register_packed(name: str, count: PackedPieces) -> None:
    """Say who counts packed pieces. Raises ``ValueError`` when the name is already used for another function."""
    if _packed.setdefault(name, count) is not count:
        raise ValueError(f"The count of packed pieces {name!r} is registered twice.")


def counts_of(records: Collection[StockRecord], rows: Collection[StockLot]) -> dict[int, Counts]:
    """The counts of some stock records with all their rows of lots, by key. One query."""
    keys = [record.pk for record in records]
    packed = [count(keys) for count in _packed.values()]
    return {
        record.pk: Counts(
            stock=record.num_in_stock or 0,
            promised=record.num_allocated or 0,
            in_lots=sum(row.quantity for row in rows if row.stock_record_id == record.pk),
            packed=sum(found.get(record.pk, 0) for found in packed),
        )
        for record in records
    }


def most_to_take(listing: Listing, row: StockLot, rows: Collection[StockLot], counts: Counts) -> int:
    """How many pieces may be taken out of this lot, so that what is promised to orders stays, for food in lots that may be sent."""
    most = min(row.quantity, counts.stock - counts.promised + counts.beyond_stock)
    if listing.is_food and is_fit(listing, row.lot):
        fit = sum(other.quantity for other in rows if other.stock_record_id == row.stock_record_id and is_fit(listing, other.lot))
        most = min(most, fit - (counts.promised - counts.packed))
    return max(0, most)


def add_pieces(
    *,
    listing: Listing,
    stock_record: StockRecord,
    lot: Lot | NewLot,
    quantity: int,
    attempt: str,
    acting_user: User,
    on_behalf_of: str = "",
) -> Booked:
    """Put pieces into a lot and into the stock; of food, pieces that the stock counts already without a lot are counted first.

    ``attempt`` is the key of the page: sent twice, it adds once. Raises ``LotRefused`` for a lot of other goods or another group, food
    that would not last, or fewer than one piece; ``LotWithdrawn``; ``KeyReused`` when the key was used for something else.
    """
    if quantity < 1:
        raise LotRefused("Add one piece or more.")
    named = lot.pk if isinstance(lot, Lot) else [lot.made_on, lot.best_before, lot.place.pk]
    asked = receipts.fingerprint(["add", stock_record.pk, named, quantity])
    with transaction.atomic(), receipts.once("lot.pieces", f"{acting_user.pk}:{attempt}", asked) as answer:
        if answer.is_new:
            held, rows = held_with_lots(stock_record)
            if listing.is_food and not rows and not needs_a_lot(listing):
                raise LotRefused("What is picked for the order has no lot.")
            counts = counts_of([held], rows)[held.pk]
            into = lot if isinstance(lot, Lot) else _written_down(listing, lot, quantity, acting_user, on_behalf_of)
            if into.product_type_id != listing.product_type_id or (listing.is_food and not is_fit(listing, into)):
                raise LotRefused(f"Lot {into.code} holds other goods, or does not last long enough.")
            add_stock_lot(stock_record=held, lot=into, quantity=quantity, acting_user=acting_user, on_behalf_of=on_behalf_of)
            known = min(quantity, counts.without_lot) if listing.is_food else 0
            booked = _booked(listing, held, into, quantity, quantity - known, acting_user, on_behalf_of)
            leave_stock([held.pk], acting_user=acting_user, on_behalf_of=on_behalf_of)
            held.refresh_from_db(fields=["num_in_stock"])
            answer.result = asdict(replace(booked, stock=held.num_in_stock or 0))
    return Booked(**answer.result)


def take_out(
    *,
    listing: Listing,
    stock_record: StockRecord,
    lot: Lot,
    quantity: int,
    reason: str,
    attempt: str,
    acting_user: User,
    on_behalf_of: str = "",
) -> Booked:
    """Take pieces that are spoiled or were counted wrong out of a lot and out of the stock; what the stock never counted goes first.

    Raises ``NotEnoughInLots`` when the lot holds fewer, ``PiecesPromised`` when orders need them, ``LotRefused`` for fewer than one
    piece, ``KeyReused`` as for adding.
    """
    if quantity < 1:
        raise LotRefused("Take out one piece or more.")
    asked = receipts.fingerprint(["take", stock_record.pk, lot.pk, quantity, reason])
    with transaction.atomic(), receipts.once("lot.pieces", f"{acting_user.pk}:{attempt}", asked) as answer:
        if answer.is_new:
            held, rows = held_with_lots(stock_record)
            counts = counts_of([held], rows)[held.pk]
            row = next((row for row in rows if row.lot_id == lot.pk), None)
            if row is None or row.quantity < quantity:
                raise NotEnoughInLots(quantity, row.quantity if row else 0)
            most = most_to_take(listing, row, rows, counts)
            if quantity > most:
                raise PiecesPromised(counts.promised, most)
            StockLot.objects.filter(pk=row.pk).update(quantity=F("quantity") - quantity)
            audit.record(
                action="lot.stock",
                subject=lot,
                acting_user=acting_user,
                on_behalf_of=on_behalf_of,
                after={"sku": held.partner_sku, "taken_out": quantity},
                reason=reason,
            )
            less = quantity - min(quantity, counts.beyond_stock)
            answer.result = asdict(_booked(listing, held, lot, quantity, -less, acting_user, on_behalf_of))
    return Booked(**answer.result)


def settle(*, stock_record: StockRecord, lot: Lot, acting_user: User | None, on_behalf_of: str = "") -> None:
    """Bring the lots in line with the stock that a listing was sent to staff with: its pieces come from ``lot``.

    Pieces of other lots stay there if this one was said before; otherwise they are said to be of this one now.
    """
    with transaction.atomic():
        held, rows = held_with_lots(stock_record)
        if all(row.lot_id != lot.pk for row in rows):
            StockLot.objects.filter(stock_record=held).update(quantity=0)
            rows = []
        counts = counts_of([held], rows)[held.pk]
        if counts.without_lot:
            add_stock_lot(stock_record=held, lot=lot, quantity=counts.without_lot, acting_user=acting_user, on_behalf_of=on_behalf_of)
        too_many = counts.beyond_stock
        for row in sorted(rows, key=lambda row: row.lot_id != lot.pk):
            pieces = min(too_many, row.quantity)
            StockLot.objects.filter(pk=row.pk).update(quantity=F("quantity") - pieces)
            too_many -= pieces


def leave_stock(stock_records: Collection[int], *, acting_user: User | None = None, on_behalf_of: str = "") -> None:
    """Pieces of withdrawn lots that no order needs go out of their lot and out of the stock, in the caller's transaction.

    What is promised stays until the order is packed from another lot or given up; whoever gives pieces back to the shop calls this.
    """
    withdrawn = StockLot.objects.filter(stock_record__in=stock_records, lot__status=Lot.Status.WITHDRAWN, quantity__gt=0)
    for record in held_records(withdrawn.values_list("stock_record_id", flat=True)):
        rows = list(StockLot.objects.select_for_update(of=("self",)).filter(stock_record=record).select_related("lot").order_by("pk"))
        counts = counts_of([record], rows)[record.pk]
        beyond, free = counts.beyond_stock, counts.stock - counts.promised
        gone = 0
        for row in [row for row in rows if row.lot.status == Lot.Status.WITHDRAWN]:
            pieces = min(row.quantity, beyond + free - gone)
            if pieces > 0:
                StockLot.objects.filter(pk=row.pk).update(quantity=F("quantity") - pieces)
                gone += pieces
        less = gone - min(gone, beyond)
        if less:
            change_stock(
                listing=Listing.objects.get(product_id=record.product.parent_id or record.product_id),
                product=record.product,
                stock=counts.stock - less,
                acting_user=acting_user,
                on_behalf_of=on_behalf_of,
            )


def held_records(stock_records: Collection[int]) -> list[StockRecord]:
    """The stock records, locked in the order that everybody keeps, before their rows of lots."""
    held = StockRecord.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(stock_records))
    return list(held.select_related("product").order_by("pk"))


def held_with_lots(stock_record: StockRecord) -> tuple[StockRecord, list[StockLot]]:
    """The stock record and its rows of lots, locked in this order: nothing is sold, packed, unpacked or sent meanwhile."""
    held = StockRecord.objects.select_for_update(no_key=True).get(pk=stock_record.pk)
    rows = StockLot.objects.select_for_update(of=("self",), no_key=True).filter(stock_record=held).select_related("lot").order_by("pk")
    return held, list(rows)


def _booked(listing: Listing, held: StockRecord, lot: Lot, quantity: int, change: int, user: User, on_behalf_of: str) -> Booked:
    """Change the stock by as much and say what was done."""
    stock = (held.num_in_stock or 0) + change
    if change:
        change_stock(listing=listing, product=held.product, stock=stock, acting_user=user, on_behalf_of=on_behalf_of)
    return Booked(lot.code, quantity, stock, change)


def _written_down(listing: Listing, lot: NewLot, quantity: int, user: User, on_behalf_of: str) -> Lot:
    return create_lot(
        group=listing.group,
        product_type=listing.product_type,
        place=lot.place,
        made_on=lot.made_on,
        best_before=lot.best_before,
        quantity=listing.net_quantity * Decimal(quantity),
        unit=listing.net_unit,
        acting_user=user,
        on_behalf_of=on_behalf_of,
    )
