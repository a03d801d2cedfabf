"""What a shopper does not want any more is called off: an order that is not paid, or one group's part before it leaves.

Shoppers do it themselves until the part is packed; staff and groups until it was handed over.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from journal import outbox
from orders import letters, money_letters, moves, owing, packing, reasons, stock
from orders.effects import members_of
from orders.errors import NotPossible
from orders.giving_up import give_up
from orders.models import Parcel, ProducerOrder
from orders.oscar.order.models import Order
from orders.payment_parts import waiting_payments
from payments import confirmations

if TYPE_CHECKING:
    from accounts.models import User

TELL_CANCELLED = "orders.tell_cancelled"
Status = ProducerOrder.Status
BEFORE_PACKING = (Status.NEW, Status.ACCEPTED)
BEFORE_HAND_OVER = (*BEFORE_PACKING, Status.PACKED)
_AT_HOME = (Parcel.Status.OPEN, Parcel.Status.PACKED, Parcel.Status.CANCELLED)
BY_SHOPPER = "called off on the order's page"


def cancel_unpaid(order: Order, *, reason: str, acting_user: "User | None") -> None:
    """Give up what still waits for its money in an order. Money that comes all the same is owed back, not honoured.

    Without ``acting_user`` it is the shopper, who holds the order's link. Raises ``NotPossible`` when nothing is waited for.
    """
    with transaction.atomic():
        record = moves.lock_order(order.pk)
        actor = "" if acting_user else "shopper"
        waiting = waiting_payments(order)
        closed = [each for each in waiting if confirmations.fail(payment=each, acting_user=acting_user, actor=actor, reason=reason)]
        if not closed:
            raise NotPossible(record.payment_status)
        give_up(record.order, closed, timezone.now(), kind="called_off", why=reasons.CALLED_OFF, by_user=acting_user)
        money_letters.called_off(record)


def cancel_part(
    producer_order: ProducerOrder,
    *,
    reason: str,
    acting_user: "User | None",
    on_behalf_of: str = "",
    allowed: tuple[str, ...] = BEFORE_HAND_OVER,
    why: str = reasons.CALLED_OFF,
) -> ProducerOrder:
    """One group does not send its part after all: its goods are free again and exactly its money is owed back.

    Without ``acting_user`` it is the shopper, who holds the order's link. Other parts stay as they are. Cancelling twice is
    cancelling once. ``why`` is what the part says of it. Raises ``NotPossible`` in a state that is not ``allowed``, and once the first
    parcel was handed over.
    """
    with transaction.atomic():
        record = moves.lock_order(producer_order.order_id)
        producer_order.refresh_from_db()
        before = producer_order.status
        if Parcel.objects.filter(producer_order=producer_order).exclude(status__in=_AT_HOME).exists():
            raise NotPossible(before)
        if moves.move(producer_order, allowed, Status.CANCELLED, decline_reason=why):
            _unpack(producer_order)
            stock.free([producer_order], count="cancelled")
            moves.record(
                producer_order,
                "cancelled",
                before,
                acting_user=acting_user,
                actor="" if acting_user else "shopper",
                on_behalf_of=on_behalf_of,
                reason=why,
                words=reason,
            )
            refund = owing.owe_back(record, producer_order, reason=why, key=f"cancel:{producer_order.number}")
            if refund:
                money_letters.refund_owed(record, refund)
            outbox.owe(TELL_CANCELLED, key=producer_order.number, payload={"producer_order": producer_order.number})
            stock.announce_parts([producer_order])
    return producer_order


def _unpack(part: ProducerOrder) -> None:
    """Packed pieces go back into their lots, parcels are open again. Nothing for a part that was not packed."""
    packed = Parcel.objects.filter(producer_order=part, status=Parcel.Status.PACKED)
    packed.update(status=Parcel.Status.OPEN, version=F("version") + 1)
    packing.give_lots_back(part)


@outbox.effect(TELL_CANCELLED)
def tell_cancelled(payload: dict[str, Any]) -> None:
    """Members of the group learn that there is nothing to send any more."""
    part = ProducerOrder.objects.select_related("group").get(number=payload["producer_order"])
    with transaction.atomic():
        for member in members_of(part.group_id):
            letters.cancelled(part, member)
