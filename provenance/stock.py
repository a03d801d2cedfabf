"""From which lots the stock of a product comes: pieces are added to lots and taken out, first to expire first."""

from collections.abc import Iterable, Mapping, Sequence
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
from provenance.readiness import lasts_long_enough


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
        # A packer who takes pieces out of the lot points at it meanwhile: "no key" lets that happen and still keeps a withdrawal out.
        if not Lot.objects.select_for_update(no_key=True).filter(pk=lot.pk, status=Lot.Status.OPEN).exists():
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


def take(
    *,
    stock_record: StockRecord,
    quantity: int,
    good_until: date | None = None,
    arrives_on: date | None = None,
    is_whole: bool = True,
    chosen: Mapping[int, int] | None = None,
) -> list[Taken]:
    """Take pieces out of the lots of a product, in the caller's transaction: the ``chosen`` ones (pieces by lot id), without a
    choice first those that are first to expire, then the oldest.

    Withdrawn lots, lots whose best-before day lies before ``good_until``, and food that would not last long enough at the buyer's
    (``arrives_on``) are passed over. Goods that never had a lot give an empty list. Raises ``NotEnoughInLots`` when the lots hold
    fewer pieces, unless ``is_whole`` is false: then what there is is taken. Raises ``LotRefused`` for a choice that can not be met.
    """
    rows = list(
        StockLot.objects.select_for_update(of=("self",)).select_related("lot").filter(stock_record_id=stock_record.pk).order_by("pk")
    )
    usable = [row for row in rows if row.quantity and is_usable(row.lot, good_until=good_until, arrives_on=arrives_on)]
    if not rows and not chosen:
        return []
    plan = _chosen(usable, chosen, quantity) if chosen is not None else _first_to_expire(usable, quantity)
    found = sum(pieces for _row, pieces in plan)
    if is_whole and found < quantity:
        raise NotEnoughInLots(quantity, found)
    return take_planned(plan)


def take_planned(plan: Iterable[tuple[StockLot, int]]) -> list[Taken]:
    """Take so many pieces out of these rows, in the caller's transaction. Raises ``NotEnoughInLots``."""
    taken: list[Taken] = []
    for row, pieces in plan:
        if not StockLot.objects.filter(pk=row.pk, quantity__gte=pieces).update(quantity=F("quantity") - pieces):
            raise NotEnoughInLots(pieces, 0)
        taken.append(Taken(row.lot_id, row.lot.code, pieces))
    return taken


def is_usable(lot: Lot, *, good_until: date | None = None, arrives_on: date | None = None) -> bool:
    """Whether pieces of the lot may be sent: not withdrawn, not too old."""
    if lot.status != Lot.Status.OPEN:
        return False
    if arrives_on is not None and not lasts_long_enough(lot, arrives_on):
        return False
    return good_until is None or lot.best_before is None or lot.best_before >= good_until


def by_expiry(rows: Iterable[StockLot]) -> list[StockLot]:
    """First what expires first, then what is oldest."""
    return sorted(rows, key=lambda row: (row.lot.best_before or date.max, row.lot.made_on, row.pk))


def _first_to_expire(rows: list[StockLot], quantity: int) -> list[tuple[StockLot, int]]:
    plan: list[tuple[StockLot, int]] = []
    for row in by_expiry(rows):
        pieces = min(quantity, row.quantity)
        if pieces:
            plan.append((row, pieces))
            quantity -= pieces
    return plan


def _chosen(rows: list[StockLot], chosen: Mapping[int, int], quantity: int) -> list[tuple[StockLot, int]]:
    """The rows of the chosen lots. Raises ``LotRefused`` for a lot that is not usable here, has too few pieces, or too many in all."""
    by_lot = {row.lot_id: row for row in rows}
    wanted = {lot_id: pieces for lot_id, pieces in chosen.items() if pieces}
    if any(pieces < 0 for pieces in wanted.values()) or sum(wanted.values()) > quantity:
        raise LotRefused(f"{quantity} pieces are sent, not more.")
    for lot_id, pieces in wanted.items():
        if lot_id not in by_lot or by_lot[lot_id].quantity < pieces:
            raise LotRefused(f"The lot {lot_id} does not hold {pieces} pieces that may be sent.")
    return [(by_lot[lot_id], wanted[lot_id]) for lot_id in sorted(wanted, key=lambda lot_id: by_lot[lot_id].pk)]


def give_back(*, stock_record: StockRecord, taken: Sequence[Taken]) -> None:
    """Put pieces back into the lots they came from, also into one that was withdrawn since. In the caller's transaction.

    The caller then lets what nobody needs of a withdrawn lot leave the stock (``provenance.pieces.leave_stock``).
    """
    for part in taken:
        StockLot.objects.filter(stock_record_id=stock_record.pk, lot_id=part.lot_id).update(quantity=F("quantity") + part.quantity)


def _tell(stock_record: StockRecord) -> None:
    mine = Q(product_id=stock_record.product_id) | Q(variants__product_id=stock_record.product_id)
    for listing_id in Listing.objects.filter(mine).distinct().values_list("pk", flat=True):
        listing_changed.send(sender=Listing, listing_id=listing_id)
