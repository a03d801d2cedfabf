"""A refund went to the shopper: written down once, told in the order's history and by mail."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from orders import events, money_letters
from orders.models import OrderRecord, ProducerOrder
from payments import refunds
from payments.models import Refund

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
        events.tell(
            record.order,
            "refund_sent",
            producer_order=part,
            by_user=acting_user,
            amount_paise=refund.amount_paise,
            reference=refund.reference,
        )
        money_letters.refund_sent(record, refund)
    return True
