"""Where refunds of an order go: the UPI id that the shopper gave, or else the one that the money came from, as the bank wrote it."""

import re

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal import audit
from payments.bank_accounts import is_upi_id
from payments.households.bank_details import masked_upi
from payments.models import Payment, RefundDestination, StatementCredit
from payments.refund_files.errors import UpiIdRefused
from payments.sealing import seal, unseal

Source = RefundDestination.Source
_IN_WORDS = re.compile(r"(?<![A-Za-z0-9._@-])[A-Za-z0-9][A-Za-z0-9._-]{1,63}@[A-Za-z][A-Za-z0-9]{1,30}(?![A-Za-z0-9.@-])")
_OURS = (StatementCredit.Status.MATCHED, StatementCredit.Status.ASSIGNED)


def give(*, order_number: str, upi_id: str, source: str = Source.SHOPPER) -> RefundDestination:
    """Take a UPI id for an order's refunds. The same again changes nothing, but one that the bank refused is tried anew.

    Raises ``UpiIdRefused``.
    """
    typed = upi_id.strip()
    if not is_upi_id(typed):
        raise UpiIdRefused
    with transaction.atomic():
        held = current(order_number)
        if held is not None and held.refused_at is None and upi_of(held) == typed:
            return held
        RefundDestination.objects.filter(order_number=order_number, replaced_at__isnull=True).update(replaced_at=timezone.now())
        try:
            with transaction.atomic():
                made = RefundDestination.objects.create(
                    order_number=order_number,
                    sealed_upi=seal(typed, bound_to=_binding(order_number)),
                    upi_mask=masked_upi(typed),
                    source=source,
                )
        except IntegrityError:  # two at the same moment: the other one stands
            return RefundDestination.objects.get(order_number=order_number, replaced_at__isnull=True)
        audit.record(
            action="payments.refund_destination_given",
            subject=("order.order", order_number),
            actor="" if source == Source.BANK else "shopper",
            before={"upi_mask": held.upi_mask} if held else None,
            after={"upi_mask": made.upi_mask, "source": source},
        )
    return made


def current(order_number: str) -> RefundDestination | None:
    """What was given last, usable or not. One query."""
    return RefundDestination.objects.filter(order_number=order_number, replaced_at__isnull=True).first()


def usable(payment: Payment) -> RefundDestination | None:
    """Where refunds of this payment may go now. In the caller's transaction: what the bank's line says is written down."""
    held = current(payment.order_number)
    if held is not None:
        return held if held.refused_at is None else None
    found = _from_bank(payment)
    return give(order_number=payment.order_number, upi_id=found, source=Source.BANK) if found else None


def upi_of(destination: RefundDestination) -> str:
    """The whole UPI id, for the bank's file alone. Raises ``sealing.NotOpened``."""
    return unseal(destination.sealed_upi, bound_to=_binding(destination.order_number))


def _from_bank(payment: Payment) -> str:
    """The one UPI id that stands in the words of the bank's lines of this payment; nothing where there are several."""
    words = StatementCredit.objects.filter(payments=payment, status__in=_OURS).values_list("words", flat=True)
    found = {text for line in words for text in _IN_WORDS.findall(line) if is_upi_id(text)}
    return found.pop() if len(found) == 1 else ""


def _binding(order_number: str) -> str:
    return f"refund|{order_number}"
