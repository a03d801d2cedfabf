"""Debit notes: the price of a part is due again that a lost dispute had taken, since the bank decided anew (CGST Act s. 34(3), rule 53).

Each brings a paper to what it should come to, so that writing one twice is writing it once.
"""

from collections.abc import Mapping

from django.db.models import F, Sum

from journal import audit
from money.paise import split
from payments import credit_notes
from payments.dispute_models import DISPUTE_LOST, DISPUTE_RETURNED
from payments.disputes import coming_back
from payments.models import Allocation, EarningChange, PaperState, Payment, TaxPaper, TaxPaperLine
from payments.paper_lines import PaperLine, taken_off
from payments.paper_writing import Row, write_note

Role, Kind = TaxPaper.Role, TaxPaper.Kind


def to_shopper(producer_order_number: str) -> TaxPaper | None:
    """On the shopper's paper, what came back of its part. ``None`` before there is a paper, and where nothing is due."""
    audit.require_transaction("A debit note")
    state = _valid(producer_order_number, Role.SALE)
    paid = Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
    part = paid.order_by("-id").first()
    if state is None or part is None:
        return None
    return _debit(state, part.kept_paise + coming_back.due_again_paise(producer_order_number) - state.left_paise)


def to_operator(change: EarningChange) -> TaxPaper | None:
    """On the group's bill to the operator, what the group has again. ``None`` where the group sells by itself."""
    audit.require_transaction("A debit note")
    state = _valid(change.earning.producer_order_number, Role.PURCHASE)
    return None if state is None else _debit(state, change.gross_paise + change.commission_paise)


def _valid(producer_order_number: str, role: str) -> PaperState | None:
    found = PaperState.objects.select_for_update(of=("self",))
    return found.filter(producer_order_number=producer_order_number, role=role, is_void=False).first()


def _debit(state: PaperState, paise: int) -> TaxPaper | None:
    if paise <= 0:
        return None
    PaperState.objects.filter(pk=state.pk).update(debited_paise=F("debited_paise") + paise)
    paper = TaxPaper.objects.select_related("group").get(pk=state.pk)
    left, lost = credit_notes.left_of(paper), _lost(paper)
    weights = lost if sum(lost.values()) >= paise else {line.key: line.total_paise for line in paper.lines.all()}
    on = dict(zip(weights, split(paise, list(weights.values())), strict=True))
    rows = []
    for line in paper.lines.all():
        if more := on.get(line.key, 0):
            again = PaperLine(line.key, line.hsn, line.description, None, "", line.goods_rate_bp, line.rate_bp, more)
            rows.append(Row(again, taken_off(left[line.key] + more, more, line.rate_bp, paper.place_of_supply)))
    return write_note(Kind.DEBIT, paper, rows, reason=DISPUTE_RETURNED, refund=None)


def _lost(paper: TaxPaper) -> Mapping[str, int]:
    """What lost disputes credited of each line and no debit note brought again."""
    noted = TaxPaperLine.objects.filter(paper__corrects=paper).order_by().values_list("key")
    by_dispute = noted.filter(paper__kind=Kind.CREDIT, paper__refund__reason=DISPUTE_LOST)
    credited = dict(by_dispute.annotate(paise=Sum("total_paise")))
    again = dict(noted.filter(paper__kind=Kind.DEBIT).annotate(paise=Sum("total_paise")))
    return {key: paise - again.get(key, 0) for key, paise in credited.items() if paise > again.get(key, 0)}
