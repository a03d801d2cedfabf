"""One step of a group's part: the lock, the guarded UPDATE, the line of the history and the entry of the journal."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from journal import audit
from journal.composed import Composed, Hole
from journal.rereading import reread
from orders import events
from orders.errors import NotPossible
from orders.models import OrderEvent, OrderRecord, ProducerOrder
from orders.oscar.order.models import Order

if TYPE_CHECKING:
    from accounts.models import User


def lock_order(order_id: int) -> OrderRecord:
    """The order's record, locked for the rest of the transaction: steps of one order come one after the other."""
    record = _LOCKED.first(order=order_id)
    if record is None:
        raise OrderRecord.DoesNotExist(order_id)
    return record


def _locked(order: Hole) -> QuerySet[OrderRecord]:
    return OrderRecord.objects.select_for_update(of=("self",)).select_related("order").filter(order=order)


_LOCKED = Composed(OrderRecord, _locked, order=Order._meta.get_field("id"))


def move(part: ProducerOrder, allowed: tuple[str, ...], after: str, **values: Any) -> bool:
    """Change the state where it still is an allowed one; ``False`` when it is there already, ``NotPossible`` otherwise."""
    changed = ProducerOrder.objects.filter(pk=part.pk, status__in=allowed).update(status=after, version=F("version") + 1, **values)
    reread(part)
    if changed:
        return True
    if part.status != after:
        raise NotPossible(part.status)
    return False


def record(
    part: ProducerOrder,
    kind: str,
    before: str,
    *,
    acting_user: "User | None" = None,
    actor: str = "",
    on_behalf_of: str = "",
    reason: str = "",
    **detail: Any,
) -> OrderEvent:
    """History for the pages, journal for the record. ``detail`` is plain data, no personal data of the shopper."""
    told = {"reason": reason, **detail} if reason else detail
    event = events.tell(part.order_id, kind, producer_order=part, before=before, after=part.status, by_user=acting_user, **told)
    audit.record(
        action=f"orders.{kind}",
        subject=part,
        acting_user=acting_user,
        actor=actor,
        on_behalf_of=on_behalf_of,
        before={"status": before},
        after={"status": part.status, **detail},
        reason=reason,
    )
    return event
