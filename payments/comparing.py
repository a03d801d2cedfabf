"""What stands in the accounts against what the rows say in sum, and what waits for a person.

A journal without a row, and a row that was changed by hand, show in the sums even where every single journal fits its row.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from money.words import rupees
from payments import queries
from payments.ledger import accounts
from payments.ledger.balances import open_sources
from payments.models import Allocation, BankEntry, Earning, EarningChange, Entry, Payment, Refund, StatementCredit
from payments.payouts import checks
from payments.providers.offline import OfflineProvider

_Sums = Counter[tuple[str, int | None]]
_LOOKS = 3  # people go on buying meanwhile: what differs only at one look is a sale between two queries
# Money that passes through should be gone after so many days.
LIMITS = {
    accounts.SHOPPERS: timedelta(days=3),
    accounts.REFUNDS_PAYABLE: timedelta(days=7),
    accounts.PAYOUTS_CLEARING: timedelta(days=3),
}


def differences() -> list[str]:
    """Accounts that stand at another sum than the rows; nothing where all is well."""
    found: list[str] = []
    for _look in range(_LOOKS):
        found = [*_differences(), *_credits_without_entries(), *_refunds_that_do_not_sum(), *checks.problems()]
        if not found:
            break
    return found


def _differences() -> list[str]:
    in_rows, in_ledger = _of_rows(), _of_ledger()
    return [
        f"account {account}{f' of group {group}' if group else ''}: "
        f"{in_ledger[account, group]} paise stand in the ledger, {in_rows[account, group]} in the rows"
        for account, group in sorted({*in_rows, *in_ledger}, key=str)
        if in_rows[account, group] != in_ledger[account, group]
    ]


def _credits_without_entries() -> Iterator[str]:
    """Credits of the bank's statement that were given to payments, and whose money is not written down there to the paisa.

    One that was given to several stands there under its reference and a place (``orders.statement_matching``).
    """
    given = StatementCredit.objects.filter(status__in=(StatementCredit.Status.MATCHED, StatementCredit.Status.ASSIGNED))
    alone = BankEntry.objects.filter(reference=OuterRef("reference"), amount_paise=OuterRef("amount_paise"))
    for credit in given.exclude(Exists(alone)).order_by("pk").iterator():
        entered = BankEntry.objects.filter(Q(reference=credit.reference) | Q(reference__startswith=f"{credit.reference}/"))
        total = _total(entered.filter(payment__in=credit.payments.all()))
        if total != credit.amount_paise:
            yield f"credit {credit.reference} of the statement: {credit.amount_paise} paise came, {total} are written down"


def _refunds_that_do_not_sum() -> Iterator[str]:
    """Refunds that name lines which are another amount in sum."""
    named = Refund.objects.annotate(named_paise=Sum("lines__amount_paise")).filter(named_paise__isnull=False)
    for refund in named.exclude(named_paise=F("amount_paise")).order_by("pk").iterator():
        yield f"{refund.number}: {refund.amount_paise} paise are owed back, its lines say otherwise"


def _of_rows() -> _Sums:
    sums: _Sums = Counter()
    paid = Payment.objects.filter(status=Payment.Status.PAID)
    sums[accounts.SHOPPERS, None] = _total(BankEntry.objects.all()) - _total(paid.filter(provider=OfflineProvider.code))
    sums[accounts.REFUNDS_PAYABLE, None] = _total(Refund.objects.exclude(status=Refund.Status.SENT))
    by_shop = Refund.objects.filter(bearer=Refund.Bearer.SHOP)
    sums[accounts.LOSS_TRANSIT, None] = _total(by_shop)
    for group, borne in by_shop.values_list("allocation__group").annotate(borne=Sum("amount_paise")).order_by("allocation__group"):
        sums[accounts.HELD, group] += borne
    held = Allocation.objects.filter(payment__status=Payment.Status.PAID).values_list("group")
    for group, left in held.annotate(left=Sum(F("captured_paise") - F("refunded_paise"))).order_by("group"):
        sums[accounts.HELD, group] += left
    earned = Earning.objects.values_list("group").annotate(gross=Sum("gross_paise"))
    changed = EarningChange.objects.values_list("earning__group").annotate(gross=Sum("gross_paise"))
    for group, gross in (*earned.order_by("group"), *changed.order_by("earning__group")):
        sums[accounts.HELD, group] -= gross
    return sums


def _total(rows: QuerySet[Any]) -> int:
    total: int | None = rows.aggregate(total=Sum("amount_paise"))["total"]
    return total or 0


def _of_ledger() -> _Sums:
    """What stands in the accounts that are compared here. What groups are owed is compared by ``payments.payouts.checks``."""
    told = Entry.objects.filter(account__in=(accounts.SHOPPERS, accounts.HELD, accounts.REFUNDS_PAYABLE, accounts.LOSS_TRANSIT))
    rows = told.values_list("account", "group").annotate(total=Sum("paise")).order_by("account", "group")
    return Counter({(account, group): accounts.ACCOUNTS[account].sign * total for account, group, total in rows})


def to_do() -> list[str]:
    """What no program can decide, in words that name the row."""
    words = [f"{payment.number}: {payment.problem}" for payment in queries.with_problem()]
    words += [
        f"{payment.number}: {rupees(_too_much(payment))} came that no order needs; send it back"
        for payment in queries.to_send_back(OfflineProvider.code)
    ]
    failed = Refund.objects.filter(status=Refund.Status.FAILED).order_by("pk")
    words += [f"{refund.number}: the card did not take {rupees(refund.amount_paise)}; send it from the bank" for refund in failed]
    waiting = StatementCredit.objects.filter(status__in=(StatementCredit.Status.NEW, StatementCredit.Status.WAITING))
    if count := waiting.count():
        words.append(f"{count} credits of the statement with {rupees(_total(waiting))} wait for a person")
    now = timezone.now()
    words += [
        f"{found.source}: {rupees(found.paise)} stand in {found.account} since {timezone.localdate(found.since)}"
        for found in open_sources()
        if found.since < now - LIMITS[found.account]
    ]
    return words


def _too_much(payment: Payment) -> int:
    """What came and is not needed: all of it where the payment was given up."""
    received: int = payment.received_paise  # type: ignore[attr-defined]  # annotated by the query
    return received - payment.amount_paise if payment.status in (Payment.Status.PAID, Payment.Status.AWAITING) else received
