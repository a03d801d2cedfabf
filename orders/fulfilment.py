"""What a group does with its part of an order: accept it, or decline it with a reason.

The steps after it are in ``packing``, ``handover``, ``deliveries``; ``undo`` takes one back. A decline is not taken back: the money is
owed to the shopper from that moment, and what is owed is never changed.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from journal import faults
from orders import letters, moves, owing, reasons, stock, told
from orders.models import ProducerOrder

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status


def accept(producer_order: ProducerOrder, *, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """The group will send its part. Accepting twice is accepting once. Raises ``NotPossible`` in any state but ``new``."""
    with transaction.atomic():
        moves.lock_order(producer_order.order_id)
        if moves.move(producer_order, (Status.NEW,), Status.ACCEPTED, accepted_at=timezone.now()):
            told.owe(moves.record(producer_order, "accepted", Status.NEW, acting_user=acting_user, on_behalf_of=on_behalf_of))
            faults.point("orders.accept.before_commit")
    return producer_order


def decline(producer_order: ProducerOrder, *, reason: str, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """The group can not send its part: its goods are free again and exactly its money is owed back.

    Other groups' parts stay as they are. Declining twice is declining once. Raises ``UnknownReason``, or ``NotPossible`` once
    the part is packed, given up or not yet paid.
    """
    if reason not in reasons.DECLINE:
        raise reasons.UnknownReason(reason)
    with transaction.atomic():
        record = moves.lock_order(producer_order.order_id)
        before = producer_order.status
        if moves.move(producer_order, (Status.NEW, Status.ACCEPTED), Status.DECLINED, decline_reason=reason):
            faults.point("orders.decline.after_status")
            stock.free([producer_order], count="declined")
            faults.point("orders.decline.after_stock")
            moves.record(producer_order, "declined", before, acting_user=acting_user, on_behalf_of=on_behalf_of, reason=reason)
            refund = owing.owe_back(record, producer_order, reason=reason, key=f"decline:{producer_order.number}")
            if refund:
                letters.refund_due(record, producer_order, refund)
            stock.announce_parts([producer_order])
            faults.point("orders.decline.before_commit")
    return producer_order
