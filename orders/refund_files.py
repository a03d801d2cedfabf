"""What the bank did with a refund of a file, told in the order's history and by mail; and where the shopper wants it."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from orders import events, money_letters, refunding
from orders.models import OrderRecord, ProducerOrder
from orders.oscar.order.models import Order
from payments.models import RefundDestination, RefundFile, RefundFileLine
from payments.refund_files import destinations, files
from payments.refund_files.errors import NotAsSeen

if TYPE_CHECKING:
    from accounts.models import User


def line_sent(line: RefundFileLine, *, reference: str, acting_user: "User") -> bool:
    """The bank has paid a line, under this reference; whether this call recorded it. Raises ``NotAsSeen`` and as ``refund_sent``."""
    if line.file.status != RefundFile.Status.SENT or line.released_at is not None:
        raise NotAsSeen(line.file.number)
    return refunding.refund_sent(line.refund, reference=reference, sent_at=timezone.now(), acting_user=acting_user)


def line_came_back(line: RefundFileLine, *, reason: str, acting_user: "User") -> None:
    """The bank did not pay a line, or sent it back: it is owed again, and the shopper is asked for a UPI id where that was the reason."""
    with transaction.atomic():
        part = ProducerOrder.objects.select_related("group").get(number=line.refund.allocation.producer_order_number)
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order__user").get(order_id=part.order_id)
        refund = files.came_back(line, reason=reason, acting_user=acting_user)
        line.refresh_from_db(fields=["released_at", "reason"])
        events.tell(
            record.order, "refund_came_back", producer_order=part, by_user=acting_user, amount_paise=refund.amount_paise, reason=reason
        )
        money_letters.refund_came_back(record, refund, line)


def send_refunds_to(order: Order, *, upi_id: str) -> RefundDestination:
    """The shopper says where refunds of the order are to go. Raises ``UpiIdRefused``."""
    with transaction.atomic():
        OrderRecord.objects.select_for_update(of=("self",)).get(order=order)  # two pages at once: one after the other
        return destinations.give(order_number=order.number, upi_id=upi_id)
