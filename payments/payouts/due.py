"""What is due to each group today, made into one payout that people can propose. The clock does this; it pays nothing.

An earning is due on the day that was promised with the delivery. A refund after delivery lowers the payout in which, or after which,
its earning is paid. A sum of zero or less makes no payout: earnings and debt wait together for the next earning. Every row is in at
most one payout that is alive; the database keeps that (``payout_line_earning_once``, ``payout_line_change_once``).
"""

from dataclasses import dataclass
from datetime import date

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments.advances import recovering
from payments.bank_accounts import current_account
from payments.cash import receipts
from payments.disputes import holding
from payments.models import BankAccount, Earning, EarningChange, Payout, PayoutLine
from payments.payouts import letters
from payments.payouts.ending import withdraw
from payments.payouts.holds import NO_ACCOUNT, hold_of, is_refused
from payments.settlement import NODAL
from producers.models import ProducerGroup

log = structlog.get_logger(__name__)

# Rows of one kind that one turn of the clock takes; the next turns take what is left. Keeps the write under 200 ms.
AT_MOST = 400
# Where shoppers paid the groups themselves, or a gateway pays them, there is nothing for the shop to pay out.
PAID_TO_SHOP = Q(mode=NODAL)
Status = Payout.Status


@dataclass(frozen=True)
class Free:
    """What is due on a day and in no living payout."""

    earnings: list[Earning]
    changes: list[EarningChange]

    @property
    def amount_paise(self) -> int:
        return sum(row.net_paise for row in self.earnings) + sum(row.net_paise for row in self.changes)


def prepare_all(today: date | None = None) -> int:
    """Bring the due payout of every group up to date, each in its own transaction; how many groups have one now.

    A group that can not be done does not hold up the others.
    """
    day, count = today or timezone.localdate(), 0
    for group_id in _groups_to_look_at(day):
        try:
            count += prepare(group_id, day) is not None
        except Exception:
            log.exception("payout_not_prepared", group=group_id)
    return count


def prepare(group_id: int, today: date | None = None) -> Payout | None:
    """The group's due payout with everything that is due by today; ``None`` where nothing can be paid.

    Two at once go one after the other: the group's row is locked.
    """
    day = today or timezone.localdate()
    with transaction.atomic():
        group = ProducerGroup.objects.select_for_update(no_key=True).get(pk=group_id)
        held = Payout.objects.filter(group=group, status=Status.DUE).first()
        before = held.amount_paise + held.recovered_paise if held else 0
        found = free(group_id, day, AT_MOST)
        amount = before + found.amount_paise
        if amount <= 0 and len(found.earnings) == AT_MOST:  # a debt, and more was earned than was read
            found = free(group_id, day)
            amount = before + found.amount_paise
        if amount <= 0:
            _end(held, "less_than_nothing")
            return None
        account = current_account(group)
        hold = hold_of(account, refused=is_refused(account))
        if account is None or hold is not None:
            if hold is not None and hold.code == NO_ACCOUNT:
                letters.account_needed(group, amount, day)
            _end(held, "on_hold")
            return None
        taken = recovering.wanted(group_id, amount, held, day)
        return _grow(held, found, account, amount, taken) if held else _make(group, found, account, day, taken)


def free(group_id: int, day: date, at_most: int | None = None) -> Free:
    """Earnings due by the day, and changes of earnings that are due or paid, of which no living payout knows. Two queries."""
    earnings = unclaimed_earnings().filter(group_id=group_id, pay_on__lte=day).order_by("pay_on", "pk")
    changes = unclaimed_changes().filter(earning__group_id=group_id, earning__pay_on__lte=day).order_by("pk")
    return Free(list(earnings[:at_most]), list(changes[:at_most]))


def unclaimed_earnings() -> QuerySet[Earning]:
    """Earnings that may be paid out and are in no living payout. Cash that is still with the group is none, and a dispute holds its own."""
    return earnings_in_no_payout().filter(~holding.holds("producer_order_number"))


def earnings_in_no_payout() -> QuerySet[Earning]:
    """The same with those that a dispute holds."""
    alone = _without_open_cash("producer_order_number")
    return Earning.objects.filter(PAID_TO_SHOP, alone, ~Exists(PayoutLine.objects.filter(earning=OuterRef("pk"), released_at__isnull=True)))


def unclaimed_changes() -> QuerySet[EarningChange]:
    """Changes of such earnings that are in no living payout."""
    return changes_in_no_payout().filter(~holding.holds("earning__producer_order_number"))


def changes_in_no_payout() -> QuerySet[EarningChange]:
    """The same with those of earnings that a dispute holds."""
    alive = PayoutLine.objects.filter(change=OuterRef("pk"), released_at__isnull=True)
    return EarningChange.objects.filter(~Exists(alive), _without_open_cash("earning__producer_order_number"), earning__mode=NODAL)


def _without_open_cash(number: str) -> Q:
    """Rows of parts that were not paid at the door, or whose cash two people have counted."""
    return Q(~Exists(receipts.with_group().filter(producer_order_number=OuterRef(number))))


def _end(held: Payout | None, reason: str) -> None:
    if held is not None:
        withdraw(held, reason)


def _make(group: ProducerGroup, found: Free, account: BankAccount, day: date, taken: dict[int, int]) -> Payout:
    recovered = sum(taken.values())
    payout = Payout.objects.create(
        number=new_number("PT"),
        group=group,
        account=account,
        amount_paise=found.amount_paise - recovered,
        recovered_paise=recovered,
        due_on=day,
        status=Status.DUE,
    )
    _add_lines(payout, found)
    recovering.write(payout, taken)
    faults.point("payouts.due.before_commit")
    audit.record(
        action="payments.payout_due",
        subject=payout,
        after={"group": group.slug, "amount_paise": payout.amount_paise, "lines": len(found.earnings) + len(found.changes)},
    )
    return payout


def _grow(payout: Payout, found: Free, account: BankAccount, gross_paise: int, taken: dict[int, int]) -> Payout | None:
    """Add what has become due since, and take off what that allows. Nothing where somebody has proposed it at this very moment: it is
    frozen.
    """
    is_same_account, recovered = payout.account_id == account.pk, sum(taken.values())
    if is_same_account and not found.earnings and not found.changes and recovered == payout.recovered_paise:
        return payout
    guarded = Payout.objects.filter(pk=payout.pk, status=Status.DUE, version=payout.version)
    amounts = {"amount_paise": gross_paise - recovered, "recovered_paise": recovered}
    if not guarded.update(**amounts, account=account, version=F("version") + 1):
        return None
    _add_lines(payout, found)
    recovering.write(payout, taken)
    before, account_before = payout.amount_paise, payout.account_id
    payout.refresh_from_db()
    audit.record(
        action="payments.payout_due",
        subject=payout,
        before={"amount_paise": before, "account": account_before},
        after={"amount_paise": payout.amount_paise, "account": payout.account_id},
    )
    return payout


def _add_lines(payout: Payout, found: Free) -> None:
    lines = [PayoutLine(payout=payout, earning=row, amount_paise=row.net_paise) for row in found.earnings]
    lines += [PayoutLine(payout=payout, change=row, amount_paise=row.net_paise) for row in found.changes]
    PayoutLine.objects.bulk_create(lines, batch_size=200)


def _groups_to_look_at(day: date) -> list[int]:
    """Groups with something new, and groups whose due payout may have to be withdrawn."""
    fresh = unclaimed_earnings().filter(pay_on__lte=day).values_list("group_id", flat=True)
    changed = unclaimed_changes().filter(earning__pay_on__lte=day).values_list("earning__group_id", flat=True)
    waiting = Payout.objects.filter(status=Status.DUE).values_list("group_id", flat=True)
    return sorted({*fresh.distinct(), *changed.distinct(), *waiting})
