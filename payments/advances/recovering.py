"""What a payout gives back of its group's advances: the oldest first, never more than the ceiling of the day.

The group's row is locked by who calls (``payouts.due``): two payouts never take the same rupee of an advance.
"""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from payments.advance_models import Advance
from payments.cash_models import CashHandIn
from payments.payout_models import Payout, PayoutLine
from payments.recovery import at_most


def wanted(group_id: int, gross_paise: int, payout: Payout | None, day: date) -> dict[int, int]:
    """How much a payout of this gross amount takes of which advance, by its key. One query."""
    left, taken = at_most(gross_paise, day), {}
    for advance, still_open in open_advances(group_id, payout):
        if (part := min(still_open, left)) > 0:
            taken[advance.pk] = part
            left -= part
    return taken


def open_advances(group_id: int, besides: Payout | None = None) -> list[tuple[Advance, int]]:
    """Advances that the group has had, with what no living payout (``besides`` one) has taken of each, the oldest first. One query."""
    alive = Q(payout_lines__released_at__isnull=True)
    if besides is not None:
        alive &= ~Q(payout_lines__payout=besides)
    paid = Advance.objects.filter(group_id=group_id, status=Advance.Status.PAID).annotate(brought=_brought())
    found = paid.annotate(taken=Sum("payout_lines__amount_paise", filter=alive, default=0))
    rows = [(advance, advance.amount_paise - advance.brought + advance.taken) for advance in found.order_by("pk")]
    return [(advance, left) for advance, left in rows if left]


def brought() -> QuerySet[CashHandIn]:
    """Cash that groups had kept and brought after all: their advances are less by it. From the first count on it is nobody else's."""
    return CashHandIn.objects.filter(write_off__advance__isnull=False).exclude(status=CashHandIn.Status.DROPPED)


def _brought() -> Coalesce:
    """The same of each advance, in paise."""
    rows = brought().filter(write_off__advance=OuterRef("pk")).order_by().values("write_off__advance")
    return Coalesce(Subquery(rows.annotate(paise=Sum("amount_paise")).values("paise")), 0)


def outstanding(group_id: int) -> int:
    """What the group still has of its advances, payouts that are underway taken off. One query."""
    return sum(still_open for _advance, still_open in open_advances(group_id))


def write(payout: Payout, taken: Mapping[int, int]) -> None:
    """The lines of a due payout that take advances off follow its amount as its other lines do."""
    PayoutLine.objects.filter(payout=payout, advance__isnull=False).exclude(advance__in=taken).delete()
    for advance, paise in taken.items():
        PayoutLine.objects.update_or_create(payout=payout, advance_id=advance, defaults={"amount_paise": -paise})


def too_much() -> list[str]:
    """Advances of which living payouts took more than there was."""
    alive = Q(payout_lines__released_at__isnull=True)
    found = Advance.objects.annotate(brought=_brought(), taken=Sum("payout_lines__amount_paise", filter=alive, default=0))
    wrong = found.filter(Q(taken__lt=F("brought") - F("amount_paise")) | (~Q(status=Advance.Status.PAID) & ~Q(taken=0)))
    return [f"Advance {advance.number} is {advance.status}; {-advance.taken} paise of it were taken off payouts." for advance in wrong]
