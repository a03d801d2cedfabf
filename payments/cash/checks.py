"""Cash in sums, for ``reconcile``: what is owed at the door, with groups, and in the box; and what waits for too long."""

from collections import Counter
from datetime import timedelta

from django.db.models import F, Sum
from django.utils import timezone

from money.words import rupees
from payments.cash import receipts, rules
from payments.ledger import accounts
from payments.models import CashHandIn, CashReceipt, CashWriteOff, Payment, Refund

# From the first count to the bank.
BOX_LIMIT = timedelta(days=7)


def add(sums: "Counter[tuple[str, int | None]]") -> None:
    """What the rows say of the accounts of cash. Seven queries."""
    asked = Payment.objects.filter(provider=rules.PROVIDER, status=Payment.Status.PAID)
    taken_off = Refund.objects.filter(allocation__payment__provider=rules.PROVIDER, reference=F("number"), status=Refund.Status.SENT)
    taken = CashReceipt.objects.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    due = asked.aggregate(paise=Sum("amount_paise", default=0))["paise"] - taken
    sums[accounts.CASH_DUE, None] += due - taken_off.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    for group, paise in receipts.with_group().order_by("group").values_list("group").annotate(paise=Sum("amount_paise")):
        sums[accounts.CASH_IN_HAND, group] += paise
    lost = CashWriteOff.objects.filter(status=CashWriteOff.Status.APPROVED, bearer=CashWriteOff.Bearer.SHOP)
    sums[accounts.LOSS_CASH, None] += lost.aggregate(paise=Sum("receipt__amount_paise", default=0))["paise"]
    found = CashHandIn.objects.filter(status__in=receipts.COUNTED, write_off__bearer=CashWriteOff.Bearer.SHOP)
    sums[accounts.LOSS_CASH, None] -= found.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    box = CashHandIn.objects.filter(status=CashHandIn.Status.CHECKED)
    sums[accounts.CASH_BOX, None] += box.aggregate(paise=Sum("amount_paise", default=0))["paise"]


def problems() -> list[str]:
    """Hand-ins whose receipts do not sum to them, and more found than was written off; nothing where all is well. Two queries."""
    alive = CashHandIn.objects.exclude(status=CashHandIn.Status.DROPPED)
    found = alive.filter(write_off__isnull=True).annotate(paise=Sum("receipts__amount_paise", default=0))
    again = alive.filter(write_off__isnull=False).order_by("write_off").values("write_off__number", "write_off__receipt__amount_paise")
    more = again.annotate(paise=Sum("amount_paise")).filter(paise__gt=F("write_off__receipt__amount_paise"))
    words = [f"{row['write_off__number']}: {row['paise']} paise turned up, more than was written off" for row in more]
    return words + [
        f"{row.number}: {row.amount_paise} paise were handed in, its receipts say {row.paise}"
        for row in found.exclude(paise=F("amount_paise")).order_by("pk")
    ]


def to_do() -> list[str]:
    """Cash that groups should have handed in, and cash that lies in the box. Two queries."""
    now = timezone.now()
    late = receipts.with_group().filter(taken_on__lt=receipts.last_day())
    words = [f"{row.number}: {rupees(row.amount_paise)} in cash are with {row.group.name} since {row.taken_on}" for row in late]
    waiting = CashHandIn.objects.filter(status__in=(CashHandIn.Status.COUNTED, CashHandIn.Status.CHECKED), counted_at__lt=now - BOX_LIMIT)
    return words + [f"{row.number}: {rupees(row.amount_paise)} in cash are not in the bank yet" for row in waiting.order_by("pk")]
