"""Accounts of groups to which shoppers pay straight: given by an owner, waited 72 hours, and looked at by a second person."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from journal import audit
from payments import settlement
from payments.models import AccountCheck, BankAccount, GatewayAccount, Payout
from payments.payouts.reasons import NEEDS_NEW_ACCOUNT

if TYPE_CHECKING:
    from accounts.models import User


class PayeeMissing(Exception):
    """This group has no account to which a shopper may be sent: none was given, it is too new, or nobody has checked it."""


class SamePerson(Exception):
    """Who gave the details can not check them."""


class CheckRefused(Exception):
    """The details were replaced meanwhile, were checked already, or it was not said how."""


def usable() -> QuerySet[BankAccount]:
    """Present accounts with a UPI id that have waited, were checked, and from which the bank has not sent money back."""
    refused = Payout.objects.filter(account=OuterRef("pk"), status=Payout.Status.BOUNCED, reason__in=NEEDS_NEW_ACCOUNT)
    waited = BankAccount.objects.filter(replaced_at__isnull=True, usable_from__lte=timezone.now(), verified__isnull=False)
    return waited.exclude(upi_id="").exclude(Exists(refused))


def accounts_of(group_ids: Iterable[int]) -> dict[int, BankAccount]:
    """The account of each group that can be paid straight, by group. One query."""
    return {account.group_id: account for account in usable().filter(group__in=set(group_ids))}


def without_account(group_ids: Iterable[int]) -> set[int]:
    """Groups from which nobody can buy while shoppers pay the groups themselves. One query."""
    wanted = set(group_ids)
    return wanted - set(accounts_of(wanted))


def not_payable(mode: str, group_ids: Iterable[int]) -> set[int]:
    """Groups that can not be paid in a settlement mode: without a checked account, or without one at the licensed gateway."""
    wanted = set(group_ids)
    if mode == settlement.PAY_EACH_GROUP:
        return without_account(wanted)
    if mode == settlement.LICENSED_GATEWAY:
        return wanted - set(GatewayAccount.objects.filter(ended_at__isnull=True, group__in=wanted).values_list("group", flat=True))
    return set()


def can_be_paid(group_id: int, day: date) -> bool:
    """Whether a shopper can pay for goods of this group on a day. One query at most."""
    return not not_payable(settlement.mode_on(day).code, [group_id])


def to_check() -> QuerySet[BankAccount]:
    """Present accounts that nobody has checked, the oldest first."""
    found = BankAccount.objects.filter(replaced_at__isnull=True, verified__isnull=True)
    return found.select_related("group", "created_by").order_by("pk")


def check(account: BankAccount, *, how: str, acting_user: "User") -> AccountCheck:
    """A second person has compared the details with the passbook or the bank. Raises ``SamePerson`` or ``CheckRefused``."""
    words = how.strip()[:200]
    with transaction.atomic():
        held = BankAccount.objects.select_for_update(of=("self",)).select_related("group").get(pk=account.pk)
        if held.created_by_id == acting_user.pk or _is_member(acting_user, held):
            raise SamePerson
        if held.replaced_at is not None or not words:
            raise CheckRefused
        try:
            with transaction.atomic():
                made = AccountCheck.objects.create(account=held, given_by_id=held.created_by_id, checked_by=acting_user, how=words)
        except IntegrityError:
            raise CheckRefused from None
        after = {"ifsc": held.ifsc, "last_four": held.last_four, "has_upi_id": bool(held.upi_id), "how": words}
        audit.record(action="payments.account_checked", subject=held.group, acting_user=acting_user, after=after)
    return made


def _is_member(user: "User", account: BankAccount) -> bool:
    return account.group.memberships.filter(user=user, ended_at__isnull=True).exists()
