"""Cash that a group never hands in: one person of the shop proposes to stop waiting for it, another agrees. Neither is of the group.

Written off are whole receipts, once, and only after the days that a group has to bring cash. From then on the part is paid as if its cash
had come; where the group has kept it, it is an advance that payouts give back.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.advance_models import Advance
from payments.bank_accounts import current_account
from payments.cash import letters, postings, receipts
from payments.cash.errors import CashRefused, NotAsSeen
from payments.models import CashReceipt, CashWriteOff
from payments.payouts.deciding import check_not_own
from payments.payouts.errors import ReasonMissing, SamePerson

if TYPE_CHECKING:
    from accounts.models import User

Bearer, Status = CashWriteOff.Bearer, CashWriteOff.Status


def propose(receipt: CashReceipt, *, bearer: str, reason: str, acting_user: "User") -> CashWriteOff:
    """Say that the cash of this receipt will not come, who bears it and what is known. The very same again is the same row.

    Raises ``OwnGroup``, ``ReasonMissing``, ``CashRefused`` before the group's days are over, where it has no bank account for an advance,
    or for a bearer there is not; ``NotAsSeen`` where somebody counts it, or proposed something else.
    """
    check_not_own(receipt.group_id, acting_user)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ReasonMissing(receipt.number)
    if bearer not in Bearer.values or receipt.taken_on >= receipts.last_day() or not _may_be_advance(receipt, bearer):
        raise CashRefused(receipt.number)
    with transaction.atomic():
        held = _hold(receipt.pk)
        known = CashWriteOff.objects.filter(receipt=held).exclude(status=Status.REFUSED).first()
        if known is not None and (known.bearer, known.reason, known.status) == (bearer, reason, Status.PROPOSED):
            return known
        if known is not None or held.hand_in_id:
            raise NotAsSeen(receipt.number)
        made = CashWriteOff.objects.create(number=new_number("CW"), receipt=held, bearer=bearer, reason=reason, proposed_by=acting_user)
        _audit("payments.cash_write_off_proposed", made, acting_user)
    return made


def approve(found: CashWriteOff, *, acting_user: "User") -> CashWriteOff:
    """Another person agrees: the cash is not waited for any more, and the group is told.

    Raises ``SamePerson``, ``OwnGroup``, ``CashRefused`` (no bank account for an advance), ``NotAsSeen`` where it was counted meanwhile.
    """
    receipt = found.receipt
    check_not_own(receipt.group_id, acting_user)
    if found.proposed_by_id == acting_user.pk:
        raise SamePerson(found.number)
    with transaction.atomic():
        held = _hold(receipt.pk)
        found.refresh_from_db(fields=["status"])
        if held.hand_in_id or found.status != Status.PROPOSED:
            raise NotAsSeen(found.number)
        advance = _advance(found, acting_user) if found.bearer == Bearer.GROUP else None
        guarded = CashWriteOff.objects.filter(pk=found.pk, status=Status.PROPOSED).exclude(proposed_by=acting_user)
        _move(found, guarded, {"status": Status.APPROVED, "approved_by": acting_user, "approved_at": timezone.now(), "advance": advance})
        faults.point("payments.cash_written_off.after_row")
        ledger.write(postings.written_off(found))
        faults.point("payments.cash_written_off.after_journal")
        _audit("payments.cash_written_off", found, acting_user)
        letters.written_off(found)
    return found


def refuse(found: CashWriteOff, *, note: str, acting_user: "User") -> CashWriteOff:
    """The shop goes on waiting for the cash. Raises ``ReasonMissing``, ``NotAsSeen``."""
    if not note.strip():
        raise ReasonMissing(found.number)
    with transaction.atomic():
        guarded = CashWriteOff.objects.filter(pk=found.pk, status=Status.PROPOSED)
        _move(found, guarded, {"status": Status.REFUSED, "refused_at": timezone.now(), "note": note.strip()[:200]})
        _audit("payments.cash_write_off_refused", found, acting_user, reason=note.strip())
    return found


def _hold(receipt_id: int) -> CashReceipt:
    """The receipt, locked: it is counted or written off, never both."""
    return CashReceipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)


def _may_be_advance(receipt: CashReceipt, bearer: str) -> bool:
    return bearer != Bearer.GROUP or current_account(receipt.group) is not None


def _advance(found: CashWriteOff, approver: "User") -> Advance:
    """What the group has kept, as an advance that it has had already."""
    account, now = current_account(found.receipt.group), timezone.now()
    if account is None:
        raise CashRefused(found.number)
    return Advance.objects.create(
        number=new_number("AV"),
        group=found.receipt.group,
        account=account,
        amount_paise=found.receipt.amount_paise,
        reason=found.reason,
        is_kept_cash=True,
        status=Advance.Status.PAID,
        key=f"cash:{found.number}",
        proposed_by=found.proposed_by,
        approved_by=approver,
        approved_at=now,
        paid_at=now,
        reference=found.number,
    )


def _move(found: CashWriteOff, guarded: "QuerySet[CashWriteOff]", values: dict[str, Any]) -> None:
    if not guarded.update(**values):
        raise NotAsSeen(found.number)
    found.refresh_from_db()


def _audit(action: str, found: CashWriteOff, acting_user: "User", reason: str = "") -> None:
    receipt = found.receipt
    after = {"group": receipt.group_id, "status": found.status, "receipt": receipt.number, "amount_paise": receipt.amount_paise}
    after |= {"bearer": found.bearer, "advance": found.advance.number if found.advance else ""}
    audit.record(action=action, subject=found, acting_user=acting_user, after=after, reason=reason or found.reason)
