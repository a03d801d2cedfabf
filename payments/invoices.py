"""Issuing tax papers when a group's part leaves: to the shopper, and from the group to the operator where that one is the seller.

Everything runs in the caller's transaction: number, paper and the hand-over are there together or not at all. What is printed is frozen
here; nothing on a paper is ever read from today's prices, rates, names or addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from journal import audit
from money.paise import split
from money.words import rupees
from payments import credit_notes, debit_notes, refund_lines, tax
from payments.errors import NoTaxRate
from payments.models import Allocation, Payment, TaxPaper
from payments.paper_lines import PIECES, PaperLine, reduced, with_delivery
from payments.paper_writing import DESCRIPTION_LENGTH, Frame, write
from payments.sellers import Seller, of_group, operator, seller_in, state_name
from producers.models import ProducerGroup

Role = TaxPaper.Role


class NotPaid(Exception):
    """Nothing was received for this part: there is nothing to give a paper for."""


@dataclass(frozen=True)
class BuyerFacts:
    """Who buys, and where the goods go: the state of the delivery address is the place of supply. ``gstin`` where there is one."""

    name: str
    address: str
    state_code: str
    gstin: str = ""


@dataclass(frozen=True)
class SoldLine:
    """A line as it was sold and is sent. ``amount_paise`` is for these pieces, tax inside, after discounts.

    A discount that was given before the supply and is on the invoice lowers its value (CGST Act s. 15(3)(a)): ``discount_paise`` is what
    was taken off, ``subsidy_paise`` what of it the shop bears: the group's own price to the operator is not lowered by that.
    ``commission_paise`` is the shop's part of it; ``handmade`` decides the rate of the group's own bill, ``None`` where it matters not.
    """

    key: str
    title: str
    hsn: str
    quantity: int
    amount_paise: int
    rate_bp: int
    commission_paise: int = 0
    handmade: bool | None = None
    discount_paise: int = 0
    subsidy_paise: int = 0


@dataclass(frozen=True)
class Part:
    """One producer order as a tax paper sees it. ``sold_on`` is the day of the order. The settlement mode of its payment says who sells.

    ``lines`` are what is sent now; ``sold_paise`` and ``commission_paise`` are the whole part as it was sold, delivery included.
    """

    producer_order_number: str
    order_number: str
    group: ProducerGroup
    buyer: BuyerFacts
    lines: Sequence[SoldLine]
    delivery_paise: int
    sold_paise: int
    commission_paise: int
    sold_on: date


def issue(part: Part) -> TaxPaper | None:
    """The paper for a part that leaves now; the one it has already, if it has one. ``None`` where nothing is left to be paid.

    The lines sum to what was received for the part and is not owed back: a refund before the hand-over makes the lines smaller.
    Raises ``NotPaid``.
    """
    audit.require_transaction("A tax paper")
    held = valid_paper(part.producer_order_number)
    if held is not None:
        return held
    paid = _paid(part.producer_order_number)
    mode = paid.payment.mode
    seller = seller_in(part.group, mode)
    lines = reduced(_sale_lines(part, seller), paid.kept_paise)
    if not any(line.amount_paise for line in lines):
        return None
    paper = write(_frame(part, Role.SALE, seller, part.buyer, mode), lines)
    if seller.key != of_group(part.group).key:
        _issue_purchase(part, lines, mode)
    debit_notes.to_shopper(part.producer_order_number)
    return paper


def withdraw(producer_order_number: str, *, reason: str) -> list[TaxPaper]:
    """The hand-over was taken back: credit in full what was issued for it. The numbers stay used; the part may get new papers."""
    audit.require_transaction("A tax paper")
    valid = TaxPaper.objects.filter(state__producer_order_number=producer_order_number, state__is_void=False).order_by("pk")
    return [note for paper in valid if (note := credit_notes.void(paper, reason=reason)) is not None]


def valid_paper(producer_order_number: str, role: str = Role.SALE) -> TaxPaper | None:
    """The invoice or bill of a part that was not withdrawn."""
    return TaxPaper.objects.filter(state__producer_order_number=producer_order_number, state__role=role, state__is_void=False).first()


def _paid(producer_order_number: str) -> Allocation:
    """The part of a payment that was received for a producer order.

    The row is locked: a refund comes before this paper and makes it smaller, or after it and brings a credit note. Raises ``NotPaid``.
    """
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    part = paid.select_related("payment").select_for_update(of=("self",)).order_by("-id").first()
    if part is None:
        raise NotPaid(producer_order_number)
    return part


def _sale_lines(part: Part, seller: Seller) -> list[PaperLine]:
    goods = [
        PaperLine(
            key=line.key,
            hsn=line.hsn,
            description=_described(line),
            quantity=line.quantity,
            unit=PIECES,
            goods_rate_bp=line.rate_bp,
            rate_bp=line.rate_bp if seller.charges_tax else 0,
            amount_paise=line.amount_paise,
        )
        for line in part.lines
    ]
    return with_delivery(goods, part.delivery_paise, seller.charges_tax)


def _described(line: SoldLine) -> str:
    """The title, and what was taken off its price. English, as the rest of the paper."""
    if not line.discount_paise:
        return line.title
    ending = f" ({rupees(line.amount_paise + line.discount_paise)} less a discount of {rupees(line.discount_paise)})"
    return line.title[: DESCRIPTION_LENGTH - len(ending)] + ending


def _issue_purchase(part: Part, sale_lines: Sequence[PaperLine], mode: str) -> None:
    """The group's own bill to the operator: the same goods at what the group receives for them.

    Sent to a third person on the buyer's order, goods are supplied at the buyer's principal place (IGST Act s. 10(1)(b)).
    """
    sold_for = sum(line.amount_paise for line in sale_lines)
    fee = refund_lines.fee_left(part.producer_order_number, fee_paise=part.commission_paise, sold_paise=part.sold_paise)
    by_shop = refund_lines.borne_by_shop(part.producer_order_number) + refund_lines.subsidy_left(part.producer_order_number)
    receives = sold_for + by_shop - fee
    if not receives:
        return
    less = {line.key: line.commission_paise - line.subsidy_paise for line in part.lines}
    amounts = split(receives, [max(0, line.amount_paise - less.get(line.key, 0)) for line in sale_lines])
    seller, buyer, sold = of_group(part.group), operator(), {line.key: line for line in part.lines}
    bought = [_bought(line, amount, sold.get(line.key), seller, part.sold_on) for line, amount in zip(sale_lines, amounts, strict=True)]
    facts = BuyerFacts(buyer.legal_name, buyer.address, buyer.state_code, buyer.gstin)
    write(_frame(part, Role.PURCHASE, seller, facts, mode), bought)


def _frame(part: Part, role: str, seller: Seller, buyer: BuyerFacts, mode: str) -> Frame:
    return Frame(
        role=role,
        seller=seller,
        group=part.group,
        order_number=part.order_number,
        producer_order_number=part.producer_order_number,
        settlement_mode=mode,
        buyer={
            "name": buyer.name,
            "address": buyer.address,
            "state": state_name(buyer.state_code),
            "state_code": buyer.state_code,
        },
        buyer_gstin=buyer.gstin,
        place_of_supply=buyer.state_code,
        sold_paise=part.sold_paise,
        fee_paise=part.commission_paise,
    )


def _bought(line: PaperLine, amount: int, sold: SoldLine | None, seller: Seller, on: date) -> PaperLine:
    """A line at the group's price and at the rate that holds there. Delivery keeps the rate of the sale."""
    rate = _rate_at(sold, amount, on) if sold else line.goods_rate_bp
    title = sold.title if sold else line.description
    return replace(line, description=title, goods_rate_bp=rate, rate_bp=rate if seller.charges_tax else 0, amount_paise=amount)


def _rate_at(sold: SoldLine, amount_paise: int, on: date) -> int:
    """The rate at the group's own price a piece: some rates hold up to a price only. The rate of the sale where none is known."""
    try:
        return tax.rate_for(sold.hsn, bool(sold.handmade), amount_paise // max(1, sold.quantity), on).rate_bp
    except NoTaxRate:
        return sold.rate_bp
