"""An advance from the wish to the bank and, where the bank sends it back, home again. Two people decide, neither of them of the group."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import bank_references, ledger
from payments.advance_models import Advance
from payments.advances import postings
from payments.advances.errors import AdvanceRefused
from payments.bank_accounts import current_account
from payments.confirmations import tidy_reference
from payments.models import BankAccount, PayoutLine
from payments.payouts.deciding import check_not_own
from payments.payouts.errors import NotAsSeen, ReasonMissing, SamePerson
from payments.payouts.holds import hold_of, is_refused
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

Status = Advance.Status


def propose(*, group: ProducerGroup, amount_paise: int, reason: str, key: str, acting_user: "User") -> Advance:
    """Say that a group should get money before it has earned it. The same key again is the same advance.

    Raises ``OwnGroup``, ``ReasonMissing``, ``AdvanceRefused`` for nothing, or for a group whose account can not be used now.
    """
    check_not_own(group.pk, acting_user)
    if not reason.strip():
        raise ReasonMissing(group.slug)
    account = current_account(group)
    if amount_paise <= 0:
        raise AdvanceRefused("nothing")
    if account is None or hold_of(account, refused=is_refused(account)) is not None:
        raise AdvanceRefused("account")
    with transaction.atomic():
        advance, is_new = Advance.objects.get_or_create(
            key=key,
            defaults={
                "number": new_number("AV"),
                "group": group,
                "account": account,
                "amount_paise": amount_paise,
                "reason": reason.strip()[:200],
                "proposed_by": acting_user,
            },
        )
        if is_new:
            _audit("payments.advance_proposed", advance, acting_user)
    return advance


def approve(advance: Advance, *, acting_user: "User") -> Advance:
    """Another person agrees. Raises ``SamePerson``, ``OwnGroup``, ``NotAsSeen`` (also when the group has given another account since)."""
    check_not_own(advance.group_id, acting_user)
    if advance.proposed_by_id == acting_user.pk:
        raise SamePerson(advance.number)
    values = {"status": Status.APPROVED, "approved_by": acting_user, "approved_at": timezone.now()}
    with transaction.atomic():
        current = BankAccount.objects.filter(replaced_at__isnull=True)
        guarded = Advance.objects.filter(pk=advance.pk, status=Status.PROPOSED, account__in=current).exclude(proposed_by=acting_user)
        _move(advance, guarded, values)
        _audit("payments.advance_approved", advance, acting_user)
    return advance


def refuse(advance: Advance, *, note: str, acting_user: "User") -> Advance:
    """Take back an advance that the bank has not paid. Raises ``ReasonMissing``, ``NotAsSeen``."""
    if not note.strip():
        raise ReasonMissing(advance.number)
    with transaction.atomic():
        guarded = Advance.objects.filter(pk=advance.pk, status__in=(Status.PROPOSED, Status.APPROVED))
        _move(advance, guarded, {"status": Status.REFUSED, "note": note.strip()[:200], "ended_at": timezone.now()})
        _audit("payments.advance_refused", advance, acting_user, reason=note.strip())
    return advance


def paid(advance: Advance, *, reference: str, acting_user: "User") -> bool:
    """The bank has paid it, under this UTR; whether this call recorded it. The same UTR again changes nothing.

    Raises ``ReferenceMissing``, ``ReferenceUsed``, ``NotAsSeen``.
    """
    reference = tidy_reference(reference)
    bank_references.check_unused(reference, for_a=Advance)
    with transaction.atomic():
        approved = Advance.objects.filter(pk=advance.pk, status=Status.APPROVED)
        if not bank_references.write(approved, reference=reference, status=Status.PAID, paid_at=timezone.now()):
            advance.refresh_from_db()
            if advance.status == Status.PAID and advance.reference == reference:
                return False
            raise NotAsSeen(advance.number)
        advance.refresh_from_db()
        faults.point("payments.advance_paid.after_row")
        ledger.write(postings.paid(advance))
        _audit("payments.advance_paid", advance, acting_user)
    return True


def bounced(advance: Advance, *, note: str, acting_user: "User") -> None:
    """The bank has sent it back: the group has had nothing. Raises ``ReasonMissing``, ``NotAsSeen``.

    Raises ``AdvanceRefused`` once a payout that is alive gives a part of it back: then the group had it; and for cash that it has kept.
    """
    if not note.strip():
        raise ReasonMissing(advance.number)
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=advance.group_id)  # no payout takes from it meanwhile
        if advance.is_kept_cash or PayoutLine.objects.filter(advance=advance, released_at__isnull=True).exists():
            raise AdvanceRefused("recovered")
        guarded = Advance.objects.filter(pk=advance.pk, status=Status.PAID)
        _move(advance, guarded, {"status": Status.BOUNCED, "note": note.strip()[:200], "ended_at": timezone.now()})
        ledger.write(postings.bounced(advance))
        _audit("payments.advance_bounced", advance, acting_user, reason=note.strip())


def _move(advance: Advance, guarded: Any, values: dict[str, Any]) -> None:
    if not guarded.update(**values):
        raise NotAsSeen(advance.number)
    advance.refresh_from_db()


def _audit(action: str, advance: Advance, acting_user: "User", reason: str = "") -> None:
    after = {"status": advance.status, "amount_paise": advance.amount_paise, "reference": advance.reference}
    audit.record(action=action, subject=advance, acting_user=acting_user, after=after, reason=reason or advance.reason)
