"""Cash that a group brings: counted by one person of the shop, by another one again, and paid into the bank.

Receipts are counted in whole: what is short of one stays with the group. Neither person belongs to the group.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import bank_references, ledger
from payments.cash import letters, postings
from payments.cash.errors import CashRefused, NotAsSeen
from payments.confirmations import tidy_reference
from payments.models import CashHandIn, CashReceipt, CashWriteOff
from payments.payouts.deciding import check_not_own
from payments.payouts.errors import ReasonMissing, SamePerson
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

Status = CashHandIn.Status


def count(*, group: ProducerGroup, receipts: Collection[str], amount_paise: int, acting_user: "User") -> CashHandIn:
    """One person has counted what a group brought for these receipts. The very same receipts again are the same count.

    Raises ``OwnGroup``, ``CashRefused`` where another sum was counted than they say, or ``NotAsSeen`` where one was counted before.
    """
    check_not_own(group.pk, acting_user)
    with transaction.atomic():
        chosen = list(CashReceipt.objects.select_for_update(of=("self",)).filter(group=group, number__in=receipts).order_by("pk"))
        if not chosen or len(chosen) != len(set(receipts)) or any(receipt.hand_in_id for receipt in chosen) or _is_written_off(chosen):
            raise NotAsSeen(group.slug)
        if sum(receipt.amount_paise for receipt in chosen) != amount_paise:
            raise CashRefused(group.slug)
        made = CashHandIn.objects.create(number=new_number("DC"), group=group, amount_paise=amount_paise, counted_by=acting_user)
        free = CashReceipt.objects.filter(pk__in=[receipt.pk for receipt in chosen], hand_in__isnull=True)
        if free.update(hand_in=made) != len(chosen):
            raise NotAsSeen(group.slug)
        faults.point("payments.cash_counted.before_commit")
        _audit("payments.cash_counted", made, acting_user)
    return made


def check(hand_in: CashHandIn, *, amount_paise: int, acting_user: "User") -> CashHandIn:
    """Another person has counted it again, and comes to the same sum: the cash is the shop's, and its groups can be paid.

    Raises ``SamePerson``, ``OwnGroup``, ``CashRefused`` for another sum, ``NotAsSeen``.
    """
    check_not_own(hand_in.group_id, acting_user)
    if hand_in.counted_by_id == acting_user.pk:
        raise SamePerson(hand_in.number)
    if hand_in.amount_paise != amount_paise:
        raise CashRefused(hand_in.number)
    with transaction.atomic():
        guarded = CashHandIn.objects.filter(pk=hand_in.pk, status=Status.COUNTED).exclude(counted_by=acting_user)
        _move(hand_in, guarded, {"status": Status.CHECKED, "checked_by": acting_user, "checked_at": timezone.now()})
        faults.point("payments.cash_checked.after_row")
        ledger.write(postings.counted(hand_in))
        faults.point("payments.cash_checked.after_journal")
        if hand_in.write_off:
            letters.found(hand_in, hand_in.write_off)
        _audit("payments.cash_checked", hand_in, acting_user)
    return hand_in


def drop(hand_in: CashHandIn, *, note: str, acting_user: "User") -> None:
    """The second count did not come to the same sum: the group has its cash again. Raises ``ReasonMissing``, ``NotAsSeen``."""
    if not note.strip():
        raise ReasonMissing(hand_in.number)
    with transaction.atomic():
        guarded = CashHandIn.objects.filter(pk=hand_in.pk, status=Status.COUNTED)
        _move(hand_in, guarded, {"status": Status.DROPPED, "dropped_at": timezone.now(), "note": note.strip()[:200]})
        CashReceipt.objects.filter(hand_in=hand_in).update(hand_in=None)
        _audit("payments.cash_dropped", hand_in, acting_user, reason=note.strip())


def bank(hand_in: CashHandIn, *, reference: str, acting_user: "User | None") -> bool:
    """The counted cash is on the bank's statement, under this reference; whether this call recorded it. The same again changes nothing.

    Raises ``ReferenceMissing``, ``ReferenceUsed``, ``NotAsSeen`` for cash that two people have not counted.
    """
    reference = tidy_reference(reference)
    bank_references.check_unused(reference, for_a=CashHandIn)
    with transaction.atomic():
        counted = CashHandIn.objects.filter(pk=hand_in.pk, status=Status.CHECKED)
        if not bank_references.write(counted, reference=reference, status=Status.BANKED, banked_at=timezone.now()):
            hand_in.refresh_from_db()
            if hand_in.status == Status.BANKED and hand_in.reference == reference:
                return False
            raise NotAsSeen(hand_in.number)
        hand_in.refresh_from_db()
        faults.point("payments.cash_banked.after_row")
        ledger.write(postings.banked(hand_in))
        _audit("payments.cash_banked", hand_in, acting_user)
    return True


def _is_written_off(chosen: Collection[CashReceipt]) -> bool:
    return CashWriteOff.objects.filter(receipt__in=chosen, status=CashWriteOff.Status.APPROVED).exists()


def _move(hand_in: CashHandIn, guarded: "QuerySet[CashHandIn]", values: dict[str, Any]) -> None:
    if not guarded.update(**values):
        raise NotAsSeen(hand_in.number)
    hand_in.refresh_from_db()


def _audit(action: str, hand_in: CashHandIn, acting_user: "User | None", reason: str = "") -> None:
    after = {"group": hand_in.group_id, "status": hand_in.status, "amount_paise": hand_in.amount_paise, "reference": hand_in.reference}
    audit.record(action=action, subject=hand_in, acting_user=acting_user, after=after, reason=reason)
