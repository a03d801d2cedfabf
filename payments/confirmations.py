"""Recording what became of a payment: the money came, the shopper says it was sent, or the time ran out."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal import audit
from journal.rereading import reread
from payments import allocations, bank, ledger, providers
from payments.errors import PaidAlready, ReferenceMissing, ReferenceUsed
from payments.ledger import postings
from payments.models import Payment

if TYPE_CHECKING:
    from accounts.models import User

# A late payment is money all the same: it is recorded whatever the row said before.
_MAY_BE_PAID = (Payment.Status.AWAITING, Payment.Status.EXPIRED, Payment.Status.FAILED)


def tidy_reference(text: str) -> str:
    """A bank or UPI reference as it is compared: capital letters, no spaces. Raises ``ReferenceMissing`` when nothing is left."""
    reference = re.sub(r"\s", "", text).upper()[:64]
    if not reference:
        raise ReferenceMissing
    return reference


def record_paid(*, payment: Payment, reference: str, source: str, acting_user: "User | None" = None) -> str:
    """Record that the whole amount arrived; the status the payment had before.

    ``source`` says how it is known: staff, statement, webhook. The same reference again changes nothing and answers ``paid``.
    Raises ``ReferenceUsed`` when another payment has this reference, ``PaidAlready`` when this one has another.
    """
    reference = tidy_reference(reference)
    with transaction.atomic():
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.status == Payment.Status.PAID:
            if held.reference != reference:
                raise PaidAlready(held.number)
            return held.status
        before = held.status
        _mark_paid(held, reference, acting_user)
        _enter_the_money(held, reference, acting_user)
        allocations.capture(held)
        providers.get(held.provider).payment_captured(held)
        audit.record(
            action="payments.paid",
            subject=held,
            acting_user=acting_user,
            actor="" if acting_user else source,
            before={"status": before},
            after={"status": Payment.Status.PAID, "reference": reference, "amount_paise": held.amount_paise, "source": source},
        )
    return before


def _mark_paid(held: Payment, reference: str, acting_user: "User | None") -> None:
    try:
        with transaction.atomic():
            Payment.objects.filter(pk=held.pk, status__in=_MAY_BE_PAID).update(
                status=Payment.Status.PAID, reference=reference, paid_at=timezone.now(), confirmed_by=acting_user
            )
    except IntegrityError as refusal:
        raise ReferenceUsed(reference) from refusal
    reread(held)


def _enter_the_money(held: Payment, reference: str, acting_user: "User | None") -> None:
    """The line of the statement that made the payment whole; nothing where its lines sum to the amount already.

    What a gateway took is on no statement yet: the ledger knows it as money of ours at the gateway.
    """
    if not providers.get(held.provider).can.by_hand:
        ledger.write(postings.card_money(held))
    elif (missing := bank.missing_paise(held)) > 0:
        bank.enter(payment=held, amount_paise=missing, reference=reference, acting_user=acting_user)


def record_shopper_reference(*, payment: Payment, reference: str) -> bool:
    """Keep the reference a shopper typed after paying, for the staff to find; whether it is a new one.

    It proves nothing and changes no status.
    """
    reference = tidy_reference(reference)
    with transaction.atomic():
        changed = Payment.objects.filter(pk=payment.pk, status__in=_MAY_BE_PAID).exclude(shopper_reference=reference)
        if not changed.update(shopper_reference=reference):
            return False
        audit.record(action="payments.shopper_reference", subject=payment, actor="shopper", after={"shopper_reference": reference})
    return True


def fail(*, payment: Payment, acting_user: "User | None", reason: str, actor: str = "") -> bool:
    """Close a payment that waits, before its time; whether this call did it. Runs in the caller's transaction."""
    if not Payment.objects.filter(pk=payment.pk, status=Payment.Status.AWAITING).update(status=Payment.Status.FAILED):
        return False
    providers.get(payment.provider).payment_ended(payment)
    after = {"status": Payment.Status.FAILED}
    audit.record(action="payments.failed", subject=payment, acting_user=acting_user, actor=actor, after=after, reason=reason)
    return True


def prolong(*, payment: Payment, until: datetime, acting_user: "User | None", reason: str, is_reference_wrong: bool = False) -> bool:
    """Wait longer for a payment; whether it still waits. A wrong reference of the shopper's is forgotten. In the caller's transaction."""
    waits = Payment.objects.filter(pk=payment.pk, status=Payment.Status.AWAITING)
    if not waits.update(expires_at=until, shopper_reference="" if is_reference_wrong else payment.shopper_reference):
        return False
    audit.record(
        action="payments.prolonged",
        subject=payment,
        acting_user=acting_user,
        before={"expires_at": payment.expires_at, "shopper_reference": payment.shopper_reference},
        after={"expires_at": until},
        reason=reason,
    )
    return True


def expire(*, payment: Payment, now: datetime) -> bool:
    """Close a payment whose time has run out; whether this call did it. Runs in the caller's transaction."""
    due = Payment.objects.filter(pk=payment.pk, status=Payment.Status.AWAITING, expires_at__lte=now)
    if not due.update(status=Payment.Status.EXPIRED):
        return False
    providers.get(payment.provider).payment_ended(payment)
    audit.record(action="payments.expired", subject=payment, after={"status": Payment.Status.EXPIRED})
    return True
