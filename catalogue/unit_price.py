"""The unit sale price that Indian law asks for beside the MRP.

Legal Metrology (Packaged Commodities) Rules 2011, rule 6(11): per gram when the pack holds less than 1 kg, otherwise per kilogram;
likewise millilitre and litre, centimetre and metre; per piece for counted goods; in rupees with two decimals; not needed when it
equals the price itself.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# small unit, large unit, small units in a large one
_SCALES = (("g", "kg", 1000), ("ml", "l", 1000), ("cm", "m", 100))


@dataclass(frozen=True)
class UnitPrice:
    """Paise for one ``unit``."""

    paise: int
    unit: str


def unit_sale_price(paise: int, net_quantity: Decimal, net_unit: str) -> UnitPrice | None:
    """The price of one unit, rounded to a paisa (half up); ``None`` when it equals ``paise`` or is too small to be printed.

    ``paise`` is the MRP for the declaration, or the selling price for a comparison between packs.
    """
    quantity, unit = _measured(net_quantity, net_unit)
    each = int((Decimal(paise) / quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return UnitPrice(each, unit) if each not in (paise, 0) else None


def _measured(net_quantity: Decimal, net_unit: str) -> tuple[Decimal, str]:
    """The quantity in the unit that the rule asks for."""
    for small, large, scale in _SCALES:
        if net_unit in (small, large):
            in_small = net_quantity * (scale if net_unit == large else 1)
            return (in_small, small) if in_small < scale else (in_small / scale, large)
    return net_quantity, net_unit


def packs_in(quantity: Decimal, unit: str, net_quantity: Decimal, net_unit: str) -> int | None:
    """How many whole packs of ``net_quantity`` a quantity makes; ``None`` where one is weighed and the other counted."""
    whole, of = _in_small(quantity, unit)
    each, of_each = _in_small(net_quantity, net_unit)
    return int(whole // each) if of == of_each and each > 0 else None


def _in_small(quantity: Decimal, unit: str) -> tuple[Decimal, str]:
    for small, large, scale in _SCALES:
        if unit == large:
            return quantity * scale, small
    return quantity, unit
