"""What stands in the accounts, and what only passes through them and has not left yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Sum

from payments.ledger.accounts import ACCOUNTS
from payments.ledger_models import Entry

Balances = dict[tuple[str, int | None], int]


def balances() -> Balances:
    """Every account's balance in its own direction, by account and group. One query."""
    rows = Entry.objects.values_list("account", "group").annotate(total=Sum("paise")).order_by("account", "group")
    return {(account, group): ACCOUNTS[account].sign * total for account, group, total in rows}


def balance(account: str, group: int | None = None) -> int:
    """The balance of one account in its own direction, of one group where the account is kept for each. One query."""
    found = Entry.objects.filter(account=account)
    if group is not None:
        found = found.filter(group=group)
    return ACCOUNTS[account].sign * (found.aggregate(total=Sum("paise"))["total"] or 0)


@dataclass(frozen=True)
class Open:
    """Money of one source that came into a clearing account and has not left: since when, and how much."""

    account: str
    source: str
    paise: int
    since: datetime


def open_sources() -> list[Open]:
    """What is still open in the clearing accounts, the oldest first. One query."""
    clearing = [account.code for account in ACCOUNTS.values() if account.is_clearing]
    rows = (
        Entry.objects.filter(account__in=clearing)
        .values_list("account", "journal__source")
        .annotate(total=Sum("paise"), since=Min("journal__at"))
        .exclude(total=0)
        .order_by("since", "account")
    )
    return [Open(account, source, ACCOUNTS[account].sign * total, since) for account, source, total, since in rows]
