"""Groups to which something is due and not paid: because of their account, or because refunds have used it up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from payments.models import BankAccount, Payout
from payments.payouts.due import unclaimed_changes, unclaimed_earnings
from payments.payouts.holds import Hold, hold_of
from payments.payouts.reasons import NEEDS_NEW_ACCOUNT
from producers.models import ProducerGroup


@dataclass(frozen=True)
class HeldGroup:
    """``amount_paise`` below zero is a debt; ``hold`` says why a sum above zero is not paid, nothing where it is about to be."""

    group: ProducerGroup
    amount_paise: int
    hold: Hold | None


def held_groups(today: date | None = None) -> list[HeldGroup]:
    """Every group with something due that stands in no payout, by name. Five queries, whatever their number."""
    day = today or timezone.localdate()
    amounts: dict[int, int] = {}
    earned = unclaimed_earnings().filter(pay_on__lte=day).values_list("group")
    taken = unclaimed_changes().filter(earning__pay_on__lte=day).values_list("earning__group")
    for sums in (earned, taken):
        for group_id, paise in sums.annotate(paise=Sum("net_paise")).order_by():
            amounts[group_id] = amounts.get(group_id, 0) + paise
    accounts = {account.group_id: account for account in BankAccount.objects.filter(group__in=amounts, replaced_at__isnull=True)}
    refused = set(
        Payout.objects.filter(account__in=accounts.values(), status=Payout.Status.BOUNCED, reason__in=NEEDS_NEW_ACCOUNT).values_list(
            "account_id", flat=True
        )
    )
    groups = ProducerGroup.objects.filter(pk__in=amounts).order_by("name", "pk")
    return [_held(group, amounts[group.pk], accounts.get(group.pk), refused) for group in groups if amounts[group.pk]]


def _held(group: ProducerGroup, amount_paise: int, account: BankAccount | None, refused: set[int]) -> HeldGroup:
    is_refused = account is not None and account.pk in refused
    return HeldGroup(group, amount_paise, hold_of(account, refused=is_refused) if amount_paise > 0 else None)


def debt_since(payout: Payout) -> int:
    """What refunds have taken back from this group that no payout has netted yet, in paise below zero. One query."""
    return unclaimed_changes().filter(earning__group=payout.group_id).aggregate(paise=Sum("net_paise"))["paise"] or 0
