"""Money without a gateway, as staff find it on the bank statement: the exact amount, another one, or none at all.

Only the exact amount releases an order. Whatever else came is written down to the paisa, and the order says what is missing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from orders import events, money_letters, reasons
from orders.checkout import complete
from orders.errors import NotPossible
from orders.giving_up import give_up
from orders.models import OrderRecord
from payments import bank, confirmations, providers
from payments.errors import AmountMissing
from payments.models import Payment

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Received:
    """What a payment still lacks (below zero: what is too much) and whether it is confirmed."""

    missing_paise: int
    is_confirmed: bool


def money_came(
    payment: Payment, *, reference: str, acting_user: "User", amount_paise: int | None = None, source: str = "staff"
) -> Received:
    """A line of the statement belongs to this payment. ``amount_paise`` is what it says; left out, exactly what is missing.

    Where the payment is whole with it, the order goes to its groups. Otherwise nothing is released: the goods are kept as long as
    for a new payment, and the shopper is told what came and what is missing or too much. The same reference again changes nothing.
    Raises ``ReferenceUsed``, ``PaidAlready``, ``ReferenceMissing`` or ``AmountMissing`` (``payments.errors``).
    """
    reference = confirmations.tidy_reference(reference)
    with transaction.atomic():
        record = _locked(payment)
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        missing = bank.missing_paise(held)
        amount_paise = missing if amount_paise is None else amount_paise
        if held.bank_entries.filter(reference=reference, amount_paise=amount_paise).exists():
            return Received(missing, held.status == Payment.Status.PAID)
        if held.status != Payment.Status.PAID and amount_paise <= 0:
            raise AmountMissing
        if held.status == Payment.Status.PAID or amount_paise == missing:
            complete(held, reference=reference, source=source, acting_user=acting_user)
            return Received(0, is_confirmed=True)
        bank.enter(payment=held, amount_paise=amount_paise, reference=reference, acting_user=acting_user)
        _wait_longer(held, acting_user, "another amount came")
        missing -= amount_paise
        events.tell(record.order, "money_differs", by_user=acting_user, amount_paise=amount_paise, missing_paise=missing)
        money_letters.money_differs(record, held, reference, amount_paise, missing)
    return Received(missing, is_confirmed=False)


def money_came_again(payment: Payment, *, reference: str, amount_paise: int, acting_user: "User") -> Received:
    """Money for an order that was paid already: written down as too much, to be sent back, and the shopper is told.

    Raises ``ReferenceUsed``, ``ReferenceMissing``, ``AmountMissing``, or ``NotPossible`` for a payment that is not paid.
    """
    reference = confirmations.tidy_reference(reference)
    if amount_paise <= 0:
        raise AmountMissing
    with transaction.atomic():
        record = _locked(payment)
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.status != Payment.Status.PAID:
            raise NotPossible(held.status)
        bank.enter(payment=held, amount_paise=amount_paise, reference=reference, acting_user=acting_user)
        missing = bank.missing_paise(held)
        events.tell(record.order, "money_differs", by_user=acting_user, amount_paise=amount_paise, missing_paise=missing)
        money_letters.money_differs(record, held, reference, amount_paise, missing)
    return Received(missing, is_confirmed=True)


def money_sent_back(payment: Payment, *, amount_paise: int, reference: str, acting_user: "User") -> Received:
    """What was too much, or came for an order that was given up, went back to the shopper.

    Where the rest is the exact amount, the order goes to its groups. Raises ``NotThatMuch``, ``ReferenceUsed`` or
    ``ReferenceMissing``.
    """
    reference = confirmations.tidy_reference(reference)
    with transaction.atomic():
        record = _locked(payment)
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.bank_entries.filter(reference=reference, amount_paise=-amount_paise).exists():
            return Received(bank.missing_paise(held), held.status == Payment.Status.PAID)
        missing = bank.send_back(payment=held, amount_paise=amount_paise, reference=reference, acting_user=acting_user)
        events.tell(record.order, "money_sent_back", by_user=acting_user, amount_paise=amount_paise, reference=reference)
        money_letters.money_sent_back(record, reference, amount_paise)
        is_whole = not missing and held.status == Payment.Status.AWAITING
        if is_whole:
            first = held.bank_entries.filter(amount_paise__gt=0).earliest("pk")
            complete(held, reference=first.reference, source="staff", acting_user=acting_user)
    return Received(missing, is_whole)


def reject(payment: Payment, *, reason: str, note: str, is_prolonged: bool, acting_user: "User") -> bool:
    """The money that the shopper told of is not there. The goods are kept longer, or the order is given up now; the shopper is told.

    ``reason`` is one of ``reasons.PAYMENT``, ``note`` staff's own words for the shopper. Whether it is prolonged. Money that comes
    later all the same is taken as late money. Raises ``UnknownReason``, or ``NotPossible`` when the payment waits no more.
    """
    if reason not in reasons.PAYMENT:
        raise reasons.UnknownReason(reason)
    with transaction.atomic():
        record = _locked(payment)
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        words = f"{reason}: {note}" if note else reason
        if is_prolonged:
            until = _wait_longer(held, acting_user, words, is_reference_wrong=True)
            events.tell(record.order, "payment_prolonged", by_user=acting_user, reason=reason)
        else:
            until = None
            if not confirmations.fail(payment=held, acting_user=acting_user, reason=words):
                raise NotPossible(held.status)
            give_up(record.order, [held], timezone.now(), kind="payment_rejected", by_user=acting_user, reason=reason)
        money_letters.payment_rejected(record, held, reason, note, until)
    return is_prolonged


def _locked(payment: Payment) -> OrderRecord:
    return OrderRecord.objects.select_for_update(of=("self",)).select_related("order__user").get(order__number=payment.order_number)


def _wait_longer(held: Payment, acting_user: "User", why: str, *, is_reference_wrong: bool = False) -> datetime | None:
    """As long as for a new payment. One that was given up stays so: its money is late."""
    if held.status in (Payment.Status.EXPIRED, Payment.Status.FAILED):
        return None
    until = timezone.now() + providers.get(held.provider).hold
    if not confirmations.prolong(payment=held, until=until, acting_user=acting_user, reason=why, is_reference_wrong=is_reference_wrong):
        raise NotPossible(held.status)
    return until
