"""Tax deducted at source, a list a month: of each group that sells by itself through the shop, the gross amount and what was deducted.

Income tax on e-commerce (``payments/data/tds.json``). A sale counts in the month of its delivery, a refund after it in its own month. Foots
to the ledger: the sum of all months is what stands in ``tds.payable``.
"""

from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from payments.models import Allocation, Earning, EarningChange, Payment
from payments.papers.gstr1 import rupees
from payments.papers.months import Month
from payments.withholding import pan_of
from producers.models import ProducerGroup

HEADINGS = ("group", "legal_name", "pan", "gross", "taken_back", "deducted", "given_back", "net_deducted")


@dataclass(frozen=True)
class Row:
    """One group's month."""

    group: str
    legal_name: str
    pan: str
    gross_paise: int
    taken_back_paise: int
    deducted_paise: int
    given_back_paise: int

    @property
    def tds_paise(self) -> int:
        return self.deducted_paise - self.given_back_paise

    def cells(self) -> list[str]:
        """As written to the file."""
        amounts = (self.gross_paise, self.taken_back_paise, self.deducted_paise, self.given_back_paise, self.tds_paise)
        return [self.group, self.legal_name, self.pan, *(rupees(amount) for amount in amounts)]


def rows(month: Month) -> list[Row]:
    """The list of a month, by group: also groups of which nothing was deducted, below the threshold. Three queries."""
    days = (month.first, month.last)
    marked = Allocation.objects.filter(payment__withholds_tds=True, payment__status=Payment.Status.PAID).values("producer_order_number")
    sold = _by_group(
        Earning.objects.filter(producer_order_number__in=marked, delivered_on__range=days).values_list("group"), "gross_paise", "tds_paise"
    )
    told = TruncDate("created_at", tzinfo=timezone.get_default_timezone())
    changes = EarningChange.objects.filter(earning__producer_order_number__in=marked).annotate(day=told)
    changes = changes.filter(day__gte=month.first, day__lte=month.last)
    back = _by_group(changes.values_list("earning__group"), "gross_paise", "tds_paise")
    groups = ProducerGroup.objects.in_bulk({*sold, *back})
    return [_row(groups[pk], sold.get(pk, (0, 0)), back.get(pk, (0, 0))) for pk in sorted(groups, key=lambda pk: groups[pk].name)]


def _by_group(found: object, *fields: str) -> dict[int, tuple[int, int]]:
    gross, tds = fields
    sums = found.annotate(all_gross=Sum(gross), all_tds=Sum(tds)).order_by()  # type: ignore[attr-defined]  # a list of values, of either model
    return {group: (paise, tax) for group, paise, tax in sums}


def _row(group: ProducerGroup, sold: tuple[int, int], back: tuple[int, int]) -> Row:
    return Row(group.name, group.legal_name, pan_of(group), sold[0], -back[0], sold[1], back[1])
