"""A month of one seller's papers in the shape of the return GSTR-1: what goes into which of its tables. Foots to the papers.

Tables by number as on the portal, from memory, to be checked by an accountant: 4A to registered buyers, 5 large papers to persons in other
states (``data/gstr1.json``), 7 the other papers to persons with their credit and debit notes, 8 goods without tax, 9B notes to papers of
tables 4A and 5, 12 by heading, 13 documents. Sellers who may not charge tax file another return; theirs lists tables 8, 12 and 13.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Max, Min

from payments.models import PaperSeries, TaxPaper, TaxPaperLine
from payments.paper_lines import PIECES, Amounts
from payments.papers.months import Month
from payments.papers.page import percent
from payments.tax import LADAKH

_FILE = Path(__file__).resolve().parents[1] / "data" / "gstr1.json"
HEADINGS: tuple[str, ...] = (
    "table",
    "document",
    "date",
    "corrects",
    "receiver_gstin",
    "place_of_supply",
    "hsn",
    "unit",
    "quantity",
    "rate_percent",
)
HEADINGS += ("taxable_value", "igst", "cgst", "utgst", "total", "note")
MONEY = ("taxable_value", "igst", "cgst", "utgst", "total")


@dataclass(frozen=True)
class Row:
    """One row of the sheet. Amounts of credit notes are below zero."""

    table: str
    document: str = ""
    date: str = ""
    corrects: str = ""
    receiver_gstin: str = ""
    place_of_supply: str = ""
    hsn: str = ""
    unit: str = ""
    quantity: int | None = None
    rate_percent: str = ""
    amounts: Amounts = field(default_factory=Amounts)
    note: str = ""

    def cells(self) -> list[str]:
        """As written to the file: rupees with two places."""
        sums = self.amounts
        paise = (sums.taxable_paise, sums.igst_paise, sums.cgst_paise, sums.utgst_paise, sums.total_paise)
        named = [str(getattr(self, name)) if getattr(self, name) is not None else "" for name in HEADINGS[:10]]
        return [*named, *(rupees(amount) for amount in paise), self.note]


def rupees(paise: int) -> str:
    """``-1234.50``."""
    return f"{'-' if paise < 0 else ''}{abs(paise) // 100}.{abs(paise) % 100:02d}"


def rows(seller_key: str, month: Month) -> list[Row]:
    """The whole sheet of a seller's month. Five queries at most."""
    lines = list(_lines(seller_key, month))
    tables = [_placed(line) for line in lines]
    single = [row for row in tables if row.table in ("4A", "5", "9B")]
    return [
        *summed(single),
        *summed(row for row in tables if row.table in ("7", "8")),
        *summed(_by_heading(line) for line in lines),
        *_documents(seller_key, month),
    ]


def _lines(seller_key: str, month: Month) -> Iterator[TaxPaperLine]:
    found = TaxPaperLine.objects.filter(paper__seller_key=seller_key, paper__issued_on__range=(month.first, month.last))
    yield from found.select_related("paper__corrects").order_by("paper_id", "position")


def _placed(line: TaxPaperLine) -> Row:
    """The row a line adds to. Lines without tax go to table 8; notes to where their paper was."""
    paper = line.paper
    source = paper.corrects or paper
    state = f"{paper.place_of_supply}-{paper.place_of_supply_name}"
    row = Row(table="", place_of_supply=state, rate_percent=percent(line.rate_bp), amounts=_signed(line))
    if not line.rate_bp:
        kind = "inside Ladakh" if paper.place_of_supply == LADAKH else "to other states"
        registered = "registered" if source.buyer_gstin else "persons"
        return replace(row, table="8", place_of_supply="", note=f"{kind}, {registered}")
    table = _table_of(source)
    if table == "7":
        return replace(row, table="7")
    return replace(
        row,
        table="9B" if paper.corrects else table,
        document=paper.number,
        date=paper.issued_on.isoformat(),
        corrects=source.number if paper.corrects else "",
        receiver_gstin=source.buyer_gstin,
    )


def _table_of(paper: TaxPaper) -> str:
    if paper.buyer_gstin:
        return "4A"
    return "5" if paper.igst_paise and paper.total_paise > large_paper_paise(paper.issued_on) else "7"


def _by_heading(line: TaxPaperLine) -> Row:
    """Table 12. Pieces of a credit note count back only where it names them; delivery has no pieces."""
    sign = -1 if line.paper.kind == TaxPaper.Kind.CREDIT else 1
    pieces = sign * (line.quantity or 0)
    rate = percent(line.rate_bp)
    return Row(table="12", hsn=line.hsn, unit=PIECES, quantity=pieces, rate_percent=rate, amounts=_signed(line))


def _signed(line: TaxPaperLine) -> Amounts:
    amounts = Amounts(line.taxable_paise, line.cgst_paise, line.utgst_paise, line.igst_paise)
    return Amounts() - amounts if line.paper.kind == TaxPaper.Kind.CREDIT else amounts


def summed(found: Iterable[Row]) -> list[Row]:
    """Rows that differ in nothing but amounts and pieces become one."""
    sums: dict[Row, tuple[Amounts, int | None]] = {}
    for row in found:
        key = replace(row, amounts=Amounts(), quantity=None)
        amounts, pieces = sums.get(key, (Amounts(), None if row.quantity is None else 0))
        sums[key] = (amounts + row.amounts, None if row.quantity is None else (pieces or 0) + row.quantity)
    return [replace(key, amounts=amounts, quantity=pieces) for key, (amounts, pieces) in sums.items()]


def _documents(seller_key: str, month: Month) -> Iterator[Row]:
    """Table 13: from which number to which, for each series. None was cancelled: what was taken back has a credit note."""
    papers = TaxPaper.objects.filter(seller_key=seller_key, issued_on__range=(month.first, month.last)).order_by()
    labels = dict(PaperSeries.Letter.choices)
    ends_of = papers.values_list("letter", "financial_year").annotate(Min("serial"), Max("serial"))
    for letter, year, first, last in ends_of.order_by("letter"):
        ends = papers.filter(letter=letter, financial_year=year, serial__in=(first, last)).order_by("serial")
        numbers = list(ends.values_list("number", flat=True))
        note = f"{labels[letter]}: {numbers[0]} to {numbers[-1]}, cancelled 0"
        yield Row(table="13", quantity=last - first + 1, note=note)


@cache
def _limits() -> tuple[tuple[date, int], ...]:
    found = json.loads(_FILE.read_text(encoding="utf-8"))["large_paper_rupees"]
    return tuple(sorted((date.fromisoformat(row["valid_from"]), row["above"] * 100) for row in found))


def large_paper_paise(day: date) -> int:
    """Above which total a paper to a person in another state is listed by itself."""
    return [paise for valid_from, paise in _limits() if valid_from <= day][-1]
