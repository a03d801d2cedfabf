"""Owing back what was received for a part that is not sent."""

from orders import events, payment_status
from orders.models import OrderRecord, ProducerOrder
from payments.models import Refund
from payments.queries import refundable_paise
from payments.refunds import owe_refund


def owe_back(record: OrderRecord, part: ProducerOrder, *, reason: str, key: str) -> Refund | None:
    """Owe all that was received for a part and is not owed yet; nothing where nothing was received. In the caller's transaction."""
    amount = refundable_paise(part.number)
    if not amount:
        return None
    refund = owe_refund(producer_order_number=part.number, amount_paise=amount, reason=reason, key=key)
    payment_status.recompute(record.order)
    events.tell(record.order, "refund_due", producer_order=part, amount_paise=refund.amount_paise, reason=reason)
    return refund
