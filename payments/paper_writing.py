"""Writing one tax paper with its lines and its number, once and for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from journal import audit, faults
from payments.models import PaperSeries, PaperState, Refund, TaxPaper, TaxPaperLine
from payments.paper_lines import Amounts, PaperLine, apart
from payments.paper_series import next_place
from payments.sellers import Seller, state_name, words
from producers.models import ProducerGroup

Kind = TaxPaper.Kind
DESCRIPTION_LENGTH = 280
_LETTERS: Mapping[str, str] = {
    Kind.INVOICE: PaperSeries.Letter.INVOICE,
    Kind.INVOICE_AND_BILL: PaperSeries.Letter.INVOICE,
    Kind.BILL: PaperSeries.Letter.BILL,
    Kind.CREDIT: PaperSeries.Letter.CREDIT,
    Kind.DEBIT: PaperSeries.Letter.DEBIT,
}


@dataclass(frozen=True)
class Frame:
    """Everything on a paper but its lines and its number, and the part as it was sold with the shop's fee for it."""

    role: str
    seller: Seller
    group: ProducerGroup
    order_number: str
    producer_order_number: str
    settlement_mode: str
    buyer: Mapping[str, Any]
    buyer_gstin: str
    place_of_supply: str
    sold_paise: int
    fee_paise: int


@dataclass(frozen=True)
class Row:
    """A line with its amounts, ready to be written."""

    line: PaperLine
    amounts: Amounts


def write(frame: Frame, lines: Sequence[PaperLine]) -> TaxPaper:
    """Issue an invoice or a bill of supply, in the caller's transaction."""
    rows = [Row(line, apart(line.amount_paise, line.rate_bp, frame.place_of_supply)) for line in lines]
    kind = kind_of(frame.seller, [line.rate_bp for line in lines if line.amount_paise], is_registered=bool(frame.buyer_gstin))
    place = next_place(seller_key=frame.seller.key, letter=_LETTERS[kind])
    faults.point("payments.paper.after_number")
    paper = TaxPaper(
        number=place.number,
        seller_key=frame.seller.key,
        financial_year=place.year.first,
        letter=_LETTERS[kind],
        serial=place.serial,
        kind=kind,
        role=frame.role,
        issued_on=place.on,
        group=frame.group,
        order_number=frame.order_number,
        producer_order_number=frame.producer_order_number,
        settlement_mode=frame.settlement_mode,
        seller=frame.seller.as_json(),
        seller_gstin=frame.seller.gstin,
        buyer=dict(frame.buyer),
        buyer_gstin=frame.buyer_gstin,
        place_of_supply=frame.place_of_supply,
        place_of_supply_name=state_name(frame.place_of_supply),
        statements=_statements(frame.seller, kind),
        is_demo=frame.seller.is_demo,
        **vars(_sum(rows)),
        total_paise=_sum(rows).total_paise,
    )
    save(paper, rows)
    PaperState.objects.create(
        paper=paper,
        producer_order_number=frame.producer_order_number,
        role=frame.role,
        total_paise=paper.total_paise,
        sold_paise=frame.sold_paise,
        fee_paise=frame.fee_paise,
    )
    return paper


def write_note(kind: str, paper: TaxPaper, rows: Sequence[Row], *, reason: str, refund: Refund | None) -> TaxPaper:
    """Issue a credit or debit note for a paper, with the same seller, buyer and place of supply, in the caller's transaction."""
    place = next_place(seller_key=paper.seller_key, letter=_LETTERS[kind])
    copied: tuple[str, ...] = (
        "seller_key",
        "role",
        "group",
        "order_number",
        "producer_order_number",
        "settlement_mode",
        "seller",
        "seller_gstin",
    )
    copied += ("buyer", "buyer_gstin", "place_of_supply", "place_of_supply_name", "is_demo")
    note = TaxPaper(
        number=place.number,
        financial_year=place.year.first,
        letter=_LETTERS[kind],
        serial=place.serial,
        kind=kind,
        issued_on=place.on,
        statements=[words("electronic"), *([words("demo")] if paper.is_demo else [])],
        corrects=paper,
        refund=refund,
        reason=reason,
        **{name: getattr(paper, name) for name in copied},
        **vars(_sum(rows)),
        total_paise=_sum(rows).total_paise,
    )
    save(note, rows)
    return note


def kind_of(seller: Seller, rates: Sequence[int], *, is_registered: bool) -> str:
    """What the paper is: who may not charge tax, and whoever sells exempt goods only, gives a bill of supply (CGST rules 46A, 49)."""
    if not seller.charges_tax or not any(rates):
        return Kind.BILL
    return Kind.INVOICE if all(rates) or is_registered else Kind.INVOICE_AND_BILL


def save(paper: TaxPaper, rows: Sequence[Row]) -> None:
    """Write a paper and its lines, and tell the journal. Personal data is on the paper only: the journal could never forget it."""
    paper.save(force_insert=True)
    TaxPaperLine.objects.bulk_create(
        TaxPaperLine(
            paper=paper,
            position=position,
            key=row.line.key,
            hsn=row.line.hsn,
            description=row.line.description[:DESCRIPTION_LENGTH],
            quantity=row.line.quantity,
            unit=row.line.unit,
            goods_rate_bp=row.line.goods_rate_bp,
            rate_bp=row.line.rate_bp,
            **vars(row.amounts),
            total_paise=row.amounts.total_paise,
        )
        for position, row in enumerate(rows, 1)
    )
    after = {"number": paper.number, "kind": paper.kind, "producer_order": paper.producer_order_number, "total_paise": paper.total_paise}
    audit.record(action="payments.paper_issued", subject=paper, after=after, reason=paper.reason)
    faults.point("payments.paper.after_lines")


def _sum(rows: Sequence[Row]) -> Amounts:
    return reduce(add, (row.amounts for row in rows), Amounts())


def _statements(seller: Seller, kind: str) -> list[str]:
    names = []
    if not seller.charges_tax:
        names.append(seller.tax_status)
    elif kind == Kind.BILL:
        names.append("exempt")
    elif kind == Kind.INVOICE_AND_BILL:
        names.append("both")
    names.append("electronic")
    if seller.is_demo:
        names.append("demo")
    return [words(name) for name in names]
