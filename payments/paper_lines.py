"""Arithmetic of a tax paper's lines: whole paise, tax inside the price, every sum exact, whatever is credited in whatever pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from money.paise import split
from payments import tax
from payments.sold_lines import DELIVERY

PIECES = "PCS"


@dataclass(frozen=True)
class Amounts:
    """An amount that includes its tax, taken apart. ``total_paise`` is the sum of the others."""

    taxable_paise: int = 0
    cgst_paise: int = 0
    utgst_paise: int = 0
    igst_paise: int = 0

    @property
    def total_paise(self) -> int:
        return self.taxable_paise + self.cgst_paise + self.utgst_paise + self.igst_paise

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.taxable_paise + other.taxable_paise,
            self.cgst_paise + other.cgst_paise,
            self.utgst_paise + other.utgst_paise,
            self.igst_paise + other.igst_paise,
        )

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.taxable_paise - other.taxable_paise,
            self.cgst_paise - other.cgst_paise,
            self.utgst_paise - other.utgst_paise,
            self.igst_paise - other.igst_paise,
        )


@dataclass(frozen=True)
class PaperLine:
    """One line before it is written. ``amount_paise`` is for the whole quantity and includes the tax."""

    key: str
    hsn: str
    description: str
    quantity: int | None
    unit: str
    goods_rate_bp: int
    rate_bp: int
    amount_paise: int


def apart(amount_paise: int, rate_bp: int, place_of_supply: str) -> Amounts:
    """Value and tax of an amount that includes it, by kind of tax. A larger amount never has a smaller part of any kind."""
    inside = tax.inside(amount_paise, rate_bp)
    kinds = tax.parts(inside, place_of_supply)
    return Amounts(amount_paise - inside, kinds.cgst_paise, kinds.utgst_paise, kinds.igst_paise)


def taken_off(left_paise: int, off_paise: int, rate_bp: int, place_of_supply: str) -> Amounts:
    """Value and tax of what is credited of a line of which ``left_paise`` are not credited yet.

    The difference of what is left before and after: many small credit notes sum to the line exactly, and never to more.
    """
    return apart(left_paise, rate_bp, place_of_supply) - apart(left_paise - off_paise, rate_bp, place_of_supply)


def with_delivery(goods: Sequence[PaperLine], delivery_paise: int, charged: bool) -> list[PaperLine]:
    """The goods and, where it was charged, their delivery: one composite supply, taxed as its principal part (CGST Act s. 8(a)).

    The principal part are the goods of the rate on which most was spent; of two alike the higher rate.
    """
    if not delivery_paise:
        return list(goods)
    spent: dict[int, int] = {}
    for line in goods:
        spent[line.goods_rate_bp] = spent.get(line.goods_rate_bp, 0) + line.amount_paise
    rate = tax.principal_rate(spent)
    first = max((line for line in goods if line.goods_rate_bp == rate), key=lambda line: line.amount_paise)
    delivery = PaperLine(
        DELIVERY, first.hsn, "Delivery, part of the supply of the goods", None, "", rate, rate if charged else 0, delivery_paise
    )
    return [*goods, delivery]


def reduced(lines: Sequence[PaperLine], to_paise: int) -> list[PaperLine]:
    """The same lines at a smaller sum, each less in proportion; unchanged where the sum is not above ``to_paise``."""
    if sum(line.amount_paise for line in lines) <= to_paise:
        return list(lines)
    amounts = split(to_paise, [line.amount_paise for line in lines])
    return [replace(line, amount_paise=amount) for line, amount in zip(lines, amounts, strict=True)]
