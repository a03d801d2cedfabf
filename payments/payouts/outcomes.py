"""What the bank did with a payout: it arrived, under a UTR, or it came back, for a reason. A group is told of either.

Banks send money back even after they called it paid; then it is owed to the group again all the same.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import audit, faults
from payments import bank_references, ledger
from payments.confirmations import tidy_reference
from payments.households import booking
from payments.models import Payout
from payments.payouts import letters, postings
from payments.payouts.ending import end
from payments.payouts.errors import NotAsSeen, ReasonMissing
from payments.payouts.reasons import BOUNCED, NEEDS_WORDS

if TYPE_CHECKING:
    from accounts.models import User

Status = Payout.Status


def settle(payout: Payout, *, reference: str, acting_user: "User | None") -> bool:
    """The bank has paid the group, under this UTR; whether this call recorded it. The same UTR again changes nothing.

    Raises ``ReferenceMissing``, ``ReferenceUsed``, ``NotAsSeen`` for a payout that is not with the bank or has another UTR.
    """
    reference = tidy_reference(reference)
    bank_references.check_unused(reference, for_a=Payout)
    with transaction.atomic():
        sent = Payout.objects.filter(pk=payout.pk, status=Status.SENT)
        values = {"status": Status.SETTLED, "settled_at": timezone.now(), "version": F("version") + 1}
        if not bank_references.write(sent, reference=reference, **values):
            payout.refresh_from_db()
            if payout.status == Status.SETTLED and payout.reference == reference:
                return False
            raise NotAsSeen(payout.number)
        payout.refresh_from_db()
        faults.point("payouts.settle.after_row")
        ledger.write(postings.settled(payout))
        booking.settled(payout)
        audit.record(
            action="payments.payout_settled",
            subject=payout,
            acting_user=acting_user,
            before={"status": Status.SENT},
            after={"status": Status.SETTLED, "amount_paise": payout.amount_paise, "reference": reference},
        )
        letters.paid(payout)
        faults.point("payouts.settle.before_commit")
    return True


def bounce(payout: Payout, *, reason: str, note: str = "", acting_user: "User | None") -> None:
    """The bank has sent it back: it is owed to the group again, and its earnings are free for the next payout.

    Raises ``ReasonMissing``, ``NotAsSeen`` for one that was never with the bank, came back before, or has changed meanwhile.
    """
    if reason not in BOUNCED or (reason in NEEDS_WORDS and not note.strip()):
        raise ReasonMissing(reason)
    before = payout.status
    with transaction.atomic():
        with_bank = Payout.objects.filter(pk=payout.pk, status=before, status__in=(Status.SENT, Status.SETTLED), version=payout.version)
        end(payout, with_bank, Status.BOUNCED, reason, note.strip())
        faults.point("payouts.bounce.after_row")
        ledger.write(postings.bounced(payout))
        booking.bounced(payout)
        audit.record(
            action="payments.payout_bounced",
            subject=payout,
            acting_user=acting_user,
            before={"status": before},
            after={"status": Status.BOUNCED, "amount_paise": payout.amount_paise},
            reason=f"{reason}: {note.strip()}" if note.strip() else reason,
        )
        letters.came_back(payout)
        faults.point("payouts.bounce.before_commit")
