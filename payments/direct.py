"""What groups that are paid by their shoppers have to do and owe: payments to look for, refunds to send, fees to pay to the shop."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from journal import audit, faults
from journal.numbers import new_number
from payments import bank_references, ledger, queries
from payments.confirmations import tidy_reference
from payments.errors import AmountMissing, NotThatMuch, ReferenceUsed
from payments.ledger import accounts, postings
from payments.ledger_models import Entry
from payments.models import FeeReceipt, Payment, Refund
from payments.settlement import PAY_EACH_GROUP
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 50  # rows of one list on a page
_BY_GROUP = Q(allocation__payment__mode=PAY_EACH_GROUP, bearer=Refund.Bearer.GROUP)


@dataclass(frozen=True)
class DirectPage:
    """A group's money that shoppers pay to it: what to look for, what came late or too much, what to send back, what it owes the shop."""

    waiting: list[Payment]
    to_send_back: list[Payment]
    late: list[Payment]
    refunds: list[Refund]
    owing_paise: int
    receipts: list[FeeReceipt]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.to_send_back or self.late or self.refunds or self.owing_paise or self.receipts)


def page(group: ProducerGroup) -> DirectPage:
    """Six queries, however many payments there were."""
    mine = payments().filter(payee_group=group)
    given_up = mine.filter(status__in=(Payment.Status.EXPIRED, Payment.Status.FAILED))
    return DirectPage(
        waiting=list(mine.filter(status=Payment.Status.AWAITING).order_by("expires_at", "pk")[:SHOWN]),
        to_send_back=list(queries.to_send_back("direct").filter(payee_group=group)[:SHOWN]),
        late=list(given_up.filter(bank_entries__isnull=True).order_by("-expires_at", "-pk")[:SHOWN]),
        refunds=list(refunds_due().filter(allocation__group=group)[:SHOWN]),
        owing_paise=owing_paise(group),
        receipts=list(FeeReceipt.objects.filter(group=group)[:SHOWN]),
    )


def is_in_use(group: ProducerGroup) -> bool:
    """Whether any shopper was ever asked to pay the group itself. One query."""
    return Payment.objects.filter(payee_group=group).exists()


def payments() -> QuerySet[Payment]:
    """Payments that go straight to groups, with ``received_paise``."""
    return queries.with_received(Payment.objects.filter(mode=PAY_EACH_GROUP)).select_related("payee_group")


def settled() -> QuerySet[Payment]:
    """Payments that groups have received, the newest first."""
    return payments().filter(status=Payment.Status.PAID).order_by("-paid_at", "-pk")


def payment_for(group: ProducerGroup, number: str) -> Payment:
    """A payment that goes to this group. Raises ``Payment.DoesNotExist``."""
    return payments().get(payee_group=group, number=number)


def refunds_due() -> QuerySet[Refund]:
    """Refunds that groups have to send, the oldest first."""
    due = queries.refunds_due().filter(_BY_GROUP)
    return due.select_related("allocation__payment__payee_group", "allocation__group")


def refund_for(group: ProducerGroup, number: str) -> Refund:
    """A refund that this group owes a shopper. Raises ``Refund.DoesNotExist``."""
    mine = Refund.objects.filter(_BY_GROUP, allocation__payment__payee_group=group)
    return mine.select_related("allocation__payment__payee_group").get(number=number)


def owing_paise(group: ProducerGroup) -> int:
    """Fees and taxes that the group owes the shop, as the ledger has it; below zero what it paid too much. One query."""
    found = Entry.objects.filter(account=accounts.GROUPS_OWING, group=group)
    return found.aggregate(total=Sum("paise", default=0))["total"]


def owing_groups() -> list[tuple[ProducerGroup, int]]:
    """Groups that owe fees, or have paid too much, with the amount, by name. Two queries."""
    found = Entry.objects.filter(account=accounts.GROUPS_OWING).values_list("group").annotate(total=Sum("paise")).order_by("group")
    sums = {group: total for group, total in found if group is not None and total}
    return [(group, sums[group.pk]) for group in ProducerGroup.objects.filter(pk__in=sums).order_by("name", "pk")]


def record_fee(
    *, group: ProducerGroup, amount_paise: int, reference: str, acting_user: "User", received_at: datetime | None = None
) -> FeeReceipt:
    """A group has paid fees that it owes: never more than it owes, each reference once. The same again is the same receipt.

    Raises ``AmountMissing``, ``NotThatMuch``, ``ReferenceUsed``, or ``ReferenceMissing``.
    """
    reference = tidy_reference(reference)
    if amount_paise <= 0:
        raise AmountMissing
    with transaction.atomic():
        ProducerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)  # two at once: one sees what the other wrote
        known = FeeReceipt.objects.filter(reference=reference).first()
        if known is not None and (known.group_id, known.amount_paise) == (group.pk, amount_paise):
            return known
        if known is not None:
            raise ReferenceUsed(reference)
        bank_references.check_unused(reference, for_a=FeeReceipt)
        if amount_paise > owing_paise(group):
            raise NotThatMuch(group.slug)
        return _write(group, amount_paise, reference, acting_user, received_at or timezone.now())


def _write(group: ProducerGroup, amount_paise: int, reference: str, acting_user: "User", received_at: datetime) -> FeeReceipt:
    try:
        with transaction.atomic():
            receipt = FeeReceipt.objects.create(
                number=new_number("FR"),
                group=group,
                amount_paise=amount_paise,
                reference=reference,
                received_at=received_at,
                recorded_by=acting_user,
            )
    except IntegrityError as refusal:
        raise ReferenceUsed(reference) from refusal
    faults.point("payments.fee_paid.after_row")
    ledger.write(postings.fee_paid(receipt))
    after = {"group": group.slug, "amount_paise": amount_paise, "reference": reference}
    audit.record(action="payments.fee_paid", subject=receipt, acting_user=acting_user, after=after)
    return receipt
