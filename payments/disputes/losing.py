"""A dispute is lost: what the shopper got through it settles what was owed back anyhow, and the rest is owed by whoever bears it.

Every part's share is a refund, so that fee, taxes, papers, households and the next payout follow as they do for any other; it is sent
already, out of the loss. What is beyond all that is left of the payment had gone back before: the shopper has it twice, the shop bears it.
"""

from collections.abc import Mapping

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from journal import audit, faults, outbox
from money.paise import split
from payments import ledger
from payments.dispute_models import DISPUTE_LOST
from payments.disputes import bearers, letters, postings
from payments.disputes.bearers import Borne
from payments.ledger import postings as refund_postings
from payments.models import Allocation, Dispute, DisputePart, Payment, Refund, RefundFileLine
from payments.providers.stripe import SEND_REFUND
from payments.refunds import owe_refund

Status = Refund.Status


def about(dispute: Dispute) -> list[Allocation]:
    """The parts of the payment that the dispute is about. One query."""
    freed = DisputePart.objects.filter(dispute=dispute, is_concerned=False).values("allocation")
    return list(Allocation.objects.filter(payment=dispute.payment_id).exclude(pk__in=freed).select_related("group").order_by("pk"))


def concerned(dispute: Dispute) -> list[Allocation]:
    """The same, as far as something of them is left."""
    return [part for part in about(dispute) if part.kept_paise]


def lose(dispute: Dispute, borne: Mapping[str, Borne]) -> list[Refund]:
    """Write the loss and who bears it, by producer order; the refunds that the shopper got in this way. In the caller's transaction.

    Runs once, in the transaction in which the dispute becomes lost.
    """
    audit.require_transaction("A dispute that is lost")
    ledger.write(postings.lost(dispute))
    faults.point("payments.disputes.after_loss")
    left, sent = dispute.amount_paise, []
    for refund in _owed_anyhow(dispute.payment):
        if refund.amount_paise <= left:
            left -= refund.amount_paise
            sent.append(_settle(refund, dispute))
            if borne.get(refund.allocation.producer_order_number, _NOBODY).why == bearers.STAYED:
                _bear(dispute, refund.allocation, refund.amount_paise, borne[refund.allocation.producer_order_number])
    parts = concerned(dispute)
    taken = min(left, sum(part.kept_paise for part in parts))
    shares = split(taken, [part.kept_paise for part in parts]) if taken else []
    for part, paise in zip(parts, shares, strict=False):
        if paise:
            said = borne.get(part.producer_order_number) or bearers.of(dispute.reason, is_proven=True)
            sent.append(_settle(_owe(dispute, part, paise, said), dispute))
            _bear(dispute, part, paise, said)
    faults.point("payments.disputes.after_refunds")
    Dispute.objects.filter(pk=dispute.pk).update(surplus_paise=left - taken)
    dispute.refresh_from_db()
    send_what_waited(dispute)
    letters.closed(dispute)
    return sent


_NOBODY = Borne("", "")


def _owed_anyhow(payment: Payment) -> list[Refund]:
    """What was owed back for this payment and has reached nobody, the oldest first. What the gateway, or a file for the bank, may have
    is left to them.
    """
    in_a_file = RefundFileLine.objects.filter(refund=OuterRef("pk"), released_at__isnull=True)
    waits = Q(status=Status.FAILED) | Q(status=Status.DUE, calls=0)
    found = Refund.objects.filter(~Exists(in_a_file), waits, allocation__payment=payment)
    return list(found.select_related("allocation__payment", "allocation__group").order_by("created_at", "pk"))


def _owe(dispute: Dispute, part: Allocation, paise: int, said: Borne) -> Refund:
    return owe_refund(
        producer_order_number=part.producer_order_number,
        amount_paise=paise,
        reason=DISPUTE_LOST,
        key=f"dispute:{dispute.number}:{part.producer_order_number}",
        bearer=said.bearer,
    )


def _settle(refund: Refund, dispute: Dispute) -> Refund:
    """The shopper has got it, through the dispute."""
    before = refund.status
    values = {"status": Status.SENT, "reference": f"{dispute.number}/{refund.number}", "sent_at": timezone.now(), "dispute": dispute}
    Refund.objects.filter(pk=refund.pk).exclude(status=Status.SENT).update(**values)
    refund = Refund.objects.select_related("allocation__payment", "allocation__group").get(pk=refund.pk)
    ledger.write(refund_postings.refund_sent(refund))
    after = {"status": refund.status, "reference": refund.reference, "amount_paise": refund.amount_paise, "dispute": dispute.number}
    audit.record(action="payments.refund_by_dispute", subject=refund, before={"status": before}, after=after)
    return refund


def _bear(dispute: Dispute, part: Allocation, paise: int, said: Borne) -> None:
    row, _is_new = DisputePart.objects.get_or_create(dispute=dispute, allocation=part)
    DisputePart.objects.filter(pk=row.pk).update(lost_paise=F("lost_paise") + paise, bearer=said.bearer, why=said.why)


def send_what_waited(dispute: Dispute) -> None:
    """Refunds of the payment that waited for the end of the dispute go to the card now. In the caller's transaction."""
    for refund in Refund.objects.filter(allocation__payment=dispute.payment_id, status=Status.DUE):
        outbox.owe(SEND_REFUND, key=f"{refund.number}:{dispute.number}", payload={"refund": refund.number})
