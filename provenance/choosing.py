"""Which lots the stock of a product could be packed from: what a packer chooses among."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from provenance.models import Lot, StockLot
from provenance.stock import by_expiry, is_usable


@dataclass(frozen=True)
class LotChoice:
    """One lot of a product's stock and how many pieces of it are left."""

    lot: Lot
    pieces: int

    def may_be_sent(self, *, arrives_on: date | None) -> bool:
        """Whether pieces of it may be sent; ``arrives_on`` is given for food, which has to last at the buyer's."""
        return self.pieces > 0 and is_usable(self.lot, arrives_on=arrives_on)


def lots_of(stock_record_ids: Collection[int]) -> dict[int, list[LotChoice]]:
    """All lots of some stock records, first to expire first; withdrawn and used up ones too. One query."""
    rows = StockLot.objects.filter(stock_record_id__in=stock_record_ids).select_related("lot")
    found: dict[int, list[LotChoice]] = {}
    for row in by_expiry(rows):
        found.setdefault(row.stock_record_id, []).append(LotChoice(row.lot, row.quantity))
    return found
