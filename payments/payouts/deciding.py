"""Two people for each payout: one looks at it and proposes it, another approves it. The database keeps that they are two.

Whoever decides says what was seen (``version``): a payout that has changed since is shown again instead.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import audit, faults
from payments.models import BankAccount, Payout
from payments.payouts import due
from payments.payouts.ending import withdraw
from payments.payouts.errors import NotAsSeen, OwnGroup, ReasonMissing, SamePerson
from payments.payouts.reasons import NEEDS_WORDS, REFUSED
from producers.models import Membership

if TYPE_CHECKING:
    from accounts.models import User

Status = Payout.Status


def propose(payout: Payout, *, version: int, acting_user: "User") -> Payout:
    """A person has looked at a due payout; from now on its lines, amount and account are frozen.

    Raises ``NotAsSeen`` (also when a refund or another delivery has changed the amount), ``OwnGroup``.
    """
    check_not_own(payout.group_id, acting_user)
    due.prepare(payout.group_id)  # what came since the last turn of the clock changes the version, and so refuses the proposal
    with transaction.atomic():
        guarded = _usable(payout, Status.DUE, version)
        values = {"status": Status.PROPOSED, "proposed_by": acting_user, "proposed_at": timezone.now()}
        return _move(payout, guarded, values, "payments.payout_proposed", acting_user)


def approve(payout: Payout, *, version: int, acting_user: "User") -> Payout:
    """Another person agrees. Two who approve at once: one UPDATE wins, the other gets ``NotAsSeen``.

    Raises ``SamePerson`` for who proposed it, ``OwnGroup``, ``NotAsSeen`` (also when the group has given another account since).
    """
    check_not_own(payout.group_id, acting_user)
    if payout.proposed_by_id == acting_user.pk:
        raise SamePerson(payout.number)
    with transaction.atomic():
        guarded = _usable(payout, Status.PROPOSED, version).exclude(proposed_by=acting_user)
        values = {"status": Status.APPROVED, "approved_by": acting_user, "approved_at": timezone.now()}
        return _move(payout, guarded, values, "payments.payout_approved", acting_user)


def refuse(payout: Payout, *, reason: str, note: str = "", acting_user: "User") -> Payout:
    """Take a proposed or approved payout back, with a reason. What it held is due again, and has to be proposed anew.

    Raises ``ReasonMissing``, ``NotAsSeen`` for one that is in a file for the bank or has changed meanwhile.
    """
    if reason not in REFUSED or (reason in NEEDS_WORDS and not note.strip()):
        raise ReasonMissing(reason)
    if payout.status not in (Status.PROPOSED, Status.APPROVED):
        raise NotAsSeen(payout.number)
    with transaction.atomic():
        withdraw(payout, reason, note=note.strip(), acting_user=acting_user)
    return payout


def _usable(payout: Payout, status: str, version: int) -> Any:
    """The payout as it was seen, if its account is still the one the group has given.

    Status and version are conditions on the row itself: a join would put them into a subquery, which PostgreSQL does not look at again
    when it has waited for another one's UPDATE.
    """
    current = BankAccount.objects.filter(replaced_at__isnull=True)
    return Payout.objects.filter(pk=payout.pk, status=status, version=version, account__in=current)


def _move(payout: Payout, guarded: Any, values: dict[str, Any], action: str, acting_user: "User") -> Payout:
    before = payout.status
    if not guarded.update(version=F("version") + 1, **values):
        raise NotAsSeen(payout.number)
    faults.point("payouts.decide.before_commit")
    payout.refresh_from_db()
    audit.record(
        action=action,
        subject=payout,
        acting_user=acting_user,
        before={"status": before},
        after={"status": payout.status, "amount_paise": payout.amount_paise, "account": payout.account_id},
    )
    return payout


def check_not_own(group_id: int, person: "User") -> None:
    """Staff who belong to a group decide nothing about its money. Raises ``OwnGroup``."""
    if Membership.objects.filter(group_id=group_id, user=person, ended_at__isnull=True).exists():
        raise OwnGroup(str(group_id))
