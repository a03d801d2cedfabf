"""Tax collected at source, a list a month: of each group that sells by itself and is paid through the shop, the net taxable value.

CGST Act s. 52. While the operator is the seller of record there is nothing to collect, and the list is empty. Foots to the papers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, Sum

from money.paise import share
from payments.models import Allocation, Payment, TaxPaper, TaxPaperLine
from payments.papers.gstr1 import rupees
from payments.papers.months import Month
from payments.tax import LADAKH
from producers.models import ProducerGroup

_FILE = Path(__file__).resolve().parents[1] / "data" / "tcs.json"
HEADINGS = ("group", "legal_name", "gstin", "sold", "taken_back", "net", "cgst", "utgst", "igst")


@dataclass(frozen=True)
class Row:
    """One group's month. ``sold`` and ``taken_back`` are taxable values; no tax is collected where more was taken back than sold."""

    group: str
    legal_name: str
    gstin: str
    sold_paise: int
    taken_back_paise: int
    cgst_paise: int
    utgst_paise: int
    igst_paise: int

    @property
    def net_paise(self) -> int:
        return self.sold_paise - self.taken_back_paise

    @property
    def tcs_paise(self) -> int:
        return self.cgst_paise + self.utgst_paise + self.igst_paise

    def cells(self) -> list[str]:
        """As written to the file."""
        amounts = (self.sold_paise, self.taken_back_paise, self.net_paise, self.cgst_paise, self.utgst_paise, self.igst_paise)
        return [self.group, self.legal_name, self.gstin, *(rupees(amount) for amount in amounts)]


def rows(month: Month) -> list[Row]:
    """The list of a month, by group. Two queries."""
    withholding = Allocation.objects.filter(payment__withholds_tcs=True, payment__status=Payment.Status.PAID)
    lines = TaxPaperLine.objects.filter(
        paper__role=TaxPaper.Role.SALE,
        paper__producer_order_number__in=withholding.values("producer_order_number"),
        paper__issued_on__range=(month.first, month.last),
        goods_rate_bp__gt=0,
    ).exclude(paper__seller__tax_status__in=_law()["not_collected_from"])
    is_credit, is_home = Q(paper__kind=TaxPaper.Kind.CREDIT), Q(paper__place_of_supply=LADAKH)
    sums = lines.order_by("paper__group").values("paper__group")
    found = sums.annotate(
        home=Sum("taxable_paise", filter=is_home & ~is_credit, default=0),
        home_back=Sum("taxable_paise", filter=is_home & is_credit, default=0),
        away=Sum("taxable_paise", filter=~is_home & ~is_credit, default=0),
        away_back=Sum("taxable_paise", filter=~is_home & is_credit, default=0),
    )
    groups = ProducerGroup.objects.in_bulk([row["paper__group"] for row in found])
    return [_row(groups[row["paper__group"]], row, rate_bp(month.last)) for row in found]


def _row(group: ProducerGroup, sums: Mapping[str, Any], rate: int) -> Row:
    home, away = max(0, sums["home"] - sums["home_back"]), max(0, sums["away"] - sums["away_back"])
    halves = share(home, rate)
    return Row(
        group=group.name,
        legal_name=group.legal_name,
        gstin=group.gstin,
        sold_paise=sums["home"] + sums["away"],
        taken_back_paise=sums["home_back"] + sums["away_back"],
        cgst_paise=halves - halves // 2,
        utgst_paise=halves // 2,
        igst_paise=share(away, rate),
    )


@cache
def _law() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def rate_bp(day: date) -> int:
    """The rate that holds on a day, in basis points."""
    held = [row for row in _law()["rates"] if date.fromisoformat(row["valid_from"]) <= day]
    newest: int = max(held, key=lambda row: row["valid_from"])["rate_bp"]
    return newest
