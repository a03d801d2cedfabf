"""Reads over a group's money: what it has earned and not received, when the next part comes, and what was paid."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from journal.models import AuditEntry
from payments.advances import recovering
from payments.bank_accounts import current_account
from payments.disputes import holding
from payments.models import BankAccount, Payout, PayoutBatch
from payments.payouts.due import changes_in_no_payout, earnings_in_no_payout, unclaimed_changes, unclaimed_earnings
from payments.payouts.holds import Hold, hold_of, is_refused
from producers.models import ProducerGroup

Status = Payout.Status
# A payout that the shop or the bank is working on. From "sent" on the ledger counts it as on its way.
AT_THE_SHOP = (Status.DUE, Status.PROPOSED, Status.APPROVED)
SHOWN_DAYS = 6
PER_PAGE = 15
SHOWN_ENTRIES = 40


@dataclass(frozen=True)
class Day:
    """What becomes due on one day."""

    on: date
    amount_paise: int
    sales: int


@dataclass(frozen=True)
class MoneyPage:
    """A group's money on one page. ``owed_paise`` is everything that is the group's and has not reached it; below zero it is a debt.

    It is the sum of its parts: ``due_paise`` (and ``hold``, why it is not paid), ``at_the_shop_paise``, ``at_the_bank_paise``, and
    what waits for its day (``days`` and ``later_paise``) or for the end of a dispute (``disputed_paise``). ``advance_paise`` is what the
    group has had from the shop before, and what later payouts give back; what those at work give back is off their amounts already.
    """

    due_paise: int
    hold: Hold | None
    at_the_shop_paise: int
    at_the_bank_paise: int
    days: list[Day]
    later_paise: int
    later_sales: int
    disputed_paise: int
    paid_paise: int
    advance_paise: int
    account: BankAccount | None
    payouts: Page[Payout]

    @property
    def waiting_paise(self) -> int:
        return sum(day.amount_paise for day in self.days) + self.later_paise

    @property
    def owed_paise(self) -> int:
        return self.due_paise + self.at_the_shop_paise + self.at_the_bank_paise + self.waiting_paise + self.disputed_paise

    @property
    def next_day(self) -> Day | None:
        """The first day on which more comes, if all goes on as it is: a debt is taken off first."""
        left = min(self.due_paise, 0)
        for day in self.days:
            left += day.amount_paise
            if left > 0:
                return Day(day.on, left, day.sales)
        return None


def money_page(group: ProducerGroup, page: str = "1", today: date | None = None) -> MoneyPage:
    """Nine queries, however many orders there were: the database adds."""
    day = today or timezone.localdate()
    by_day = _by_day(group)
    coming = [entry for entry in by_day if entry.on > day]
    account = current_account(group)
    sums = _sums(group)
    count = sum(count for status, (count, _paise) in sums.items() if status != Status.WITHDRAWN)

    def paise(*statuses: str) -> int:
        return sum(sums[status][1] for status in statuses if status in sums)

    return MoneyPage(
        due_paise=sum(entry.amount_paise for entry in by_day if entry.on <= day),
        hold=hold_of(account, refused=is_refused(account)),
        at_the_shop_paise=paise(*AT_THE_SHOP),
        at_the_bank_paise=paise(Status.SENT),
        days=coming[:SHOWN_DAYS],
        later_paise=sum(entry.amount_paise for entry in coming[SHOWN_DAYS:]),
        later_sales=sum(entry.sales for entry in coming[SHOWN_DAYS:]),
        disputed_paise=_disputed_paise(group),
        paid_paise=paise(Status.SETTLED),
        advance_paise=recovering.outstanding(group.pk),
        account=account,
        payouts=_payouts(group, count, page),
    )


def _by_day(group: ProducerGroup) -> list[Day]:
    """What is in no living payout, by the day on which it is due: earnings less what refunds took back of them. Two queries."""
    amounts: dict[date, int] = {}
    sales: dict[date, int] = {}
    earned = unclaimed_earnings().filter(group=group).values_list("pay_on")
    for on, paise, count in earned.annotate(paise=Sum("net_paise"), count=Count("pk")).order_by("pay_on"):
        amounts[on], sales[on] = paise, count
    taken = unclaimed_changes().filter(earning__group=group).values_list("earning__pay_on")
    for on, paise in taken.annotate(paise=Sum("net_paise")).order_by("earning__pay_on"):
        amounts[on] = amounts.get(on, 0) + paise
    return [Day(on, amounts[on], sales.get(on, 0)) for on in sorted(amounts)]


def _disputed_paise(group: ProducerGroup) -> int:
    """What parts have earned whose payment a shopper's bank disputes. Two queries."""
    earned = earnings_in_no_payout().filter(holding.holds("producer_order_number"), group=group)
    taken = changes_in_no_payout().filter(holding.holds("earning__producer_order_number"), earning__group=group)
    return sum(rows.aggregate(paise=Sum("net_paise", default=0))["paise"] for rows in (earned, taken))


def _sums(group: ProducerGroup) -> dict[str, tuple[int, int]]:
    """Number and sum of the group's payouts in each state. One query."""
    found = Payout.objects.filter(group=group).order_by().values_list("status").annotate(count=Count("pk"), paise=Sum("amount_paise"))
    return {status: (count, paise) for status, count, paise in found}


class _CountedPaginator(Paginator[Payout]):
    """A paginator that is told the number of its rows."""

    def __init__(self, found: QuerySet[Payout], count: int) -> None:
        super().__init__(found, PER_PAGE)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


def _payouts(group: ProducerGroup, count: int, number: str) -> Page[Payout]:
    """One page of the group's payouts, the newest first; those that were withdrawn were never the group's to see. One query."""
    found = Payout.objects.filter(group=group).exclude(status=Status.WITHDRAWN).select_related("account").order_by("-pk")
    return _CountedPaginator(found, count).get_page(number)


def payout_for(group: ProducerGroup, number: str) -> Payout:
    """A payout of this group. Raises ``Payout.DoesNotExist``, also for one that was withdrawn."""
    return Payout.objects.exclude(status=Status.WITHDRAWN).select_related("account", "group").get(group=group, number=number)


def with_status(*statuses: str) -> QuerySet[Payout]:
    """Payouts for the screens of staff, the oldest first."""
    found = Payout.objects.filter(status__in=statuses)
    return found.select_related("group", "account", "batch", "proposed_by", "approved_by").order_by("pk")


def batches() -> QuerySet[PayoutBatch]:
    """Files for the bank, those that wait for the bank first, then the newest."""
    return PayoutBatch.objects.select_related("made_by", "ended_by").order_by("-pk")


def counts() -> dict[str, int]:
    """How many payouts are in each state. One query."""
    return dict(Payout.objects.order_by().values_list("status").annotate(count=Count("pk")))


def total_paise(*statuses: str) -> int:
    """The sum of the payouts in these states. One query."""
    return Payout.objects.filter(status__in=statuses).aggregate(paise=Sum("amount_paise"))["paise"] or 0


def to_send() -> QuerySet[Payout]:
    """Approved payouts that are in no file yet, the oldest first."""
    return with_status(Status.APPROVED).filter(batch__isnull=True)


def history(subject: Payout | PayoutBatch) -> list[AuditEntry]:
    """What happened to a payout or a file, the newest first. One query."""
    rows = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject=str(subject.pk))
    return list(rows.select_related("acting_user").order_by("-pk")[:SHOWN_ENTRIES])
