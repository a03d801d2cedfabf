"""Files for the bank: approved payouts put into one, the file made again for who uploads it, handed over, or dropped.

A payout stands in one file. Making the file pays nothing and writes nothing to the ledger; only the record that the bank has it does.
Killed in between, the shop still shows the file as made: the bank is asked, and it is recorded or dropped.
"""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.confirmations import tidy_reference
from payments.errors import ReferenceUsed
from payments.models import Payout, PayoutBatch
from payments.payouts import bank_file, postings
from payments.payouts.ending import withdraw
from payments.payouts.errors import FileDiffers, NotAsSeen, NothingToSend, ReasonMissing
from payments.payouts.holds import is_refused

if TYPE_CHECKING:
    from accounts.models import User

Status = PayoutBatch.Status
# One file at most; the next one takes the rest. Keeps the write short.
AT_MOST = 200


def make(*, acting_user: "User") -> PayoutBatch:
    """Put every approved payout into a file. One to an account that can not be used any more is withdrawn instead.

    Two who press at once: the rows are locked, and the second finds nothing left. Raises ``NothingToSend``.
    """
    with transaction.atomic():
        approved = Payout.objects.filter(status=Payout.Status.APPROVED, batch__isnull=True).select_related("account", "group")
        kept = [payout for payout in approved.select_for_update(of=("self",)).order_by("pk")[:AT_MOST] if _is_usable(payout, acting_user)]
        batch = _make(kept, acting_user) if kept else None
    if batch is None:
        raise NothingToSend
    return batch


def _is_usable(payout: Payout, acting_user: "User") -> bool:
    """Whether its account still takes money: the group may have given another one, or the bank may have sent money back from it."""
    if payout.account.replaced_at is not None:
        withdraw(payout, "account_changed", acting_user=acting_user)
        return False
    if is_refused(payout.account):
        withdraw(payout, "on_hold", acting_user=acting_user)
        return False
    return True


def _make(payouts: list[Payout], acting_user: "User") -> PayoutBatch:
    text = bank_file.text_of(payouts)
    batch = PayoutBatch.objects.create(
        number=new_number("PF"),
        payouts_count=len(payouts),
        total_paise=sum(payout.amount_paise for payout in payouts),
        file_sha256=bank_file.fingerprint(text),
        made_by=acting_user,
    )
    taken = Payout.objects.filter(pk__in=[payout.pk for payout in payouts], status=Payout.Status.APPROVED, batch__isnull=True)
    if taken.update(batch=batch, version=F("version") + 1) != len(payouts):
        raise NotAsSeen(batch.number)
    faults.point("payouts.file.before_commit")
    audit.record(action="payments.payout_file_made", subject=batch, acting_user=acting_user, after=_facts(batch))
    return batch


def text_of(batch: PayoutBatch, *, acting_user: "User") -> str:
    """The file itself, with whole account numbers; that it was opened is journalled. Raises ``FileDiffers``, ``sealing.NotOpened``."""
    text = bank_file.text_of(payouts_of(batch))
    if bank_file.fingerprint(text) != batch.file_sha256:
        raise FileDiffers(batch.number)
    with transaction.atomic():
        audit.record(action="payments.payout_file_opened", subject=batch, acting_user=acting_user, after=_facts(batch))
    return text


def payouts_of(batch: PayoutBatch) -> list[Payout]:
    """The payouts of a file, in the sequence of its lines. One query."""
    return list(batch.payouts.select_related("account", "group").order_by("pk"))


def record_sent(batch: PayoutBatch, *, reference: str, acting_user: "User") -> bool:
    """The bank has the file, under this reference; whether this call recorded it. The same reference again changes nothing.

    Raises ``ReferenceMissing``, ``ReferenceUsed``, ``NotAsSeen`` for a file that was dropped or is recorded under another reference.
    """
    reference = tidy_reference(reference)
    with transaction.atomic():
        if not _end(batch, Status.SENT, acting_user, reference):
            if batch.status == Status.SENT and batch.reference == reference:
                return False
            raise NotAsSeen(batch.number)
        faults.point("payouts.sent.after_file")
        _send(batch)
        faults.point("payouts.sent.before_commit")
        audit.record(action="payments.payout_file_sent", subject=batch, acting_user=acting_user, after=_facts(batch))
    return True


def _send(batch: PayoutBatch) -> None:
    """Every payout of the file is with the bank now. All of them, or none."""
    going = Payout.objects.filter(batch=batch, status=Payout.Status.APPROVED)
    if going.update(status=Payout.Status.SENT, sent_at=batch.ended_at, version=F("version") + 1) != batch.payouts_count:
        raise NotAsSeen(batch.number)
    payouts = payouts_of(batch)
    if sum(payout.amount_paise for payout in payouts) != batch.total_paise:
        raise FileDiffers(batch.number)
    for payout in payouts:
        ledger.write(postings.sent(payout))


def drop(batch: PayoutBatch, *, reason: str, acting_user: "User") -> None:
    """The bank never got the file: its payouts are withdrawn, and what they held is due again.

    Raises ``ReasonMissing``, ``NotAsSeen`` for a file that was handed over or dropped meanwhile.
    """
    if not reason.strip():
        raise ReasonMissing(batch.number)
    with transaction.atomic():
        if not _end(batch, Status.DROPPED, acting_user):
            raise NotAsSeen(batch.number)
        for payout in payouts_of(batch):
            withdraw(payout, "file_dropped", note=reason.strip(), acting_user=acting_user, batch_id=batch.pk)
        faults.point("payouts.drop.before_commit")
        audit.record(
            action="payments.payout_file_dropped", subject=batch, acting_user=acting_user, after=_facts(batch), reason=reason.strip()
        )


def _end(batch: PayoutBatch, status: str, acting_user: "User", reference: str = "") -> bool:
    """One UPDATE decides between two who end a file at once; whether it was this one. Raises ``ReferenceUsed``."""
    try:
        with transaction.atomic():
            made = PayoutBatch.objects.filter(pk=batch.pk, status=Status.MADE)
            won = made.update(status=status, reference=reference, ended_at=timezone.now(), ended_by=acting_user)
    except IntegrityError as refusal:
        raise ReferenceUsed(reference) from refusal
    batch.refresh_from_db()
    return bool(won)


def _facts(batch: PayoutBatch) -> dict[str, object]:
    return {
        "status": batch.status,
        "payouts": batch.payouts_count,
        "total_paise": batch.total_paise,
        "sha256": batch.file_sha256,
        "reference": batch.reference,
    }
