"""Files of refunds: proposed by one person with everything that is due, approved by another, opened, handed over, or dropped.

A refund stands in one living file. The file pays nothing and writes nothing to the ledger: what the bank did with each line is recorded
refund by refund (``orders.refund_files``). A refund that was sent in another way meanwhile makes the file useless, and it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from money.paise import from_rupees, to_rupees
from payments import bulk_file, ledger
from payments.cash import rules
from payments.confirmations import tidy_reference
from payments.disputes import holding
from payments.errors import ReferenceUsed
from payments.ledger import postings
from payments.models import Refund, RefundDestination, RefundFile, RefundFileLine
from payments.providers.offline import OfflineProvider
from payments.refund_files import destinations
from payments.refund_files.errors import FileDiffers, NotAsSeen, NothingToRefund, ReasonMissing, SamePerson
from payments.refund_files.reasons import BOUNCED, DROPPED, NEEDS_NEW_UPI

if TYPE_CHECKING:
    from accounts.models import User

Status = RefundFile.Status
COLUMNS = ("TYPE", "UPI ID", "AMOUNT", "REFERENCE")
UPI = "UPI"
# One file at most; the next one takes the rest. Keeps the write short.
AT_MOST = 200
_OPEN = (Refund.Status.DUE, Refund.Status.FAILED)


def propose(*, acting_user: "User") -> RefundFile:
    """Put every refund that is due, goes by hand and has a place to go to into a file. Raises ``NothingToRefund``.

    Two who press at once: the database lets a refund into one living line only, and the second finds nothing left.
    """
    try:
        with transaction.atomic():
            chosen = [(refund, place) for refund in list(to_send()[:AT_MOST]) if (place := destinations.usable(refund.allocation.payment))]
            if not chosen:
                raise NothingToRefund
            return _make(chosen, acting_user)
    except IntegrityError as refusal:
        raise NothingToRefund from refusal


def to_send() -> Any:
    """Refunds that staff send from the bank, that stand in no living file and that no dispute holds, the oldest first."""
    living = RefundFileLine.objects.filter(refund=OuterRef("pk"), released_at__isnull=True)
    no_gateway = (OfflineProvider.code, rules.PROVIDER)
    by_hand = Q(status=Refund.Status.FAILED) | Q(status=Refund.Status.DUE, allocation__payment__provider__in=no_gateway)
    return (
        Refund.objects.filter(~Exists(living), by_hand, holding.without_taken())
        .select_related("allocation__payment")
        .order_by("created_at", "pk")
    )


@dataclass(frozen=True)
class Waiting:
    """How many refunds are sent by hand and stand in no file, and their sum."""

    count: int
    total_paise: int


def waiting() -> Waiting:
    """One query."""
    sums = to_send().order_by().aggregate(count=Count("pk"), paise=Sum("amount_paise", default=0))
    return Waiting(sums["count"], sums["paise"])


def _make(chosen: Sequence[tuple[Refund, RefundDestination]], acting_user: "User") -> RefundFile:
    lines = [RefundFileLine(refund=refund, destination=place, amount_paise=refund.amount_paise) for refund, place in chosen]
    made = RefundFile.objects.create(
        number=new_number("RB"),
        refunds_count=len(lines),
        total_paise=sum(line.amount_paise for line in lines),
        file_sha256=bulk_file.fingerprint(_text(lines)),
        proposed_by=acting_user,
    )
    for line in lines:
        line.file = made
    RefundFileLine.objects.bulk_create(lines)
    faults.point("payments.refund_file.before_commit")
    _audit("payments.refund_file_proposed", made, acting_user)
    return made


def approve(file: RefundFile, *, acting_user: "User") -> RefundFile:
    """Another person agrees. Raises ``SamePerson``, ``NotAsSeen`` (also where a refund in it was sent in another way)."""
    if file.proposed_by_id == acting_user.pk:
        raise SamePerson(file.number)
    with transaction.atomic():
        _check_due(file)
        guarded = RefundFile.objects.filter(pk=file.pk, status=Status.PROPOSED).exclude(proposed_by=acting_user)
        _move(file, guarded, {"status": Status.APPROVED, "approved_by": acting_user, "approved_at": timezone.now()})
        _audit("payments.refund_file_approved", file, acting_user)
    return file


def text_of(file: RefundFile, *, acting_user: "User") -> str:
    """The approved file, with whole UPI ids; that it was opened is journalled. Raises ``FileDiffers``, ``NotAsSeen``, ``NotOpened``."""
    if file.status != Status.APPROVED:
        raise NotAsSeen(file.number)
    _check_due(file)
    text = _text(lines_of(file))
    if bulk_file.fingerprint(text) != file.file_sha256:
        raise FileDiffers(file.number)
    with transaction.atomic():
        _audit("payments.refund_file_opened", file, acting_user)
    return text


def record_sent(file: RefundFile, *, reference: str, acting_user: "User") -> bool:
    """The bank has the file, under this reference; whether this call recorded it. The same reference again changes nothing.

    Raises ``ReferenceMissing``, ``ReferenceUsed``, ``NotAsSeen``.
    """
    reference = tidy_reference(reference)
    with transaction.atomic():
        if not _end(file, (Status.APPROVED,), {"status": Status.SENT, "reference": reference}, acting_user):
            file.refresh_from_db()
            if file.status == Status.SENT and file.reference == reference:
                return False
            raise NotAsSeen(file.number)
        _audit("payments.refund_file_sent", file, acting_user)
    return True


def drop(file: RefundFile, *, acting_user: "User", note: str) -> None:
    """The bank never got the file: its refunds are free for the next. Raises ``ReasonMissing``, ``NotAsSeen``."""
    if not note.strip():
        raise ReasonMissing(file.number)
    with transaction.atomic():
        if not _end(file, (Status.PROPOSED, Status.APPROVED), {"status": Status.DROPPED}, acting_user):
            raise NotAsSeen(file.number)
        RefundFileLine.objects.filter(file=file, released_at__isnull=True).update(released_at=timezone.now(), reason=DROPPED)
        _audit("payments.refund_file_dropped", file, acting_user, note.strip())


def came_back(line: RefundFileLine, *, reason: str, acting_user: "User") -> Refund:
    """The bank did not pay a line, or sent it back after it was recorded as paid: it is due again. In the caller's transaction.

    Where the UPI id was the reason, nothing goes to it before the shopper has given another. Raises ``ReasonMissing``, ``NotAsSeen``.
    """
    audit.require_transaction("A refund that came back")
    if reason not in BOUNCED:
        raise ReasonMissing(reason)
    living = RefundFileLine.objects.filter(pk=line.pk, released_at__isnull=True, file__status=Status.SENT)
    if not RefundFileLine.objects.filter(pk__in=living.values("pk"), released_at__isnull=True).update(
        released_at=timezone.now(), reason=reason
    ):
        raise NotAsSeen(line.file.number)
    if reason in NEEDS_NEW_UPI:
        RefundDestination.objects.filter(pk=line.destination_id, refused_at__isnull=True).update(refused_at=timezone.now())
    refund = Refund.objects.select_for_update(of=("self",)).select_related("allocation__payment").get(pk=line.refund_id)
    before = refund.reference
    if refund.status == Refund.Status.SENT:
        ledger.write(postings.refund_returned(refund, before, by_hand=True))
        status = Refund.Status.FAILED if refund.failure else Refund.Status.DUE
        Refund.objects.filter(pk=refund.pk).update(status=status, reference="", sent_at=None, sent_by=None)
        refund.refresh_from_db()
    faults.point("payments.refund_file.came_back")
    audit.record(
        action="payments.refund_came_back",
        subject=refund,
        acting_user=acting_user,
        before={"reference": before},
        after={"status": refund.status, "amount_paise": refund.amount_paise},
        reason=reason,
    )
    return refund


def file_of(refund: Refund) -> str:
    """The number of the living file in which a refund waits for the bank; nothing for one that was sent. One query."""
    if refund.status == Refund.Status.SENT:
        return ""
    living = RefundFileLine.objects.filter(refund=refund, released_at__isnull=True)
    return living.values_list("file__number", flat=True).first() or ""


def lines_of(file: RefundFile) -> list[RefundFileLine]:
    """The lines of a file, in their sequence. One query."""
    found = RefundFileLine.objects.filter(file=file).select_related("refund__allocation__payment", "destination", "file")
    return list(found.order_by("pk"))


def _text(lines: Sequence[RefundFileLine]) -> str:
    """The file, read back and compared."""
    rows = [_row(line) for line in lines]
    total = sum(line.amount_paise for line in lines)
    text = bulk_file.write(COLUMNS, rows, [bulk_file.TOTAL, len(lines), to_rupees(total), ""])
    head, written, last = bulk_file.read(text)
    sums = [from_rupees(row[2]) for row in written]
    if head != COLUMNS or [row[3] for row in written] != [row[3] for row in rows] or sum(sums) != total or from_rupees(last[2]) != total:
        raise FileDiffers("lines")
    if any(paise != line.refund.amount_paise for paise, line in zip(sums, lines, strict=True)):
        raise FileDiffers("amounts")
    return text


def _row(line: RefundFileLine) -> list[object]:
    return [UPI, destinations.upi_of(line.destination), to_rupees(line.amount_paise), bulk_file.reference_of(line.refund.number)]


def _check_due(file: RefundFile) -> None:
    """Raises ``NotAsSeen`` where a refund of the file was sent in another way: the file would pay it again."""
    if RefundFileLine.objects.filter(file=file).exclude(refund__status__in=_OPEN).exists():
        raise NotAsSeen(file.number)


def _move(file: RefundFile, guarded: Any, values: dict[str, Any]) -> None:
    if not guarded.update(**values):
        raise NotAsSeen(file.number)
    file.refresh_from_db()


def _end(file: RefundFile, states: tuple[str, ...], values: dict[str, Any], acting_user: "User") -> bool:
    """One UPDATE decides between two who end a file at once; whether it was this one. Raises ``ReferenceUsed``."""
    try:
        with transaction.atomic():
            held = RefundFile.objects.filter(pk=file.pk, status__in=states)
            won = held.update(ended_at=timezone.now(), ended_by=acting_user, **values)
    except IntegrityError as refusal:
        raise ReferenceUsed(values.get("reference", "")) from refusal
    file.refresh_from_db()
    return bool(won)


def _audit(action: str, file: RefundFile, acting_user: "User", reason: str = "") -> None:
    after = {"status": file.status, "refunds": file.refunds_count, "total_paise": file.total_paise, "sha256": file.file_sha256}
    audit.record(action=action, subject=file, acting_user=acting_user, after=after, reason=reason)
