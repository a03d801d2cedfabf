"""Who issued tax papers in a month, with their sums: the front page of the sheets."""

from dataclasses import dataclass

from django.db.models import Q, Sum

from payments.models import TaxPaper
from payments.papers.months import Month


@dataclass(frozen=True)
class SellerRow:
    """One seller's month. ``total_paise`` is what its papers come to, less its credit notes."""

    key: str
    name: str
    gstin: str
    total_paise: int


def of(month: Month) -> list[SellerRow]:
    """The sellers of a month, the operator first. Names as they stand on the newest paper. Two queries."""
    papers = TaxPaper.objects.filter(issued_on__range=(month.first, month.last)).order_by("pk")
    sums = papers.order_by("seller_key").values("seller_key")
    is_credit = Q(corrects__isnull=False)
    found = sums.annotate(given=Sum("total_paise", filter=~is_credit, default=0), back=Sum("total_paise", filter=is_credit, default=0))
    named = {paper.seller_key: paper for paper in papers.only("seller_key", "seller", "seller_gstin")}
    rows = [
        SellerRow(key, named[key].seller["legal_name"], named[key].seller_gstin, row["given"] - row["back"])
        for row in found
        if (key := row["seller_key"])
    ]
    return sorted(rows, key=lambda row: (row.key != "LB", row.name))


def keys_of(month: Month) -> set[str]:
    """The keys of the sellers of a month. One query."""
    return set(TaxPaper.objects.filter(issued_on__range=(month.first, month.last)).order_by().values_list("seller_key", flat=True))
