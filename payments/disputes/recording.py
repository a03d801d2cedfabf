"""Writing down how a dispute stands at the gateway, as it was just asked: any number of times, in any sequence, with one end."""

from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.disputes import holding, letters, losing, postings, returning
from payments.gateway import SentDispute, SentMove
from payments.models import Dispute, DisputeMove, Journal, Payment, Payout

Status = Dispute.Status
# How far a dispute is. It only goes on: what an older answer of the gateway says changes nothing.
_INQUIRY, _INQUIRY_OVER, _DISPUTE, _OVER = range(4)


@dataclass(frozen=True)
class Told:
    """What an answer of the gateway changed. ``before`` is empty for a dispute that is new; ``in_a_file``: payouts nobody can hold."""

    dispute: Dispute
    before: str
    in_a_file: list[Payout] = field(default_factory=list)

    @property
    def is_lost_now(self) -> bool:
        return self.dispute.status == Status.LOST and self.before != Status.LOST

    @property
    def is_changed(self) -> bool:
        return self.dispute.status != self.before


def note(payment: Payment, sent: SentDispute) -> Told:
    """Record one answer of the gateway, in the caller's transaction, in which the order is locked.

    A dispute that is open holds its parts' payouts; one that ends lets them go. Who bears a lost one is said by the caller, who calls
    ``losing.lose`` in the same transaction where ``is_lost_now``.
    """
    audit.require_transaction("A dispute")
    dispute = Dispute.objects.select_for_update().filter(provider=payment.provider, gateway_id=sent.id).first()
    told = Told(_open(payment, sent), "") if dispute is None else Told(dispute, dispute.status)
    dispute = told.dispute
    faults.point("payments.disputes.after_row")
    for move in _moves(dispute, sent):
        _note_money(dispute, move)
    faults.point("payments.disputes.after_money")
    if told.before:
        _go_on(dispute, sent)
    in_a_file: list[Payout] = []
    if dispute.is_open and told.before not in Dispute.OPEN:
        # All of them: of what came back after an earlier loss nothing is left to refund, and its group has it in a payout again.
        parts = losing.about(dispute)
        in_a_file = holding.take_out_of_payouts([part.producer_order_number for part in parts])
        letters.opened(dispute, parts, in_a_file)
    elif told.before in Dispute.OPEN and not dispute.is_open and not told.is_lost_now:
        losing.send_what_waited(dispute)
        letters.closed(dispute)
    elif told.before == Status.LOST:
        returning.give_back(dispute)
    faults.point("payments.disputes.after_hold")
    return Told(dispute, told.before, in_a_file)


def _open(payment: Payment, sent: SentDispute) -> Dispute:
    dispute = Dispute.objects.create(
        number=new_number("DP"),
        payment=payment,
        provider=payment.provider,
        gateway_id=sent.id,
        amount_paise=sent.amount_paise,
        reason=sent.reason[:40],
        is_inquiry=sent.is_inquiry,
        status=sent.status,
        evidence_due_at=sent.due_at,
        opened_at=sent.opened_at,
        closed_at=None if sent.status in Dispute.OPEN else timezone.now(),
    )
    _audit("payments.dispute_opened", dispute, "")
    return dispute


def _go_on(dispute: Dispute, sent: SentDispute) -> None:
    """The state that the gateway tells, unless the dispute is further than that. While it is open, its amount and its day follow."""
    before, now = _stage(dispute.is_inquiry, dispute.status), _stage(sent.is_inquiry, sent.status)
    if now < before or before == _OVER or (now == before and not dispute.is_open):
        return
    told = dispute.status, dispute.is_inquiry, dispute.amount_paise, dispute.reason, dispute.evidence_due_at
    if told == (sent.status, sent.is_inquiry, sent.amount_paise, sent.reason[:40], sent.due_at):
        return
    Dispute.objects.filter(pk=dispute.pk).update(
        status=sent.status,
        is_inquiry=sent.is_inquiry,
        amount_paise=sent.amount_paise,
        reason=sent.reason[:40],
        evidence_due_at=sent.due_at,
        closed_at=None if sent.status in Dispute.OPEN else timezone.now(),
    )
    was = dispute.status
    dispute.refresh_from_db()
    _audit("payments.dispute_changed", dispute, was)


def _stage(is_inquiry: bool, status: str) -> int:
    is_open = status in Dispute.OPEN
    if is_inquiry:
        return _INQUIRY if is_open else _INQUIRY_OVER
    return _DISPUTE if is_open else _OVER


def _moves(dispute: Dispute, sent: SentDispute) -> tuple[SentMove, ...]:
    """What the gateway took or gave back. Where it only tells what it has now: the difference to what is written down, unless this
    answer is older than what is known. More than before, once money of a lost dispute came back, is such an answer, or a person's to see.
    """
    if sent.deducted_paise is None:
        return sent.moves
    if _stage(sent.is_inquiry, sent.status) < _stage(dispute.is_inquiry, dispute.status):
        return ()
    noted = dispute.moves.aggregate(amount=Sum("amount_paise", default=0), fee=Sum("fee_paise", default=0), count=Count("pk"))
    amount = min(sent.deducted_paise, sent.amount_paise)
    fee = sent.deducted_paise - amount
    if amount > noted["amount"] and dispute.moves.filter(is_late=True).exists():
        return ()
    return (SentMove(f"{sent.id}:{noted['count'] + 1}", amount - noted["amount"], fee - noted["fee"], timezone.now()),)


def _note_money(dispute: Dispute, move: SentMove) -> None:
    """What the gateway took or gave back, once for its own name of it."""
    if not (move.amount_paise or move.fee_paise) or DisputeMove.objects.filter(gateway_id=move.id).exists():
        return
    row = DisputeMove.objects.create(
        dispute=dispute,
        gateway_id=move.id,
        amount_paise=move.amount_paise,
        fee_paise=move.fee_paise,
        is_late=move.amount_paise < 0 and _was_lost(dispute),
        at=move.at,
    )
    ledger.write(postings.moved(row))
    after = {"dispute": dispute.number, "amount_paise": row.amount_paise, "fee_paise": row.fee_paise, "is_late": row.is_late}
    audit.record(action="payments.dispute_money", subject=row, after=after)


def _was_lost(dispute: Dispute) -> bool:
    """Whether its loss was borne before this answer came."""
    return Journal.objects.filter(key=postings.lost(dispute).key).exists()


def _audit(action: str, dispute: Dispute, before: str) -> None:
    after = {
        "status": dispute.status,
        "amount_paise": dispute.amount_paise,
        "reason": dispute.reason,
        "is_inquiry": dispute.is_inquiry,
        "payment": dispute.payment.number,
    }
    audit.record(action=action, subject=dispute, before={"status": before} if before else None, after=after)
