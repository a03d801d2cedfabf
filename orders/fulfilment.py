"""What a group does with its part of an order: accept it, or decline it with a reason."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from journal import audit, faults
from orders import events, letters, payment_status, reasons, stock
from orders.errors import NotPossible
from orders.models import OrderRecord, ProducerOrder
from payments.queries import refundable_paise
from payments.refunds import owe_refund

if TYPE_CHECKING:
    from accounts.models import User

Status = ProducerOrder.Status


def accept(producer_order: ProducerOrder, *, acting_user: "User", on_behalf_of: str = "") -> ProducerOrder:
    """The group will send its part. Accepting twice is accepting once. Raises ``NotPossible`` in any state but ``new``."""
    with transaction.atomic():
        if _move(producer_order, (Status.NEW,), Status.ACCEPTED):
            _record(producer_order, "accepted", Status.NEW, acting_user, on_behalf_of)
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
        record = OrderRecord.objects.select_for_update(of=("self",)).select_related("order").get(order_id=producer_order.order_id)
        before = producer_order.status
        if _move(producer_order, (Status.NEW, Status.ACCEPTED), Status.DECLINED, decline_reason=reason):
            faults.point("orders.decline.after_status")
            stock.free([producer_order], count="declined")
            faults.point("orders.decline.after_stock")
            _record(producer_order, "declined", before, acting_user, on_behalf_of, reason=reason)
            _owe_back(record, producer_order, reason)
            stock.announce_parts([producer_order])
            faults.point("orders.decline.before_commit")
    return producer_order


def _owe_back(record: OrderRecord, part: ProducerOrder, reason: str) -> None:
    """Owe what was received for this part and is not owed yet; nothing where nothing was received."""
    amount = refundable_paise(part.number)
    if not amount:
        return
    refund = owe_refund(producer_order_number=part.number, amount_paise=amount, reason=reason, key=f"decline:{part.number}")
    payment_status.recompute(record.order)
    events.tell(record.order, "refund_due", producer_order=part, amount_paise=refund.amount_paise, reason=reason)
    letters.refund_due(record, part, refund)


def _move(part: ProducerOrder, allowed: tuple[str, ...], after: str, **values: str) -> bool:
    """Change the state where it still is an allowed one; ``False`` when it is there already, ``NotPossible`` otherwise."""
    changed = ProducerOrder.objects.filter(pk=part.pk, status__in=allowed).update(status=after, version=F("version") + 1, **values)
    part.refresh_from_db()
    if changed:
        return True
    if part.status != after:
        raise NotPossible(part.status)
    return False


def _record(part: ProducerOrder, kind: str, before: str, user: "User", on_behalf_of: str, reason: str = "") -> None:
    """History for the page, journal for the record."""
    detail = {"reason": reason} if reason else {}
    events.tell(part.order, kind, producer_order=part, before=before, after=part.status, by_user=user, **detail)
    audit.record(
        action=f"orders.{kind}",
        subject=part,
        acting_user=user,
        on_behalf_of=on_behalf_of,
        before={"status": before},
        after={"status": part.status},
        reason=reason,
    )
