"""Which lines a refund gives back: named by who owes it, or else every line in proportion to what is left of it.

Fee, tax and what the shop added for a discount follow from what was frozen on the line: those of what is left before, less those of what
is left after. So they depend only on what is left, and many small refunds of a line give back exactly what one large one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from journal.composed import Composed, Hole
from money.paise import split
from payments import sold_lines, tax
from payments.errors import RefundRefused
from payments.models import Allocation, Payment, Refund, RefundLine
from payments.proportion import in_proportion
from payments.sold_lines import Sold


@dataclass(frozen=True)
class Wanted:
    """So much of a line is given back, for so many pieces."""

    key: str
    amount_paise: int
    pieces: int = 0


@dataclass(frozen=True)
class Back:
    """With an amount that the shopper gets back: the shop's fee, the tax inside the amount, and what the shop had added."""

    fee_paise: int
    tax_paise: int
    subsidy_paise: int


@dataclass(frozen=True)
class Left:
    """A line of a part, and what of it is not owed back yet."""

    sold: Sold
    paise: int
    pieces: int

    def fee(self, paise: int) -> int:
        """The fee of so much of the line."""
        return in_proportion(self.sold.commission_paise, paise, self.sold.sold_paise)

    def subsidy(self, paise: int) -> int:
        """What the shop added for so much of the line."""
        return in_proportion(self.sold.subsidy_paise, paise, self.sold.sold_paise)

    def given_back(self, amount_paise: int) -> Back:
        """What goes back with an amount of it."""
        after = self.paise - amount_paise
        inside = [tax.inside(paise, self.sold.tax_bp) for paise in (self.paise, after)]
        return Back(self.fee(self.paise) - self.fee(after), inside[0] - inside[1], self.subsidy(self.paise) - self.subsidy(after))

    def worth(self, pieces: int) -> int:
        """What so many of the pieces that are left cost: all that is left for the last of them."""
        if not 0 <= pieces <= self.pieces:
            raise RefundRefused(f"{pieces} of {self.pieces} pieces.")
        return split(self.paise, [pieces, self.pieces - pieces])[0] if pieces else 0


def left_of(producer_order_number: str) -> dict[str, Left]:
    """What is left of each line of a part, by its key; nothing for a part whose lines nobody knows. Lock the part's money first."""
    gone = {key: (paise, pieces) for key, paise, pieces in _GONE.rows(number=producer_order_number)}
    return {
        sold.key: Left(sold, sold.sold_paise - gone.get(sold.key, (0, 0))[0], sold.pieces - gone.get(sold.key, (0, 0))[1])
        for sold in sold_lines.of(producer_order_number)
    }


def write(refund: Refund, wanted: Sequence[Wanted]) -> list[RefundLine]:
    """The lines of a refund that was just written; its allocation is locked. None for a part whose lines nobody knows.

    Raises ``RefundRefused`` where the lines do not sum to the refund, are not of this part, or ask for more than is left of one.
    """
    left = left_of(refund.allocation.producer_order_number)
    if not left and not wanted:
        return []
    chosen = list(wanted) or _every_line(refund.amount_paise, left)
    _check(refund, chosen, left)
    lines = []
    for asked in chosen:
        back = left[asked.key].given_back(asked.amount_paise)
        is_group = refund.bearer == Refund.Bearer.GROUP
        lines.append(
            RefundLine(
                refund=refund,
                key=asked.key,
                pieces=asked.pieces,
                amount_paise=asked.amount_paise,
                commission_paise=back.fee_paise if is_group else 0,
                tax_paise=back.tax_paise,
                subsidy_paise=back.subsidy_paise if is_group else 0,
            )
        )
    return RefundLine.objects.bulk_create(lines)


def fee_left(producer_order_number: str, *, fee_paise: int, sold_paise: int) -> int:
    """The fee of what is left of a part that bore ``fee_paise`` when it was sold for ``sold_paise``.

    Refunds that name their lines say what they gave back; one of a part whose lines nobody knows gives back in proportion to the part.
    """
    unnamed = named = 0
    for bearer, paise, lines, fee in _OWED.rows(number=producer_order_number):
        if bearer == Refund.Bearer.GROUP:
            unnamed += 0 if lines else paise
            named += fee or 0
    return max(0, in_proportion(fee_paise, sold_paise - unnamed, sold_paise) - named)


def borne_by_shop(producer_order_number: str) -> int:
    """What was given back for a part at the shop's cost, in paise: its group keeps what it earned."""
    rows = _OWED.rows(number=producer_order_number)
    return sum(paise for bearer, paise, _lines, _fee in rows if bearer == Refund.Bearer.SHOP)


def subsidy_left(producer_order_number: str) -> int:
    """What the shop adds to a paid part for a discount that it bears, less what came back to it with refunds, in paise."""
    return sum(added - back for added, back in _ADDED.rows(number=producer_order_number))


def _owed(number: Hole) -> QuerySet[Refund, tuple[str, int, int, int | None]]:
    """Each refund of a part: who bears it, how much it is, how many lines it names, and the fee that they give back."""
    found = Refund.objects.filter(allocation__producer_order_number=number).order_by("pk")
    return found.values_list("bearer", "amount_paise").annotate(named=Count("lines"), fee=Sum("lines__commission_paise"))


def _added(number: Hole) -> QuerySet[Allocation, tuple[int, int]]:
    paid = Allocation.objects.filter(producer_order_number=number, payment__status=Payment.Status.PAID)
    return paid.values_list("subsidy_paise", "subsidy_back_paise")


_NUMBER = Allocation._meta.get_field("producer_order_number")
_OWED = Composed(Refund, _owed, number=_NUMBER)
_ADDED = Composed(Allocation, _added, number=_NUMBER)


def _gone(number: Hole) -> QuerySet[RefundLine, tuple[str, int, int]]:
    found = RefundLine.objects.filter(refund__allocation__producer_order_number=number).order_by()
    return found.values_list("key").annotate(paise=Sum("amount_paise"), gone=Sum("pieces"))


_GONE = Composed(RefundLine, _gone, number=_NUMBER)


def _every_line(amount_paise: int, left: dict[str, Left]) -> list[Wanted]:
    """An amount that nobody divided: each line in proportion to what is left of it, all pieces where nothing is left."""
    amounts = split(amount_paise, [line.paise for line in left.values()])
    is_all = amount_paise == sum(line.paise for line in left.values())
    return [
        Wanted(line.sold.key, amount, line.pieces if is_all else 0) for line, amount in zip(left.values(), amounts, strict=True) if amount
    ]


def _check(refund: Refund, chosen: Sequence[Wanted], left: dict[str, Left]) -> None:
    if sum(asked.amount_paise for asked in chosen) != refund.amount_paise:
        raise RefundRefused(f"{refund.number}: its lines do not sum to {refund.amount_paise} paise.")
    if len({asked.key for asked in chosen}) != len(chosen):
        raise RefundRefused(f"{refund.number}: a line is named twice.")
    for asked in chosen:
        line = left.get(asked.key)
        if line is None or not 0 < asked.amount_paise <= line.paise or not 0 <= asked.pieces <= line.pieces:
            raise RefundRefused(f"{refund.number}: {asked} is more than is left of this line.")
