"""A refund went to the shopper: written down once, told in the order's history and by mail."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.dispatch import receiver

from orders import events, money_letters
from orders.models import OrderRecord, ProducerOrder
from payments import refunds
from payments.models import Refund
from payments.signals import card_refunded

if TYPE_CHECKING:
    from accounts.models import User


def refund_sent(refund: Refund, *, reference: str, sent_at: datetime, acting_user: "User | None" = None) -> bool:
    """Record a refund as sent; whether this call did it. Twice is once.

    Raises ``ReferenceMissing``, ``ReferenceUsed`` or ``SentAlready`` (``payments.errors``).
    """
    with transaction.atomic():
        part = ProducerOrder.objects.select_related("group").get(number=refund.allocation.producer_order_number)
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order__user").get(order_id=part.order_id)
        if not refunds.record_sent(refund=refund, reference=reference, sent_at=sent_at, acting_user=acting_user):
            return False
        _tell(record, part, refund, acting_user)
    return True


@receiver(card_refunded)
def _tell_of_card(*, refund: Refund, **_more: object) -> None:
    """A gateway has sent a refund to the card; the payments room has recorded it in this very transaction."""
    part = ProducerOrder.objects.select_related("group").get(number=refund.allocation.producer_order_number)
    record = OrderRecord.objects.select_related("order__user").get(order_id=part.order_id)
    _tell(record, part, refund, None)


def _tell(record: OrderRecord, part: ProducerOrder, refund: Refund, by_user: "User | None") -> None:
    """One line of the order's history, and one mail to the shopper."""
    events.tell(
        record.order,
        "refund_sent",
        producer_order=part,
        by_user=by_user,
        amount_paise=refund.amount_paise,
        reference=refund.reference,
    )
    money_letters.refund_sent(record, refund)
