"""The itemised statement of a payout: every sale and every refund in it, with what was taken off, as rows and as a sheet.

Each row adds up by itself, and the rows add up to the payout: sale + delivery + refund + fee + withheld + advance = net, where what is
taken off stands below zero.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from money.cells import safe
from money.paise import to_rupees
from payments.models import EarningChange, Payout, PayoutLine

BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as something else
CHUNK = 500


@dataclass(frozen=True)
class Amounts:
    """What a row or a whole statement consists of. ``fee_tax_paise`` is inside the fee and added to nothing."""

    goods_paise: int = 0
    delivery_paise: int = 0
    refund_paise: int = 0
    fee_paise: int = 0
    fee_tax_paise: int = 0
    withheld_paise: int = 0
    advance_paise: int = 0
    net_paise: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(Amounts)))


@dataclass(frozen=True)
class Row:
    """One sale that was delivered on ``on``, one refund after it, made on ``on``, or what is taken off for an advance paid on ``on``.

    ``is_given_back``: a refund that a lost dispute was, undone because its money came back.
    """

    part: str
    on: date
    is_refund: bool
    refund_number: str
    amounts: Amounts
    is_advance: bool = False
    is_given_back: bool = False

    @property
    def words(self) -> "str | Promise":
        if self.is_advance:
            return _("Advance taken off")
        if self.is_given_back:
            return _("Lost dispute, given back")
        return _("Refund to the shopper") if self.is_refund else _("Sale")


def lines_of(payout: Payout) -> QuerySet[PayoutLine]:
    """The lines of a payout, sales by day of delivery, refunds after them, then what is taken off for advances."""
    found = PayoutLine.objects.filter(payout=payout).select_related("earning", "change__earning", "change__refund", "advance")
    first = F("advance").asc(nulls_first=True), F("change").asc(nulls_first=True)
    return found.order_by(*first, "earning__delivered_on", "pk")


def row_of(line: PayoutLine) -> Row:
    """One line in words and figures."""
    if line.change is not None:
        return _refund(line.change, line.amount_paise)
    if line.advance is not None:
        amounts = Amounts(advance_paise=line.amount_paise, net_paise=line.amount_paise)
        paid_on = timezone.localdate(line.advance.paid_at or line.advance.proposed_at)
        return Row(line.advance.number, paid_on, False, line.advance.reference, amounts, is_advance=True)
    earning = line.earning
    if earning is None:
        raise ValueError(f"Line {line.pk} stands for nothing.")
    amounts = Amounts(
        goods_paise=earning.goods_paise,
        delivery_paise=earning.delivery_paise,
        refund_paise=earning.gross_paise - earning.goods_paise - earning.delivery_paise,
        fee_paise=-earning.commission_paise,
        fee_tax_paise=-earning.commission_tax_paise,
        withheld_paise=-earning.tcs_paise - earning.tds_paise,
        net_paise=line.amount_paise,
    )
    return Row(earning.producer_order_number, earning.delivered_on, False, "", amounts)


def _refund(change: EarningChange, net_paise: int) -> Row:
    amounts = Amounts(
        refund_paise=change.gross_paise,
        fee_paise=change.commission_paise,
        fee_tax_paise=change.commission_tax_paise,
        net_paise=net_paise,
    )
    on, is_undone = timezone.localdate(change.created_at), change.move_id is not None
    return Row(change.earning.producer_order_number, on, not is_undone, change.refund.number, amounts, is_given_back=is_undone)


def totals_of(payout: Payout) -> Amounts:
    """The sums of a whole statement, added by the database. Two queries."""
    lines = PayoutLine.objects.filter(payout=payout)
    sale = lines.filter(earning__isnull=False).aggregate(
        goods=_sum("earning__goods_paise"),
        delivery=_sum("earning__delivery_paise"),
        gross=_sum("earning__gross_paise"),
        fee=_sum("earning__commission_paise"),
        fee_tax=_sum("earning__commission_tax_paise"),
        withheld=_sum(F("earning__tcs_paise") + F("earning__tds_paise")),
        net=_sum("amount_paise"),
    )
    back = lines.filter(change__isnull=False).aggregate(
        gross=_sum("change__gross_paise"),
        fee=_sum("change__commission_paise"),
        fee_tax=_sum("change__commission_tax_paise"),
        net=_sum("amount_paise"),
    )
    return Amounts(
        goods_paise=sale["goods"],
        delivery_paise=sale["delivery"],
        refund_paise=sale["gross"] - sale["goods"] - sale["delivery"] + back["gross"],
        fee_paise=back["fee"] - sale["fee"],
        fee_tax_paise=back["fee_tax"] - sale["fee_tax"],
        withheld_paise=-sale["withheld"],
        advance_paise=-payout.recovered_paise,
        net_paise=sale["net"] + back["net"] - payout.recovered_paise,
    )


def _sum(of: object) -> Coalesce:
    return Coalesce(Sum(of), 0)


class _Echo:
    """A file that hands every line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def sheet_of(payout: Payout) -> Iterator[str]:
    """The statement as a sheet (CSV, UTF-8 with BOM), line by line: however many sales, little memory."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield BOM + writer.writerow(_heads())
    total = Amounts()
    for line in lines_of(payout).iterator(chunk_size=CHUNK):
        row = row_of(line)
        total += row.amounts
        yield writer.writerow([*map(safe, (row.on.isoformat(), row.words, row.part, row.refund_number)), *_figures(row.amounts)])
    yield writer.writerow([*map(safe, ("", _("Total"), payout.number, payout.reference)), *_figures(total)])


def _heads() -> list[str]:
    return [
        _("Day"),
        _("What"),
        _("Order"),
        _("Reference"),
        _("Goods, rupees"),
        _("Delivery, rupees"),
        _("Refund, rupees"),
        _("Fee of the shop, rupees"),
        _("GST inside the fee, rupees"),
        _("Tax withheld (TCS and TDS), rupees"),
        _("Advance taken off, rupees"),
        _("You receive, rupees"),
    ]


def _figures(amounts: Amounts) -> list[str]:
    return [str(to_rupees(getattr(amounts, part.name))) for part in fields(Amounts)]
