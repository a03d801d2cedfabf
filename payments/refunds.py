"""Money owed back to a shopper. Each refund names one producer order and never exceeds what was received for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from journal import audit, faults
from journal.numbers import new_number
from payments import bank_references, credit_notes, earnings, ledger, providers, refund_lines
from payments.confirmations import tidy_reference
from payments.disputes import holding
from payments.errors import RefundRefused, SentAlready
from payments.ledger import postings
from payments.models import Allocation, Payment, Refund
from payments.refund_lines import Wanted

if TYPE_CHECKING:
    from accounts.models import User


def owe_refund(
    *,
    producer_order_number: str,
    amount_paise: int,
    reason: str,
    key: str,
    lines: Sequence[Wanted] = (),
    bearer: str = Refund.Bearer.GROUP,
) -> Refund:
    """Owe money back for one producer order, once for each ``key``.

    ``lines`` say which lines of the sale it is for, and sum to the amount; without them every line gives in proportion to what is left
    of it. ``bearer`` is whose cost it is: of the group, which has not earned it then, or of the shop.

    The bound is in the UPDATE itself (refunded + moved + amount <= captured), so two refunds at once can not both pass it. What is
    owed is never taken back by changing the row: a correction is a payment of its own. Raises ``RefundRefused``.
    """
    if amount_paise <= 0:
        raise RefundRefused(f"A refund of {amount_paise} paise is none.")
    with transaction.atomic():
        held = Refund.objects.filter(key=key).first()
        if held is not None:
            return held
        allocation = (
            Allocation.objects.filter(producer_order_number=producer_order_number, payment__status=Payment.Status.PAID)
            .order_by("-id")
            .first()
        )
        if allocation is None:
            raise RefundRefused(f"Nothing was received for {producer_order_number}.")
        refund = Refund(number=new_number("RF"), allocation=allocation, amount_paise=amount_paise, reason=reason, bearer=bearer, key=key)
        return _write(refund, lines)


def _write(refund: Refund, lines: Sequence[Wanted]) -> Refund:
    allocation, amount_paise, reason = refund.allocation, refund.amount_paise, refund.reason
    try:
        with transaction.atomic():
            refund.save(force_insert=True)
    except IntegrityError:  # the same key at the same moment: the other one is the refund
        return Refund.objects.get(key=refund.key)
    changed = Allocation.objects.filter(pk=allocation.pk, captured_paise__gte=F("refunded_paise") + F("moved_paise") + amount_paise).update(
        refunded_paise=F("refunded_paise") + amount_paise
    )
    if not changed:
        raise RefundRefused(f"{allocation.producer_order_number}: {amount_paise} paise are more than is left.")
    written = refund_lines.write(refund, lines)
    _give_back_subsidy(refund, sum(line.subsidy_paise for line in written))
    faults.point("payments.owe_refund.after_lines")
    ledger.write(postings.refund_owed(refund, earnings.take_back(refund, written)))
    faults.point("payments.owe_refund.after_journal")
    credit_notes.for_refund(refund)
    providers.get(allocation.payment.provider).refund_owed(refund)
    audit.record(
        action="payments.refund_due",
        subject=refund,
        after={
            "producer_order": allocation.producer_order_number,
            "amount_paise": amount_paise,
            "status": refund.status,
            "bearer": refund.bearer,
            "subsidy_paise": refund.subsidy_paise,
            "lines": {line.key: [line.pieces, line.amount_paise] for line in written},
        },
        reason=reason,
    )
    return refund


def _give_back_subsidy(refund: Refund, paise: int) -> None:
    """What the shop had added for these lines comes back to it, never more than it added: the bound is in the UPDATE itself."""
    if not paise:
        return
    bounded = Allocation.objects.filter(pk=refund.allocation_id, subsidy_paise__gte=F("subsidy_back_paise") + paise)
    if not bounded.update(subsidy_back_paise=F("subsidy_back_paise") + paise):
        raise RefundRefused(f"{refund.number}: {paise} paise are more than is left of what the shop added.")
    refund.subsidy_paise = paise
    refund.save(update_fields=["subsidy_paise"])


def is_sent_by_hand(refund: Refund) -> bool:
    """Whether staff send this refund from the bank: its payment had no gateway, or the gateway could not send it.

    While a dispute holds the payment nothing is sent. What was paid at the door goes back from the bank too; before it was paid nothing
    goes back (``payments.cash.receipts``).
    """
    if refund.status == Refund.Status.FAILED:
        return not holding.is_taken(refund.allocation.payment)
    can = providers.get(refund.allocation.payment.provider).can
    return refund.status == Refund.Status.DUE and not is_sent_by_group(refund) and (can.by_hand or can.on_delivery)


def is_sent_by_group(refund: Refund) -> bool:
    """Whether the group sends this refund: the shopper paid it straight, and it is not the shop that bears the cost."""
    return refund.bearer == Refund.Bearer.GROUP and refund.allocation.payment.payee_group_id is not None


def record_sent(*, refund: Refund, reference: str, sent_at: datetime, acting_user: "User | None") -> bool:
    """Record that a refund went to the shopper; whether this call did it. Runs in the caller's transaction.

    One UPDATE decides between two who record it at once. The same reference again changes nothing. Raises ``ReferenceMissing``,
    ``ReferenceUsed``, or ``SentAlready`` when it was recorded under another reference.
    """
    reference, before = tidy_reference(reference), refund.status
    bank_references.check_unused(reference, for_a=Refund)
    due = Refund.objects.filter(pk=refund.pk, status__in=(Refund.Status.DUE, Refund.Status.FAILED))
    is_new = bank_references.write(due, reference=reference, status=Refund.Status.SENT, sent_at=sent_at, sent_by=acting_user)
    refund.refresh_from_db()
    if not is_new:
        if refund.reference != reference:
            raise SentAlready(refund.number)
        return False
    faults.point("payments.refund_sent.after_row")
    ledger.write(postings.refund_sent(refund))
    audit.record(
        action="payments.refund_sent",
        subject=refund,
        acting_user=acting_user,
        before={"status": before},
        after={"status": Refund.Status.SENT, "reference": reference, "amount_paise": refund.amount_paise, "sent_at": sent_at},
    )
    return True
