"""A lot was withdrawn: whoever was sent some of it, or is about to be, has to hear why and what to do."""

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from journal import outbox
from orders import events, moves
from orders.letters import to_shopper
from orders.models import LineLot, OrderEvent, OrderRecord, ProducerOrder
from provenance.models import Lot
from provenance.signals import lot_withdrawn

TELL_WITHDRAWN = "orders.tell_withdrawn"
KIND = "lot_withdrawn"
# A packed part is not sent with such a lot in it: its group unpacks it, so only what has left concerns a shopper.
_SENT = (ProducerOrder.Status.HANDED_OVER, ProducerOrder.Status.DELIVERED, ProducerOrder.Status.CLOSED)


def parts_with(lot: Lot) -> QuerySet[ProducerOrder]:
    """The producer orders that left with pieces of the lot, the oldest first."""
    packed = LineLot.objects.filter(lot=lot).values("line__producer_order")
    return ProducerOrder.objects.filter(pk__in=packed, status__in=_SENT).order_by("pk")


@receiver(lot_withdrawn)
def _owe_the_news(*, lot: Lot, **_more: object) -> None:
    """In the transaction that withdraws the lot."""
    outbox.owe(TELL_WITHDRAWN, key=lot.code, payload={"lot": lot.pk})


@outbox.effect(TELL_WITHDRAWN)
def tell_withdrawn(payload: dict[str, int]) -> None:
    """One line in the history and one mail for each order, each in a transaction of its own; again after a broken run, never twice."""
    lot = Lot.objects.get(pk=payload["lot"])
    for part in parts_with(lot).select_related("order", "group").iterator(chunk_size=200):
        with transaction.atomic():
            record = moves.lock_order(part.order_id)
            if not OrderEvent.objects.filter(producer_order=part, kind=KIND, detail__lot=lot.code).exists():
                events.tell(part.order, KIND, producer_order=part, lot=lot.code)
                _write(record, part, lot)


def _write(record: OrderRecord, part: ProducerOrder, lot: Lot) -> None:
    with translation.override(record.language):
        said = {"group": part.group.name, "number": record.order.number, "lot": lot.code}
        title = _("Please read: lot %(lot)s of your order %(number)s was withdrawn") % said
        body = _("%(group)s has called back lot %(lot)s. Goods of this lot were in your parcel.") % said
        to_shopper(record, "order_lot_withdrawn", f"{part.number}:{lot.code}", title, f"{body}\n\n{lot.withdrawn_reason}\n{lot.what_to_do}")
