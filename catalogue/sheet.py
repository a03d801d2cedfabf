"""The sheet of stock and prices: one row written if it was changed, and only over what the person saw."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from catalogue.errors import PriceAboveMrp, StaleVersion, StockKept, StockTooLow
from catalogue.own_listings import SheetRow, sheet_rows
from catalogue.prices import change_price, change_stock
from producers.models import ProducerGroup


@dataclass(frozen=True)
class RowState:
    """What a row of the sheet says."""

    stock: int
    price_paise: int
    mrp_paise: int

    @classmethod
    def read(cls, text: str) -> "RowState":
        """The state that went along with the form, as ``SheetRow.seen`` wrote it. Raises ``ValueError``."""
        stock, price, mrp = (int(part) for part in text.split(":"))
        return cls(stock, price, mrp)


def write_row(*, row: SheetRow, seen: RowState, wanted: RowState, acting_user: User, on_behalf_of: str = "") -> bool:
    """Write what differs between ``seen`` and ``wanted``, both or neither of price and stock; returns whether anything did.

    Raises ``StaleVersion`` when somebody else changed the same thing meanwhile, ``PriceAboveMrp``, ``StockTooLow``, and
    ``StockKept`` when goods that are counted in lots get another number here.
    """
    if seen == wanted:
        return False
    if row.is_kept and seen.stock != wanted.stock:
        raise StockKept(row.listing.slug)
    product = row.record.product
    with transaction.atomic():
        if (seen.price_paise, seen.mrp_paise) != (wanted.price_paise, wanted.mrp_paise):
            change_price(
                listing=row.listing,
                product=product,
                price_paise=wanted.price_paise,
                mrp_paise=wanted.mrp_paise,
                expected=(seen.price_paise, seen.mrp_paise),
                acting_user=acting_user,
                on_behalf_of=on_behalf_of,
            )
        if seen.stock != wanted.stock:
            change_stock(
                listing=row.listing,
                product=product,
                stock=wanted.stock,
                expected=seen.stock,
                acting_user=acting_user,
                on_behalf_of=on_behalf_of,
            )
    return True


@dataclass(frozen=True)
class Applied:
    """What became of the changes of a file: written now, there already, and those that could not be written, by product."""

    written: int
    already: int
    refused: dict[str, Exception]


def apply_staged(group: ProducerGroup, staged: Sequence[Sequence[int | str]], *, acting_user: User, on_behalf_of: str = "") -> Applied:
    """Write the changes of a file that somebody has looked at, each row by itself; what is there already is left alone.

    A row that somebody changed since is refused as on the sheet, and the others are written.
    """
    wanted = {int(key): (RowState.read(str(seen)), RowState.read(str(target))) for key, seen, target in staged}
    written = already = 0
    refused: dict[str, Exception] = {}
    for row in sheet_rows(group, wanted):
        seen, target = wanted[row.record.pk]
        if RowState(row.stock, row.price_paise, row.mrp_paise) == target:
            already += 1
            continue
        try:
            written += write_row(row=row, seen=seen, wanted=target, acting_user=acting_user, on_behalf_of=on_behalf_of)
        except (StaleVersion, PriceAboveMrp, StockTooLow, StockKept) as refusal:
            refused[row.record.partner_sku] = refusal
    return Applied(written, already, refused)
