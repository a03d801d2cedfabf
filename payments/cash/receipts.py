"""What is to be paid at the door for a part, and that it was: the group has the shop's cash from then on.

An order that is paid at the door is owed in full from its first moment (``cash.due``). What is not sent, or not taken, is taken off that
at once, as a refund that goes nowhere; so what is left to pay is always the part less what was taken off it.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import ledger
from payments.cash import postings, rules
from payments.cash.errors import CashRefused
from payments.ledger import postings as ledger_postings
from payments.models import Allocation, CashHandIn, CashReceipt, CashWriteOff, Payment, Refund

if TYPE_CHECKING:
    from accounts.models import User

COUNTED = (CashHandIn.Status.CHECKED, CashHandIn.Status.BANKED)


def open_parts() -> QuerySet[Allocation]:
    """Parts for which something is to be paid at the door."""
    at_door = Allocation.objects.filter(payment__provider=rules.PROVIDER, payment__status=Payment.Status.PAID)
    return at_door.filter(cash_receipt__isnull=True, captured_paise__gt=F("refunded_paise"))


def owed_by_part(producer_order_numbers: Collection[str]) -> dict[str, int]:
    """What is to be paid at the door, by producer order; parts with nothing to pay are left out. One query."""
    found = open_parts().filter(producer_order_number__in=producer_order_numbers)
    return dict(found.values_list("producer_order_number", F("captured_paise") - F("refunded_paise")))


def owed_paise(producer_order_number: str) -> int:
    """What is to be paid at the door for one part; nothing where it was paid, or is paid in another way. One query."""
    return owed_by_part([producer_order_number]).get(producer_order_number, 0)


def take(*, producer_order_number: str, taken_on: date, acting_user: "User") -> CashReceipt:
    """The shopper has paid all that was left of a part at the door. Once for each part; in the caller's transaction.

    Raises ``CashRefused`` where nothing is to be paid.
    """
    audit.require_transaction("Cash")
    known = CashReceipt.objects.filter(producer_order_number=producer_order_number).first()
    if known is not None:
        return known
    unpaid = open_parts().filter(producer_order_number=producer_order_number)
    part = unpaid.select_related("payment").select_for_update(of=("self",)).first()
    if part is None:
        raise CashRefused(producer_order_number)
    receipt = CashReceipt.objects.create(
        number=new_number("CA"),
        allocation=part,
        group_id=part.group_id,
        producer_order_number=producer_order_number,
        order_number=part.payment.order_number,
        amount_paise=part.captured_paise - part.refunded_paise,
        taken_on=taken_on,
        taken_by=acting_user,
    )
    faults.point("payments.cash_taken.after_row")
    ledger.write(postings.taken(receipt))
    faults.point("payments.cash_taken.after_journal")
    after = {"producer_order": producer_order_number, "amount_paise": receipt.amount_paise, "taken_on": taken_on}
    audit.record(action="payments.cash_taken", subject=receipt, acting_user=acting_user, after=after)
    return receipt


def take_off(refund: Refund) -> bool:
    """A refund of a part that is not paid yet is less to pay at the door, and goes nowhere; whether it is one.

    In the transaction that owes it.
    """
    if CashReceipt.objects.filter(allocation=refund.allocation_id).exists():
        return False
    with transaction.atomic():
        Refund.objects.filter(pk=refund.pk, status=Refund.Status.DUE).update(
            status=Refund.Status.SENT, reference=refund.number, sent_at=timezone.now()
        )
        refund.refresh_from_db(fields=["status", "reference", "sent_at"])
        ledger.write(ledger_postings.refund_sent(refund))
    return True


def is_taken_off(refund: Refund) -> bool:
    """Whether this refund was less to pay at the door: no money went anywhere."""
    return refund.status == Refund.Status.SENT and refund.reference == refund.number


def with_group() -> QuerySet[CashReceipt]:
    """Cash that groups have, that is not counted by two people yet and is still waited for, the oldest first."""
    gone = CashWriteOff.objects.filter(status=CashWriteOff.Status.APPROVED).values("receipt")
    return (
        CashReceipt.objects.exclude(hand_in__status__in=COUNTED)
        .exclude(pk__in=gone)
        .select_related("group", "hand_in")
        .order_by("taken_on", "pk")
    )


def last_day() -> date:
    """Cash that was taken before this day should have been brought."""
    today = timezone.localdate()
    return today - timedelta(days=rules.rule_on(today).hand_in_days)
