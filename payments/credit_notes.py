"""Credit notes: with each refund after a paper was issued, and in full when a hand-over is taken back (CGST Act s. 34, rule 53)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, Sum

from journal import audit
from money.paise import split
from payments import refund_lines
from payments.disputes import coming_back
from payments.models import Earning, PaperState, Refund, TaxPaper, TaxPaperLine
from payments.paper_lines import PaperLine, taken_off
from payments.paper_writing import Row, write_note

Role = TaxPaper.Role


class NotCreditable(Exception):
    """More would be credited than is left of the paper."""


@dataclass(frozen=True)
class Off:
    """What is credited of one line, for so many pieces of it."""

    paise: int
    pieces: int = 0


def for_refund(refund: Refund) -> TaxPaper | None:
    """Credit what is refunded on the paper of its part, line by line; on the group's bill to the operator what the group bears of it.

    ``None`` before the hand-over. Runs in the transaction that owes the refund, which knows it once. Money that was received beyond the
    paper's total (there is no supply for it) needs no credit note.
    """
    audit.require_transaction("A credit note")
    number = refund.allocation.producer_order_number
    states = PaperState.objects.select_for_update(of=("self",)).filter(producer_order_number=number, is_void=False)
    valid = {state.role: state for state in states.order_by("paper_id")}
    sale = valid.get(Role.SALE)
    if sale is None:
        return None
    off = min(refund.amount_paise, sale.left_paise)
    lines = list(refund.lines.all())
    note = _credit(sale, off, refund.reason, refund, {line.key: Off(line.amount_paise, line.pieces) for line in lines})
    purchase = valid.get(Role.PURCHASE)
    if purchase is not None and refund.bearer == Refund.Bearer.GROUP:
        left = _receives(purchase, sale.left_paise - coming_back.due_again_paise(number) - off)
        borne = {line.key: Off(line.amount_paise + line.subsidy_paise - line.commission_paise, line.pieces) for line in lines}
        _credit(purchase, purchase.left_paise - left, refund.reason, refund, borne)
    return note


def _receives(purchase: PaperState, sold_for_paise: int) -> int:
    """What the group still receives when its goods are sold for less, to the paisa as the ledger has it.

    Once the part is delivered the earning and its changes say so; a refund that the group does not bear changes nothing there.
    """
    number = purchase.producer_order_number
    earning = Earning.objects.filter(producer_order_number=number).first()
    if earning is None:
        fee = refund_lines.fee_left(number, fee_paise=purchase.fee_paise, sold_paise=purchase.sold_paise)
        return sold_for_paise + refund_lines.borne_by_shop(number) + refund_lines.subsidy_left(number) - fee
    gone: int = earning.changes.aggregate(total=Sum("net_paise"))["total"] or 0
    return earning.gross_paise - earning.commission_paise + gone


def void(paper: TaxPaper, *, reason: str) -> TaxPaper | None:
    """Credit all that is left of a paper and make room for a new one; ``None`` where nothing was left."""
    state = PaperState.objects.select_for_update(of=("self",)).get(paper=paper)
    note = _credit(state, state.left_paise, reason, None, {})
    PaperState.objects.filter(paper=paper).update(is_void=True)
    return note


def left_of(paper: TaxPaper) -> dict[str, int]:
    """What each line of a paper comes to with its notes, by the line's key. Two queries."""
    is_debit = Q(paper__kind=TaxPaper.Kind.DEBIT)
    sums = TaxPaperLine.objects.filter(paper__corrects=paper).order_by().values_list("key")
    noted = sums.annotate(off=Sum("total_paise", filter=~is_debit, default=0), on=Sum("total_paise", filter=is_debit, default=0))
    off = {key: credited - debited for key, credited, debited in noted}
    return {line.key: line.total_paise - off.get(line.key, 0) for line in paper.lines.all()}


def _credit(state: PaperState, off_paise: int, reason: str, refund: Refund | None, named: Mapping[str, Off]) -> TaxPaper | None:
    """One credit note. The bound is in the UPDATE itself, which also makes two who credit one paper take turns."""
    if off_paise <= 0:
        return None
    bounded = PaperState.objects.filter(pk=state.pk, is_void=False, credited_paise__lte=F("total_paise") + F("debited_paise") - off_paise)
    if not bounded.update(credited_paise=F("credited_paise") + off_paise):
        raise NotCreditable(f"{off_paise} paise are more than is left of paper {state.pk}.")
    paper = TaxPaper.objects.select_related("group").get(pk=state.pk)
    left = left_of(paper)
    offs = _offs(off_paise, left, named)
    rows = [_row(paper, line, left[line.key], offs[line.key]) for line in paper.lines.all() if offs[line.key].paise]
    return write_note(TaxPaper.Kind.CREDIT, paper, rows, reason=reason, refund=refund)


def _offs(off_paise: int, left: Mapping[str, int], named: Mapping[str, Off]) -> dict[str, Off]:
    """What is credited of each line: as it is named; in proportion where nothing is, or where the paper has other lines."""
    fits = all(off.paise <= left.get(key, 0) for key, off in named.items())
    if fits and sum(off.paise for off in named.values()) == off_paise:
        return {key: named.get(key, Off(0)) for key in left}
    return {key: Off(paise) for key, paise in zip(left, split(off_paise, list(left.values())), strict=True)}


def _row(paper: TaxPaper, line: TaxPaperLine, left_paise: int, off: Off) -> Row:
    """A line of the credit note. Its pieces are named where pieces are given back, and where the whole line is credited at once."""
    quantity = line.quantity if off.paise == line.total_paise else off.pieces or None
    credited = PaperLine(
        key=line.key,
        hsn=line.hsn,
        description=line.description,
        quantity=quantity,
        unit=line.unit if quantity else "",
        goods_rate_bp=line.goods_rate_bp,
        rate_bp=line.rate_bp,
        amount_paise=off.paise,
    )
    return Row(credited, taken_off(left_paise, off.paise, line.rate_bp, paper.place_of_supply))
