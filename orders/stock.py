"""Pieces held for orders: taken and given back by guarded UPDATEs, always in the order of the stock records."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from catalogue.models import Listing
from catalogue.signals import listings_changed
from journal.keyed import Keyed
from orders.models import LineRecord, Parcel, ParcelLine, ProducerOrder
from orders.quote_lines import LineQuote
from producers.oscar.models import InvalidStockAdjustment, StockRecord
from provenance.pieces import leave_stock


class Short(Exception):
    """Fewer pieces of this line are free than it needs."""

    def __init__(self, line: LineQuote) -> None:
        super().__init__(line.title)
        self.line = line


def hold(lines: Sequence[LineQuote]) -> None:
    """Hold the pieces of all lines or raise ``Short``; the caller's transaction then rolls back.

    The order of the stock records is the same for everybody, so two baskets with the same goods in opposite order wait for one
    another instead of blocking one another for ever.
    """
    wanted: dict[int, int] = {}
    held = {row.pk: row for row in lock_records({line.stock_record.pk for line in lines})}
    for line in sorted(lines, key=lambda line: (line.stock_record.pk, line.line_id)):
        if not line.stock_record.can_track_allocations:
            continue
        key = line.stock_record.pk
        wanted[key] = wanted.get(key, 0) + line.quantity
        if key not in held or held[key].net_stock_level < wanted[key]:
            raise Short(line)
    if not StockRecord.allocate_all(wanted):  # never under the lock; the guard stays in the UPDATE all the same
        raise Short(lines[0])


def free(producer_orders: Iterable[ProducerOrder], *, count: str) -> None:
    """Give back what is still held for these producer orders, and count the pieces as ``declined`` or ``cancelled``.

    The guard is the counts of the line themselves: what was counted once is not given back twice.
    """
    open_lines = lines_of(producer_orders)
    for record in open_lines:
        pieces = record.ordered - record.declined - record.cancelled - record.shipped
        if not pieces:
            continue
        same = {"pk": record.pk, "declined": record.declined, "cancelled": record.cancelled, "shipped": record.shipped}
        if LineRecord.objects.filter(**same).update(**{count: getattr(record, count) + pieces}) and record.line.stockrecord:
            record.line.stockrecord.cancel_allocation(pieces)
    leave_stock({record.line.stockrecord_id for record in open_lines if record.line.stockrecord_id})


def release(record: LineRecord, pieces: int) -> None:
    """The shopper does not want some pieces of a line: they are free again. In the caller's transaction."""
    _count(record, "cancelled", pieces)
    if record.line.stockrecord:
        record.line.stockrecord.cancel_allocation(pieces)


def write_off(record: LineRecord, pieces: int) -> None:
    """Some pieces of a line are not there, or can not be sent: they leave the stock with their promise. In the caller's transaction."""
    _count(record, "declined", pieces)
    if record.line.stockrecord:
        record.line.stockrecord.consume_allocation(pieces)


def take_back(record: LineRecord, pieces: int) -> None:
    """Pieces that were sent are back, whole, and on sale again. In the caller's transaction."""
    stock_record = record.line.stockrecord
    if stock_record and stock_record.can_track_allocations:
        StockRecord.objects.filter(pk=stock_record.pk).update(num_in_stock=F("num_in_stock") + pieces)


def _count(record: LineRecord, count: str, pieces: int) -> None:
    """Guarded by the counts as they were read: what was counted once is not counted twice. Raises ``InvalidStockAdjustment``."""
    same = {"pk": record.pk, "declined": record.declined, "cancelled": record.cancelled, "shipped": record.shipped}
    if not LineRecord.objects.filter(**same).update(**{count: F(count) + pieces}):
        raise InvalidStockAdjustment(record.title)
    record.refresh_from_db(fields=["declined", "cancelled", "shipped"])


def hold_again(producer_order: ProducerOrder) -> bool:
    """Hold the cancelled pieces of a producer order anew, all of them; ``False`` (and nothing changed) where some are gone.

    The caller holds the locks on the stock records (``lock``).
    """
    try:
        with transaction.atomic():
            for record in lines_of([producer_order]):
                if record.line.stockrecord is None:
                    raise InvalidStockAdjustment(record.title)
                record.line.stockrecord.allocate(record.cancelled)
                LineRecord.objects.filter(pk=record.pk, cancelled=record.cancelled).update(cancelled=0)
    except InvalidStockAdjustment:
        return False
    return True


def ship(parcels: Iterable[Parcel]) -> None:
    """The pieces in these parcels have left: they are neither held nor in stock any more. In the caller's transaction."""
    for held in _contents(parcels):
        LineRecord.objects.filter(pk=held.line_id).update(shipped=F("shipped") + held.quantity)
        if held.line.line.stockrecord:
            held.line.line.stockrecord.consume_allocation(held.quantity)


def unship(parcels: Iterable[Parcel]) -> None:
    """The pieces in these parcels are still there, held for their order as before. In the caller's transaction."""
    for held in _contents(parcels):
        LineRecord.objects.filter(pk=held.line_id).update(shipped=F("shipped") - held.quantity)
        if held.line.line.stockrecord:
            held.line.line.stockrecord.return_to_allocation(held.quantity)


def announce(listing_ids: Iterable[int]) -> None:
    """Tell readers that what is left of these listings has changed; in one order for everybody, after all stock was touched."""
    if found := sorted(set(listing_ids)):
        listings_changed.send(sender=Listing, listing_ids=found)


def announce_parts(producer_orders: Iterable[ProducerOrder]) -> None:
    """The same for the listings of producer orders."""
    products = {record.line.stockrecord.product for record in lines_of(producer_orders) if record.line.stockrecord}
    owners = {product.parent_id or product.pk for product in products}
    announce(Listing.objects.filter(product__in=owners).values_list("pk", flat=True))


def lock(producer_orders: Iterable[ProducerOrder]) -> None:
    """Lock the stock records of several producer orders at once, in the common order."""
    lock_records(StockRecord.objects.filter(line__record__producer_order__in=list(producer_orders)).values_list("pk", flat=True))


def lock_records(wanted: Iterable[int]) -> list[StockRecord]:
    """Lock some stock records, in the common order; they as they are now."""
    return _LOCKED.rows(keys=wanted)


def _locked(keys: list[Any]) -> QuerySet[StockRecord]:
    return StockRecord.objects.select_for_update().filter(pk__in=keys).order_by("pk")


_LOCKED = Keyed(StockRecord, _locked, key=StockRecord._meta.get_field("id"))


def lines_of(producer_orders: Iterable[ProducerOrder]) -> list[LineRecord]:
    """Line records with their stock record, in the order in which stock is touched."""
    records = LineRecord.objects.filter(producer_order__in=list(producer_orders)).select_related(
        "line__stockrecord__product__product_class", "line__stockrecord__product__parent__product_class"
    )
    return sorted(records, key=lambda record: (record.line.stockrecord_id or 0, record.pk))


def _contents(parcels: Iterable[Parcel]) -> list[ParcelLine]:
    """What is in some parcels, in the order in which stock is touched."""
    inside = ParcelLine.objects.filter(parcel__in=list(parcels)).select_related("line__line__stockrecord__product__product_class")
    inside = inside.select_related("line__line__stockrecord__product__parent__product_class")
    return sorted(inside, key=lambda held: (held.line.line.stockrecord_id or 0, held.pk))
