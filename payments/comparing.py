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
from payments import known_credits, providers, queries
from payments.cash import checks as cash_checks
from payments.dispute_models import DISPUTE_LOST
from payments.disputes import checks as dispute_checks
from payments.dues import checks as due_checks
from payments.ledger import accounts
from payments.ledger.balances import open_sources
from payments.models import (
    Allocation,
    BankEntry,
    Earning,
    EarningChange,
    Entry,
    FeeReceipt,
    Payment,
    Refund,
    StatementCredit,
    Transfer,
    TransferReversal,
)
from payments.payouts import checks
from payments.providers.offline import OfflineProvider
from payments.refund_files import checks as refund_file_checks
from payments.settlement import LICENSED_GATEWAY, PAY_EACH_GROUP

_Sums = Counter[tuple[str, int | None]]
_LOOKS = 3  # people go on buying meanwhile: what differs only at one look is a sale between two queries
# Money that passes through should be gone after so many days.
LIMITS = {
    accounts.SHOPPERS: timedelta(days=3),
    accounts.REFUNDS_PAYABLE: timedelta(days=7),
    accounts.PAYOUTS_CLEARING: timedelta(days=3),
    accounts.DISPUTES_OPEN: timedelta(days=120),  # banks take their time
    accounts.DIRECT_SHOPPERS: timedelta(days=3),
    accounts.DIRECT_REFUNDS: timedelta(days=7),
}
_COMPARED = (
    accounts.SHOPPERS,
    accounts.HELD,
    accounts.REFUNDS_PAYABLE,
    accounts.DIRECT_SHOPPERS,
    accounts.DIRECT_HELD,
    accounts.DIRECT_REFUNDS,
    accounts.GROUPS_OWING,
    accounts.TRANSFERS_HELD,
    accounts.GROUPS_GATEWAY,
    accounts.LOSS_TRANSIT,
    accounts.DISCOUNTS,
    accounts.TCS_PAYABLE,
    accounts.TDS_PAYABLE,
    accounts.CASH_DUE,
    accounts.CASH_IN_HAND,
    accounts.CASH_BOX,
    accounts.LOSS_CASH,
    accounts.GATEWAY_FEES,
    accounts.DISPUTES_OPEN,
    accounts.DISPUTES_FEES,
    accounts.LOSS_DISPUTES,
)


def differences() -> list[str]:
    """Accounts that stand at another sum than the rows; nothing where all is well."""
    found: list[str] = []
    for _look in range(_LOOKS):
        found = [*_differences(), *_credits_without_entries(), *_refunds_that_do_not_sum()]
        found += [*refund_file_checks.problems(), *checks.problems(), *cash_checks.problems(), *dispute_checks.problems()]
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
        if total != credit.amount_paise and not known_credits.number_of(credit):
            yield f"credit {credit.reference} of the statement: {credit.amount_paise} paise came, {total} are written down"


def _refunds_that_do_not_sum() -> Iterator[str]:
    """Refunds that name lines which are another amount in sum."""
    named = Refund.objects.annotate(named_paise=Sum("lines__amount_paise")).filter(named_paise__isnull=False)
    for refund in named.exclude(named_paise=F("amount_paise")).order_by("pk").iterator():
        yield f"{refund.number}: {refund.amount_paise} paise are owed back, its lines say otherwise"


def _of_rows() -> _Sums:
    sums: _Sums = Counter()
    paid = Payment.objects.filter(status=Payment.Status.PAID)
    by_hand = Q(provider__in=providers.by_hand())
    _add(sums, BankEntry.objects.all(), "shoppers", "payment__", "amount_paise")
    _add(sums, paid.filter(by_hand), "shoppers", "", "amount_paise", sign=-1)
    due = Refund.objects.exclude(status=Refund.Status.SENT)
    _add(sums, due.filter(bearer=Refund.Bearer.GROUP), "refunds", "allocation__payment__", "amount_paise")
    sums[accounts.REFUNDS_PAYABLE, None] += _total(due.filter(bearer=Refund.Bearer.SHOP))
    by_shop = Refund.objects.filter(bearer=Refund.Bearer.SHOP)
    sums[accounts.LOSS_TRANSIT, None] = _total(by_shop.exclude(reason=DISPUTE_LOST))
    kept = by_shop.values_list("allocation__payment__mode", "allocation__group").annotate(borne=Sum("amount_paise"))
    for mode, group, borne in kept.order_by("allocation__payment__mode", "allocation__group"):
        sums[_held(mode), group] += borne
    held = Allocation.objects.filter(payment__status=Payment.Status.PAID).values_list("payment__mode", "group")
    added = F("subsidy_paise") - F("subsidy_back_paise")
    parts = held.annotate(left=Sum(F("captured_paise") - F("refunded_paise") - F("moved_paise") + added), added=Sum(added))
    for mode, group, left, from_shop in parts.order_by("payment__mode", "group"):
        sums[_held(mode), group] += left
        sums[accounts.DISCOUNTS, None] += from_shop
    earned = Earning.objects.values_list("mode", "group").annotate(gross=Sum("gross_paise"))
    taken_back = EarningChange.objects.filter(move__isnull=True)  # what is given back comes out of no part's money
    changed = taken_back.values_list("earning__mode", "earning__group").annotate(gross=Sum("gross_paise"))
    for mode, group, gross in (*earned.order_by("mode", "group"), *changed.order_by("earning__mode", "earning__group")):
        sums[_held(mode), group] -= gross
    _add_withheld(sums)
    due_checks.add(sums)
    dispute_checks.add(sums)
    cash_checks.add(sums)
    _add_transfers(sums)
    return sums


def _add(sums: _Sums, rows: QuerySet[Any], which: str, path: str, amount: str, *, sign: int = 1) -> None:
    """Add what rows say of an account of their payment's book; ``path`` leads from a row to its payment."""
    names = (f"{path}mode", f"{path}payee_group")
    for mode, group, paise in rows.values_list(*names).annotate(paise=Sum(amount)).order_by(*names):
        book = accounts.book_of(mode, OfflineProvider.code)
        sums[getattr(book, which), group] += sign * paise


def _add_withheld(sums: _Sums) -> None:
    """Taxes at source, less what refunds gave back; and what groups with the money in their own hands owe, less what they paid."""
    for rows, sign in ((Earning.objects.all(), 1), (EarningChange.objects.all(), -1)):
        total = rows.aggregate(tcs=Sum("tcs_paise", default=0), tds=Sum("tds_paise", default=0))
        sums[accounts.TCS_PAYABLE, None] += sign * total["tcs"]
        sums[accounts.TDS_PAYABLE, None] += sign * total["tds"]
    kept = Sum(F("gross_paise") - F("net_paise"))
    earned = Earning.objects.filter(mode=PAY_EACH_GROUP).values_list("group").annotate(owing=kept)
    changed = EarningChange.objects.filter(earning__mode=PAY_EACH_GROUP).values_list("earning__group").annotate(owing=kept)
    for group, owing in (*earned.order_by("group"), *changed.order_by("earning__group")):
        sums[accounts.GROUPS_OWING, group] += owing
    for group, paid in FeeReceipt.objects.order_by("group").values_list("group").annotate(paid=Sum("amount_paise")):
        sums[accounts.GROUPS_OWING, group] -= paid


def _add_transfers(sums: _Sums) -> None:
    """What a gateway keeps for groups, and what it still owes them of what they have earned."""
    by_group = "allocation__group"
    for group, made in Transfer.objects.exclude(gateway_id="").order_by(by_group).values_list(by_group).annotate(made=Sum("amount_paise")):
        sums[accounts.TRANSFERS_HELD, group] += made
    gone = Transfer.objects.filter(released_paise__isnull=False)
    for group, released in gone.order_by(by_group).values_list(by_group).annotate(released=Sum("released_paise")):
        sums[accounts.TRANSFERS_HELD, group] -= released
        sums[accounts.GROUPS_GATEWAY, group] -= released
    back = TransferReversal.objects.exclude(gateway_id="").values_list("was_released", f"transfer__{by_group}")
    for was_released, group, paise in back.annotate(paise=Sum("amount_paise")).order_by("was_released", f"transfer__{by_group}"):
        if was_released:
            sums[accounts.GROUPS_GATEWAY, group] += paise
        else:
            sums[accounts.TRANSFERS_HELD, group] -= paise
    earned = Earning.objects.filter(mode=LICENSED_GATEWAY).values_list("group").annotate(net=Sum("net_paise"))
    changed = EarningChange.objects.filter(earning__mode=LICENSED_GATEWAY).values_list("earning__group").annotate(net=Sum("net_paise"))
    for group, net in (*earned.order_by("group"), *changed.order_by("earning__group")):
        sums[accounts.GROUPS_GATEWAY, group] += net


def _held(mode: str) -> str:
    return accounts.book_of(mode, OfflineProvider.code).held


def _total(rows: QuerySet[Any]) -> int:
    total: int | None = rows.aggregate(total=Sum("amount_paise"))["total"]
    return total or 0


def _of_ledger() -> _Sums:
    """What stands in the accounts that are compared here. What groups are owed is compared by ``payments.payouts.checks``."""
    told = Entry.objects.filter(account__in=_COMPARED)
    rows = told.values_list("account", "group").annotate(total=Sum("paise")).order_by("account", "group")
    return Counter({(account, group): accounts.ACCOUNTS[account].sign * total for account, group, total in rows})


def _transfers_that_wait() -> list[str]:
    """Shares and reversals that the gateway refused, or that were not made for a day."""
    late = Q(created_at__lt=timezone.now() - timedelta(days=1)) | ~Q(failure="")
    words = [
        f"{row.number}: {rupees(row.amount_paise)} are not with the gateway for the group; {row.failure or 'the gateway has not answered'}"
        for row in Transfer.objects.filter(late, status=Transfer.Status.DUE).order_by("pk")
    ]
    return words + [
        f"{row.number}: {rupees(row.amount_paise)} did not come back from a share; {row.failure or 'the gateway has not answered'}"
        for row in TransferReversal.objects.filter(late, status=TransferReversal.Status.DUE).order_by("pk")
    ]


def to_do() -> list[str]:
    """What no program can decide, in words that name the row."""
    words = [f"{payment.number}: {payment.problem}" for payment in queries.with_problem()]
    words += [
        f"{payment.number}: {rupees(_too_much(payment))} came that no order needs; send it back"
        for payment in queries.to_send_back(OfflineProvider.code)
    ]
    failed = Refund.objects.filter(status=Refund.Status.FAILED).order_by("pk")
    words += [*refund_file_checks.to_do(), *cash_checks.to_do(), *due_checks.to_do(), *dispute_checks.to_do()]
    words += [f"{refund.number}: the card did not take {rupees(refund.amount_paise)}; send it from the bank" for refund in failed]
    waiting = StatementCredit.objects.filter(status__in=(StatementCredit.Status.NEW, StatementCredit.Status.WAITING))
    if count := waiting.count():
        words.append(f"{count} credits of the statement with {rupees(_total(waiting))} wait for a person")
    words += _transfers_that_wait()
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
