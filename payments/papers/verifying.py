"""Proof of the tax papers: series without a gap, lines that sum, credit within bounds, papers that foot to what was received and earned."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum

from payments.disputes import coming_back
from payments.fee_papers import verifying as fee_verifying
from payments.models import Allocation, Earning, PaperSeries, PaperState, Payment, TaxPaper

Role = TaxPaper.Role
_AMOUNTS = ("taxable_paise", "cgst_paise", "utgst_paise", "igst_paise", "total_paise")


def faults() -> Iterator[str]:
    """What is wrong, in words for an auditor, one fault after the other; nothing where all is well."""
    yield from _gaps()
    yield from _sums()
    yield from _credits()
    yield from _received()
    yield from _earned()
    yield from fee_verifying.faults()


def _gaps() -> Iterator[str]:
    """Each series holds every number from 1 to its counter once. The database lets no number be there twice."""
    counted = TaxPaper.objects.order_by().values_list("seller_key", "financial_year", "letter").annotate(Count("pk"), Max("serial"))
    held = {(key, year, letter): (count, last) for key, year, letter, count, last in counted}
    for series in PaperSeries.objects.exclude(letter__in=fee_verifying.LETTERS).order_by("pk"):
        count, last = held.pop((series.seller_key, series.financial_year, series.letter), (0, 0))
        if not series.last == count == last:
            yield f"Series {series}: the counter says {series.last}, {count} papers are there, the last is {last}."
    for series_name in held:
        yield f"Series {' '.join(str(part) for part in series_name)}: papers without a counter."


def _sums() -> Iterator[str]:
    """The lines of a paper sum to it in every column."""
    summed = TaxPaper.objects.order_by("pk").annotate(**{f"lines_{name}": Sum(f"lines__{name}") for name in _AMOUNTS})
    wrong = Q(lines_total_paise__isnull=True)
    for name in _AMOUNTS:
        wrong |= ~Q(**{f"lines_{name}": F(name)})
    for paper in summed.filter(wrong).only("number").iterator():
        yield f"Paper {paper.number}: its lines do not sum to it."


def _credits() -> Iterator[str]:
    """What is credited of a paper, and debited beside it, is what its notes say."""
    for kind, held, words in ((TaxPaper.Kind.CREDIT, "credited_paise", "credit"), (TaxPaper.Kind.DEBIT, "debited_paise", "debit")):
        of_kind = Q(paper__notes__kind=kind)
        states = PaperState.objects.order_by("pk").annotate(noted=Sum("paper__notes__total_paise", filter=of_kind, default=0))
        for state in states.exclude(noted=F(held)).select_related("paper").iterator():
            yield f"Paper {state.paper.number}: {getattr(state, held)} paise are {words}ed, its {words} notes say {state.noted}."


def _received() -> Iterator[str]:
    """What is left of the shopper's paper is what was received for the part and is not owed back, and what came back of lost disputes."""
    for state in _valid(Role.SALE):
        paid = Allocation.objects.filter(producer_order_number=state.producer_order_number, payment__status=Payment.Status.PAID)
        part = paid.order_by("-id").first()
        kept = (part.kept_paise if part else 0) + coming_back.due_again_paise(state.producer_order_number)
        if kept != state.left_paise:
            yield f"Paper {state.paper.number}: {state.left_paise} paise are left of it, {kept} were received and kept."


def _earned() -> Iterator[str]:
    """What is left of a group's bill to the operator is what the group has earned with the part."""
    for state in _valid(Role.PURCHASE):
        earning = Earning.objects.filter(producer_order_number=state.producer_order_number).first()
        if earning is None:
            continue
        gone = earning.changes.aggregate(total=Sum("net_paise"))["total"] or 0
        due = earning.gross_paise - earning.commission_paise + gone
        if due != state.left_paise:
            yield f"Paper {state.paper.number}: {state.left_paise} paise are left of it, the group has earned {due}."


def _valid(role: str) -> Iterator[PaperState]:
    return PaperState.objects.filter(role=role, is_void=False).select_related("paper").order_by("pk").iterator()
