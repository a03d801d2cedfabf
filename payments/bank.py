"""Lines of the bank statement that belong to payments without a gateway: what came, what was sent back, what is missing."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from journal import audit, faults
from journal.composed import Composed
from payments import bank_references, ledger
from payments.errors import NotThatMuch, ReferenceUsed
from payments.ledger import postings
from payments.models import BankEntry, Payment

if TYPE_CHECKING:
    from accounts.models import User


def received_paise(payment: Payment) -> int:
    """What came for a payment and was not sent back. One query."""
    return sum(paise for (paise,) in _ENTRIES.rows(payment=payment.pk))


_ENTRIES = Composed(
    BankEntry,
    lambda payment: BankEntry.objects.filter(payment=payment).order_by("pk").values_list("amount_paise"),
    payment=Payment._meta.get_field("id"),
)


def missing_paise(payment: Payment) -> int:
    """What still has to come; below zero where too much came."""
    return payment.amount_paise - received_paise(payment)


def enter(*, payment: Payment, amount_paise: int, reference: str, acting_user: "User | None" = None) -> BankEntry:
    """Write one line of the statement for a payment, in the caller's transaction; ``reference`` is tidied already.

    An amount below zero was sent back. Each reference stands once among all that the bank did. Raises ``ReferenceUsed``.
    """
    bank_references.check_unused(reference, for_a=BankEntry)
    try:
        with transaction.atomic():
            entry = BankEntry.objects.create(payment=payment, amount_paise=amount_paise, reference=reference, recorded_by=acting_user)
    except IntegrityError as refusal:
        raise ReferenceUsed(reference) from refusal
    audit.record(
        action="payments.bank_entry",
        subject=payment,
        acting_user=acting_user,
        after={"amount_paise": amount_paise, "reference": reference},
    )
    faults.point("payments.bank_entry.after_row")
    ledger.write(postings.bank_entry(entry, payment))
    return entry


def send_back(*, payment: Payment, amount_paise: int, reference: str, acting_user: "User") -> int:
    """Record that money was sent back to the shopper: never what the order needs. What is missing afterwards.

    Of a payment that still waits or was paid only what is too much goes back; of one that was given up, everything. The caller
    holds the lock on the order. Raises ``NotThatMuch`` or ``ReferenceUsed``.
    """
    held = Payment.objects.select_for_update().get(pk=payment.pk)
    received = received_paise(held)
    is_given_up = held.status in (Payment.Status.EXPIRED, Payment.Status.FAILED)
    if not 0 < amount_paise <= (received if is_given_up else received - held.amount_paise):
        raise NotThatMuch(held.number)
    enter(payment=held, amount_paise=-amount_paise, reference=reference, acting_user=acting_user)
    return missing_paise(held)
