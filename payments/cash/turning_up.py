"""Cash that turns up after it was written off: counted by two people as all cash, and taken off the loss, or off the group's advance.

Not all of it need come. Never more than is missing: of an advance, what no payout has given back. What was counted once is kept free of
payouts until it was counted again or given back.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum

from journal import audit
from journal.numbers import new_number
from payments.cash.errors import CashRefused, NotAsSeen
from payments.models import CashHandIn, CashReceipt, CashWriteOff, Payout, PayoutLine
from payments.payouts import due
from payments.payouts.deciding import check_not_own
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

Status = CashHandIn.Status


def missing_paise(gone: CashWriteOff) -> int:
    """How much of it may still turn up. A payout that nobody has proposed yet gives way. Two queries."""
    if gone.status != CashWriteOff.Status.APPROVED:
        return 0
    alive = CashHandIn.objects.filter(write_off=gone).exclude(status=Status.DROPPED)
    left: int = gone.receipt.amount_paise - alive.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    if gone.advance_id is None:
        return left
    taken = PayoutLine.objects.filter(advance=gone.advance_id, released_at__isnull=True).exclude(payout__status=Payout.Status.DUE)
    return left + int(taken.aggregate(paise=Sum("amount_paise", default=0))["paise"])


def count(gone: CashWriteOff, *, amount_paise: int, acting_user: "User") -> CashHandIn:
    """One person has counted cash that was written off. The very same count again, while it waits for the second one, is the same row.

    Raises ``OwnGroup``, ``CashRefused`` for more than is missing or nothing, ``NotAsSeen`` where another sum was counted, or a payout took
    of the advance at this very moment.
    """
    group_id = gone.receipt.group_id
    check_not_own(group_id, acting_user)
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=group_id)  # no payout takes of its advances meanwhile
        CashReceipt.objects.select_for_update(of=("self",)).get(pk=gone.receipt_id)
        waiting = CashHandIn.objects.filter(write_off=gone, status=Status.COUNTED).first()
        if waiting is not None:
            if (waiting.amount_paise, waiting.counted_by_id) == (amount_paise, acting_user.pk):
                return waiting
            raise NotAsSeen(gone.number)
        if not 0 < amount_paise <= missing_paise(gone):
            raise CashRefused(gone.number)
        made = CashHandIn.objects.create(
            number=new_number("DC"), group_id=group_id, amount_paise=amount_paise, counted_by=acting_user, write_off=gone
        )
        if gone.advance_id is not None:
            due.prepare(group_id)  # a payout that is due takes less of the advance now
            if _is_taken(gone):
                raise NotAsSeen(gone.number)
        after = {"group": group_id, "status": made.status, "amount_paise": amount_paise, "write_off": gone.number}
        audit.record(action="payments.cash_found", subject=made, acting_user=acting_user, after=after)
    return made


def _is_taken(gone: CashWriteOff) -> bool:
    """Whether payouts, the due one among them, take more of the advance than is left of it."""
    alive = PayoutLine.objects.filter(advance=gone.advance_id, released_at__isnull=True)
    brought = CashHandIn.objects.filter(write_off=gone).exclude(status=Status.DROPPED)
    taken = -alive.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    return bool(taken + brought.aggregate(paise=Sum("amount_paise", default=0))["paise"] > gone.receipt.amount_paise)
