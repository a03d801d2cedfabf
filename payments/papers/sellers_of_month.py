"""Who issued tax papers in a month, with their sums: the front page of the sheets."""

from dataclasses import dataclass, replace

from django.db.models import Q, Sum

from payments.models import TaxPaper
from payments.papers import operator_fees
from payments.papers.months import Month
from payments.sellers import OPERATOR_KEY


@dataclass(frozen=True)
class SellerRow:
    """One seller's month. ``total_paise`` is what its papers come to, less its credit notes."""

    key: str
    name: str
    gstin: str
    total_paise: int


def of(month: Month) -> list[SellerRow]:
    """The sellers of a month, the operator first. Names as they stand on the newest paper. Four queries at most."""
    papers = TaxPaper.objects.filter(issued_on__range=(month.first, month.last)).order_by("pk")
    sums = papers.order_by("seller_key").values("seller_key")
    is_credit = Q(kind=TaxPaper.Kind.CREDIT)
    found = sums.annotate(given=Sum("total_paise", filter=~is_credit, default=0), back=Sum("total_paise", filter=is_credit, default=0))
    named = {paper.seller_key: paper for paper in papers.only("seller_key", "seller", "seller_gstin")}
    rows = [
        SellerRow(key, named[key].seller["legal_name"], named[key].seller_gstin, row["given"] - row["back"])
        for row in found
        if (key := row["seller_key"])
    ]
    return sorted(_with_fees(rows, month), key=lambda row: (row.key != OPERATOR_KEY, row.name))


def _with_fees(rows: list[SellerRow], month: Month) -> list[SellerRow]:
    """The operator's row with its papers about the fee, also where it issued no others. Two queries at most."""
    newest = operator_fees.issued_in(month).last()
    if newest is None:
        return rows
    fees = operator_fees.total_paise(month)
    held = next((row for row in rows if row.key == OPERATOR_KEY), None)
    if held is None:
        return [*rows, SellerRow(OPERATOR_KEY, newest.seller["legal_name"], newest.seller["gstin"], fees)]
    return [replace(row, total_paise=row.total_paise + fees) if row is held else row for row in rows]


def keys_of(month: Month) -> set[str]:
    """The keys of the sellers of a month. Two queries."""
    keys = set(TaxPaper.objects.filter(issued_on__range=(month.first, month.last)).order_by().values_list("seller_key", flat=True))
    return keys | {OPERATOR_KEY} if operator_fees.issued_in(month).exists() else keys
