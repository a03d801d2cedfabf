"""Credit notes: with each refund after a paper was issued, and in full when a hand-over is taken back (CGST Act s. 34, rule 53)."""

from collections.abc import Mapping

from django.db.models import F, Sum

from journal import audit
from money.paise import split
from payments.earnings import in_proportion
from payments.models import Earning, PaperState, Refund, TaxPaper, TaxPaperLine
from payments.paper_lines import PaperLine, taken_off
from payments.paper_writing import Row, write_credit

Role = TaxPaper.Role


class NotCreditable(Exception):
    """More would be credited than is left of the paper."""


def for_refund(refund: Refund) -> TaxPaper | None:
    """Credit what is refunded on the paper of its part; the group's bill to the operator in proportion. ``None`` before the hand-over.

    Runs in the transaction that owes the refund, which knows it once. Money that was received beyond the paper's total (there is no
    supply for it) needs no credit note.
    """
    audit.require_transaction("A credit note")
    number = refund.allocation.producer_order_number
    states = PaperState.objects.select_for_update(of=("self",)).filter(producer_order_number=number, is_void=False)
    valid = {state.role: state for state in states.order_by("paper_id")}
    sale = valid.get(Role.SALE)
    if sale is None:
        return None
    off = min(refund.amount_paise, sale.total_paise - sale.credited_paise)
    note = _credit(sale, off, refund.reason, refund)
    purchase = valid.get(Role.PURCHASE)
    if purchase is not None:
        left = _receives(purchase, sale.total_paise - sale.credited_paise - off)
        _credit(purchase, purchase.total_paise - purchase.credited_paise - left, refund.reason, refund)
    return note


def _receives(purchase: PaperState, sold_for_paise: int) -> int:
    """What the group still receives when its goods are sold for less, to the paisa as the ledger has it.

    Once the part is delivered the earning and its changes say so; a refund that the group does not bear changes nothing there.
    """
    earning = Earning.objects.filter(producer_order_number=purchase.producer_order_number).first()
    if earning is None:
        return sold_for_paise - in_proportion(purchase.fee_paise, sold_for_paise, purchase.sold_paise)
    gone: int = earning.changes.aggregate(total=Sum("net_paise"))["total"] or 0
    return earning.gross_paise - earning.commission_paise + gone


def void(paper: TaxPaper, *, reason: str) -> TaxPaper | None:
    """Credit all that is left of a paper and make room for a new one; ``None`` where nothing was left."""
    state = PaperState.objects.select_for_update(of=("self",)).get(paper=paper)
    note = _credit(state, state.total_paise - state.credited_paise, reason, None)
    PaperState.objects.filter(paper=paper).update(is_void=True)
    return note


def left_of(paper: TaxPaper) -> dict[str, int]:
    """What is not credited yet of each line of a paper, by the line's key. Two queries."""
    credited = TaxPaperLine.objects.filter(paper__corrects=paper).values_list("key").annotate(off=Sum("total_paise"))
    off: Mapping[str, int] = dict(credited.order_by())
    return {line.key: line.total_paise - off.get(line.key, 0) for line in paper.lines.all()}


def _credit(state: PaperState, off_paise: int, reason: str, refund: Refund | None) -> TaxPaper | None:
    """One credit note. The bound is in the UPDATE itself, which also makes two who credit one paper take turns."""
    if off_paise <= 0:
        return None
    bounded = PaperState.objects.filter(pk=state.pk, is_void=False, credited_paise__lte=F("total_paise") - off_paise)
    if not bounded.update(credited_paise=F("credited_paise") + off_paise):
        raise NotCreditable(f"{off_paise} paise are more than is left of paper {state.pk}.")
    paper = TaxPaper.objects.select_related("group").get(pk=state.pk)
    left = left_of(paper)
    offs = dict(zip(left, split(off_paise, list(left.values())), strict=True))
    rows = [_row(paper, line, left[line.key], offs[line.key]) for line in paper.lines.all() if offs[line.key]]
    return write_credit(paper, rows, reason=reason, refund=refund)


def _row(paper: TaxPaper, line: TaxPaperLine, left_paise: int, off_paise: int) -> Row:
    """A line of the credit note. Its pieces are named only where the whole line is credited at once."""
    is_whole = off_paise == line.total_paise
    credited = PaperLine(
        key=line.key,
        hsn=line.hsn,
        description=line.description,
        quantity=line.quantity if is_whole else None,
        unit=line.unit if is_whole else "",
        goods_rate_bp=line.goods_rate_bp,
        rate_bp=line.rate_bp,
        amount_paise=off_paise,
    )
    return Row(credited, taken_off(left_paise, off_paise, line.rate_bp, paper.place_of_supply))
