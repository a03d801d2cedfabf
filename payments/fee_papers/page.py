"""A paper about the fee as its page and its PDF show it."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from payments.fee_paper_models import FeePaper, FeePaperLine
from payments.fee_papers.issuing import sac_on
from payments.financial_year import FinancialYear
from payments.sellers import state_name, words


@dataclass(frozen=True)
class FeePage:
    """``lines`` are (what it is for, fee without tax, tax)."""

    paper: FeePaper
    title: str
    year: str
    service: str
    place: str
    lines: list[tuple[str, int, int]]
    corrects: list[tuple[str, date]]
    demo_words: str


def page_of(paper: FeePaper) -> FeePage:
    """Two queries. It speaks English, as every tax paper."""
    with translation.override("en"):
        title = str(FeePaper.Kind(paper.kind).label)
    found = paper.lines.select_related("earning", "change__earning", "change__refund")
    return FeePage(
        paper=paper,
        title=title,
        year=FinancialYear(paper.financial_year).words,
        service=sac_on(paper.month).words,
        place=f"{state_name(paper.place_of_supply)} ({paper.place_of_supply})",
        lines=[(_source(line), line.taxable_paise, line.tax_paise) for line in found],
        corrects=[(number, date.fromisoformat(day)) for number, day in paper.corrects],
        demo_words=words("demo") if paper.is_demo else "",
    )


def _source(line: FeePaperLine) -> str:
    if line.change is not None:
        return f"{line.change.earning.producer_order_number}, refund {line.change.refund.number}"
    return line.earning.producer_order_number if line.earning else ""
