"""Which GST rate holds for a piece, and how much tax is inside a price that includes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.utils import timezone

from journal.composed import Hole
from journal.keyed import Keyed
from payments.errors import NoTaxRate
from payments.models import TaxRate

LADAKH = "38"  # GST code of the union territory


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
    prefixes = {hsn[:length] for hsn in headings for length in range(2, len(hsn) + 1)}
    return TaxTable(rows=tuple(_RATES.rows(keys=prefixes, on=on)))


def _valid_rates(keys: list[Any], on: Hole) -> QuerySet[TaxRate]:
    return TaxRate.objects.filter(_holding(on), hsn__in=keys)


def _holding(on: date | Hole) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


_RATES = Keyed(TaxRate, _valid_rates, key=TaxRate._meta.get_field("hsn"), on=DateField())


def in_force(on: date | None = None) -> QuerySet[TaxRate]:
    """The rates that hold on a day, by heading: for people to look through. One query."""
    return TaxRate.objects.filter(_holding(on or timezone.localdate())).order_by("hsn", "handmade", "pk")


def rate_for(hsn: str, handmade: bool, unit_price_paise: int, on: date) -> TaxRate:
    """The rate for one piece sold on a day, at its price including tax. Raises ``NoTaxRate``."""
    return table_for([hsn], on).rate(Goods(hsn=hsn, handmade=handmade, unit_price_paise=unit_price_paise))


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
