"""Which GST rate holds for a piece, and how much tax is inside a price that includes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Substr

from journal.composed import Composed
from payments.errors import NoTaxRate
from payments.models import TaxRate

LADAKH = "38"  # GST code of the union territory
SHORTEST, LONGEST = 2, 8  # digits of a heading


@dataclass(frozen=True)
class Goods:
    """What decides the rate of a piece: its heading, whether it is handmade, and its price."""

    hsn: str
    handmade: bool
    unit_price_paise: int


@dataclass(frozen=True)
class TaxTable:
    """The rows that may matter for some goods on one day, read once."""

    rows: tuple[TaxRate, ...]

    def rate(self, goods: Goods) -> TaxRate:
        """The row with the longest heading whose conditions hold; one that names the making wins over one that does not.

        Raises ``NoTaxRate``.
        """
        fitting = [row for row in self.rows if goods.hsn.startswith(row.hsn) and _holds(row, goods)]
        if not fitting:
            raise NoTaxRate(goods.hsn)
        return max(fitting, key=lambda row: (len(row.hsn), row.handmade is not None, row.valid_from, row.pk))


def _holds(row: TaxRate, goods: Goods) -> bool:
    if row.handmade is not None and row.handmade is not goods.handmade:
        return False
    if row.up_to_paise is not None and goods.unit_price_paise > row.up_to_paise:
        return False
    return row.above_paise is None or goods.unit_price_paise > row.above_paise


def table_for(headings: Iterable[str], on: date) -> TaxTable:
    """All rows that may matter for these headings on a day. One query."""
    prefixes = {hsn[:length] for hsn in headings for length in range(SHORTEST, len(hsn) + 1)}
    return TaxTable(rows=tuple(_holding(on).filter(hsn__in=prefixes)))


def _holding(on: date) -> QuerySet[TaxRate]:
    return TaxRate.objects.filter(Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on)))


def _for_heading(on: date, hsn: Any) -> QuerySet[TaxRate]:
    return _holding(on).filter(hsn__in=[Substr(hsn, 1, length) for length in range(SHORTEST, LONGEST + 1)])


_FOR_HEADING = Composed(TaxRate, _for_heading, hsn=CharField())


def rate_for(hsn: str, handmade: bool, unit_price_paise: int, on: date) -> TaxRate:
    """The rate for one piece sold on a day, at its price including tax. Raises ``NoTaxRate``."""
    return TaxTable(tuple(_FOR_HEADING.rows(on, hsn=hsn))).rate(Goods(hsn=hsn, handmade=handmade, unit_price_paise=unit_price_paise))


def inside(amount_paise: int, rate_bp: int) -> int:
    """Tax inside an amount that includes it, half a paisa up: Rs 105 at 5 % holds Rs 5."""
    whole = 10_000 + rate_bp
    return (2 * amount_paise * rate_bp + whole) // (2 * whole)


@dataclass(frozen=True)
class TaxParts:
    """Tax of a line by kind, as an invoice names it. Sums to the tax of the line."""

    cgst_paise: int = 0
    utgst_paise: int = 0
    igst_paise: int = 0


def parts(tax_paise: int, ship_to_state_code: str) -> TaxParts:
    """Who receives the tax: shipped inside Ladakh half centre and half territory, elsewhere all integrated tax.

    IGST Act s. 10(1)(ca) and Circular 209/3/2024: for goods ordered by a person without registration the place of supply
    is the state of the delivery address.
    """
    if ship_to_state_code == LADAKH:
        return TaxParts(cgst_paise=tax_paise - tax_paise // 2, utgst_paise=tax_paise // 2)
    return TaxParts(igst_paise=tax_paise)


def principal_rate(spent: Mapping[int, int]) -> int:
    """The rate on which most was spent, by rate in basis points; of two alike the higher one. Zero where nothing is sold."""
    return max(spent, key=lambda rate: (spent[rate], rate), default=0)
