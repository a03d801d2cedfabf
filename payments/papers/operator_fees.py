"""The operator's papers about its fee in the shape of the return GSTR-1: rows that stand beside those of its goods.

A fee is a service: table 12 has its code and no pieces. Amounts of credit notes are below zero, as in ``gstr1``.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q, QuerySet, Sum

from payments.fee_paper_models import FeePaper
from payments.invoice_models import PaperSeries
from payments.paper_lines import Amounts
from payments.papers.gstr1 import Row, summed
from payments.papers.months import Month
from payments.papers.page import percent
from payments.sellers import state_name


def issued_in(month: Month) -> QuerySet[FeePaper]:
    """The papers about the fee that were issued in a month, by number."""
    return FeePaper.objects.filter(issued_on__range=(month.first, month.last)).select_related("group").order_by("letter", "serial")


def total_paise(month: Month) -> int:
    """What they come to, less the credit notes. One query."""
    is_credit = Q(kind=FeePaper.Kind.CREDIT)
    sums = issued_in(month).order_by().aggregate(given=Sum("total_paise", filter=~is_credit), back=Sum("total_paise", filter=is_credit))
    return (sums["given"] or 0) - (sums["back"] or 0)


def rows(month: Month) -> list[Row]:
    """One query."""
    found = list(issued_in(month))
    placed = [_placed(paper) for paper in found]
    by_code = [
        Row(table="12", hsn=paper.sac, rate_percent=row.rate_percent, amounts=row.amounts) for paper, row in zip(found, placed, strict=True)
    ]
    return [
        *(row for row in placed if row.table != "7"),
        *summed(row for row in placed if row.table == "7"),
        *summed(by_code),
        *_documents(found),
    ]


def _placed(paper: FeePaper) -> Row:
    """Registered groups paper by paper; the others in table 7, less what went back to them."""
    is_credit = paper.kind == FeePaper.Kind.CREDIT
    amounts = Amounts(paper.taxable_paise, paper.cgst_paise, paper.utgst_paise, paper.igst_paise)
    row = Row(
        table="7",
        place_of_supply=f"{paper.place_of_supply}-{state_name(paper.place_of_supply)}",
        rate_percent=percent(_rate_bp(paper)),
        amounts=Amounts() - amounts if is_credit else amounts,
    )
    if not paper.buyer_gstin:
        return row
    corrects = ", ".join(number for number, _day in paper.corrects)
    return replace(
        row,
        table="9B" if is_credit else "4A",
        document=paper.number,
        date=paper.issued_on.isoformat(),
        corrects=corrects,
        receiver_gstin=paper.buyer_gstin,
        note="fee",
    )


def _rate_bp(paper: FeePaper) -> int:
    """The rate that its tax comes to, to a whole per cent: each fee of the paper was rounded by itself."""
    tax = paper.cgst_paise + paper.utgst_paise + paper.igst_paise
    return round(tax * 100 / paper.taxable_paise) * 100 if paper.taxable_paise else 0


def _documents(found: list[FeePaper]) -> Iterator[Row]:
    """Table 13: from which number to which, for each series."""
    labels = dict(PaperSeries.Letter.choices)
    for letter in sorted({paper.letter for paper in found}):
        numbers = [paper.number for paper in found if paper.letter == letter]
        yield Row(table="13", quantity=len(numbers), note=f"{labels[letter]}: {numbers[0]} to {numbers[-1]}, cancelled 0")
