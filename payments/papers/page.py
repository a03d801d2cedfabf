"""One tax paper as its page and its PDF show it: plain data, read from what was frozen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from payments.financial_year import FinancialYear
from payments.models import TaxPaper, TaxPaperLine
from payments.sellers import words

Kind = TaxPaper.Kind
Role = TaxPaper.Role


@dataclass(frozen=True)
class PaperRow:
    """A paper in a list: enough to name it and to open it."""

    number: str
    title: str
    issued_on: date
    total_paise: int
    is_credit: bool
    role: str
    producer_order_number: str


@dataclass(frozen=True)
class LineCells:
    """A line of the table. ``rate`` is in percent."""

    position: int
    hsn: str
    description: str
    quantity: int | None
    unit: str
    taxable_paise: int
    rate: str
    cgst_paise: int
    utgst_paise: int
    igst_paise: int
    total_paise: int


@dataclass(frozen=True)
class PaperPage:
    """Everything that is printed. ``corrects`` is number and day of the paper that a credit note speaks of."""

    title: str
    number: str
    issued_on: date
    year: str
    order_number: str
    producer_order_number: str
    seller: dict[str, Any]
    buyer: dict[str, Any]
    buyer_gstin: str
    place_of_supply: str
    lines: list[LineCells]
    has_igst: bool
    has_home_tax: bool
    taxable_paise: int
    cgst_paise: int
    utgst_paise: int
    igst_paise: int
    total_paise: int
    statements: list[str]
    demo_words: str
    is_credit: bool
    reason: str
    corrects: tuple[str, date] | None

    @property
    def file_name(self) -> str:
        """A name for the file that any system takes: letters, digits and hyphens."""
        return f"{self.number}.pdf"


def page_of(paper: TaxPaper) -> PaperPage:
    """A paper with its lines. Two queries beyond the paper's own. A tax paper speaks English, in whatever language the shop is read."""
    with translation.override("en"):
        title = str(Kind(paper.kind).label)
    lines = [_cells(line) for line in paper.lines.all()]
    held, demo = paper.corrects, words("demo")
    return PaperPage(
        title=title,
        number=paper.number,
        issued_on=paper.issued_on,
        year=FinancialYear(paper.financial_year).words,
        order_number=paper.order_number,
        producer_order_number=paper.producer_order_number,
        seller=paper.seller,
        buyer=paper.buyer,
        buyer_gstin=paper.buyer_gstin,
        place_of_supply=f"{paper.place_of_supply_name} ({paper.place_of_supply})",
        lines=lines,
        has_igst=bool(paper.igst_paise),
        has_home_tax=bool(paper.cgst_paise or paper.utgst_paise),
        taxable_paise=paper.taxable_paise,
        cgst_paise=paper.cgst_paise,
        utgst_paise=paper.utgst_paise,
        igst_paise=paper.igst_paise,
        total_paise=paper.total_paise,
        statements=[said for said in paper.statements if said != demo],
        demo_words=demo if paper.is_demo else "",
        is_credit=paper.kind == Kind.CREDIT,
        reason=paper.reason,
        corrects=(held.number, held.issued_on) if held else None,
    )


def _cells(line: TaxPaperLine) -> LineCells:
    return LineCells(
        position=line.position,
        hsn=line.hsn,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        taxable_paise=line.taxable_paise,
        rate=percent(line.rate_bp),
        cgst_paise=line.cgst_paise,
        utgst_paise=line.utgst_paise,
        igst_paise=line.igst_paise,
        total_paise=line.total_paise,
    )


def percent(rate_bp: int) -> str:
    """``5`` for 500 basis points, ``2.5`` for 250."""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def row_of(paper: TaxPaper) -> PaperRow:
    """A paper in a list."""
    title = str(Kind(paper.kind).label)
    is_credit = paper.kind == Kind.CREDIT
    return PaperRow(paper.number, title, paper.issued_on, paper.total_paise, is_credit, paper.role, paper.producer_order_number)


def of_order(order_number: str) -> list[PaperRow]:
    """What the shopper of an order has been given, the oldest first. One query."""
    named = ("number", "kind", "issued_on", "total_paise", "role", "producer_order_number")
    return [row_of(paper) for paper in shopper_papers(order_number).only(*named)]


def shopper_papers(order_number: str) -> QuerySet[TaxPaper]:
    """The papers that a shopper may read: to the shopper, of this order."""
    return TaxPaper.objects.filter(order_number=order_number, role=Role.SALE).order_by("pk")


def group_papers(producer_order_number: str) -> QuerySet[TaxPaper]:
    """The papers of one part of an order, whoever gave them."""
    return TaxPaper.objects.filter(producer_order_number=producer_order_number).order_by("pk")
