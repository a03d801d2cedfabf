"""The end of a payout that pays nothing: its lines are set free, and what they stood for is due to the group as before."""

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.utils import timezone

from journal import audit
from payments.models import Payout, PayoutLine
from payments.payouts.errors import NotAsSeen

if TYPE_CHECKING:
    from accounts.models import User

_BEFORE_THE_BANK = (Payout.Status.DUE, Payout.Status.PROPOSED, Payout.Status.APPROVED)


def withdraw(payout: Payout, reason: str, *, note: str = "", acting_user: "User | None" = None, batch_id: int | None = None) -> None:
    """Take back a payout that the bank has not got. In the caller's transaction.

    Only one in no file, or in the file named by ``batch_id``, which the caller has just dropped. Raises ``NotAsSeen`` where it is
    neither, or has changed meanwhile.
    """
    audit.require_transaction("A payout that is withdrawn")
    before = payout.status
    alive = Payout.objects.filter(pk=payout.pk, status=before, status__in=_BEFORE_THE_BANK, batch_id=batch_id, version=payout.version)
    end(payout, alive, Payout.Status.WITHDRAWN, reason, note)
    audit.record(
        action="payments.payout_withdrawn",
        subject=payout,
        acting_user=acting_user,
        before={"status": before},
        after={"status": Payout.Status.WITHDRAWN, "amount_paise": payout.amount_paise},
        reason=reason if not note else f"{reason}: {note}",
    )


def end(payout: Payout, guarded: QuerySet[Payout], status: str, reason: str, note: str) -> None:
    """One UPDATE decides; then the lines are free. Raises ``NotAsSeen`` where the guard holds no row."""
    now = timezone.now()
    if not guarded.update(status=status, reason=reason, note=note[:300], ended_at=now, version=F("version") + 1):
        raise NotAsSeen(payout.number)
    PayoutLine.objects.filter(payout=payout, released_at__isnull=True).update(released_at=now)
    payout.refresh_from_db()
