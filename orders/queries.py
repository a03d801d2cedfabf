"""Reads for the pages of an order: the shopper's page, a group's inbox, a group's page of its own part.

Each page is a plain dataclass, read in a fixed number of queries. What a group's page does not hold can not leak from it.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch
from django.utils import timezone

from orders import address, reasons, status
from orders.models import LineRecord, OrderEvent, OrderRecord, Parcel, ProducerOrder
from orders.oscar.order.models import Order, ShippingAddress
from orders.pages import InboxRow, LineRow, OrderPage, ParcelRow, PartRow, ProducerOrderPage, RefundRow, ShipTo
from orders.wording import event_rows
from payments.models import Allocation, Payment, Refund
from payments.queries import latest_payment
from producers.models import ProducerGroup

__all__ = [
    "InboxRow",
    "LineRow",
    "OrderPage",
    "ParcelRow",
    "PartRow",
    "ProducerOrderPage",
    "ShipTo",
    "inbox",
    "inbox_counts",
    "order_page",
    "producer_order_page",
]

Status = ProducerOrder.Status
# States in which a group has to know where its parcels go.
_NEEDS_ADDRESS = (Status.NEW, Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER)


def order_page(order: Order) -> OrderPage:
    """The shopper's page of an order. Eleven queries, whatever the number of groups, lines and parcels."""
    record = OrderRecord.objects.select_related("order__shipping_address").get(order=order)
    parts = list(_with_parts(ProducerOrder.objects.filter(order=order)).select_related("group__district").order_by("pk"))
    payment = latest_payment(order.number)
    owed = _refunds(payment)
    rows = [_part(part, owed.get(part.number, [])) for part in parts]
    history = OrderEvent.objects.filter(order=order).select_related("producer_order__group")
    state = status.derive(record.payment_status, [part.status for part in parts])
    return OrderPage(
        number=order.number,
        placed_at=order.date_placed,
        language=record.language,
        state=state,
        headline=status.headline(state),
        payment_status=record.payment_status,
        payment=payment,
        received_paise=getattr(payment, "received_paise", 0),
        email=record.contact_email,
        ship_to=_ship_to(record.order.shipping_address),
        parts=rows,
        goods_paise=record.goods_paise,
        delivery_paise=record.delivery_paise,
        total_paise=record.total_paise,
        refund_due_paise=sum(row.refund_due_paise for row in rows),
        refund_sent_paise=sum(row.refund_sent_paise for row in rows),
        events=event_rows(history),
        can_change_address=address.can_change([part.status for part in parts]),
        version=record.version,
    )


def inbox(group: ProducerGroup, status: str = "", *, limit: int = 200) -> list[InboxRow]:
    """A group's released producer orders, the most urgent first; all states, or one. Two queries."""
    found = ProducerOrder.objects.filter(group=group, released_at__isnull=False).exclude(status=Status.HELD)
    if status:
        found = found.filter(status=status)
    rows = found.select_related("ship_to").prefetch_related("lines").order_by("due_at", "pk")
    now = timezone.now()
    return [_inbox_row(part, now) for part in rows[:limit]]


def inbox_counts(group: ProducerGroup) -> dict[str, int]:
    """How many released producer orders of a group are in each state. One query."""
    found = ProducerOrder.objects.filter(group=group, released_at__isnull=False).exclude(status=Status.HELD)
    return dict(found.order_by().values_list("status").annotate(count=Count("pk")))


def producer_order_page(producer_order: ProducerOrder) -> ProducerOrderPage:
    """A group's page of its own part. Six queries. Reach the row through ``orders.access`` first."""
    part = _with_parts(ProducerOrder.objects.filter(pk=producer_order.pk)).select_related("ship_to").get()
    history = OrderEvent.objects.filter(producer_order=part).select_related("producer_order__group")
    return ProducerOrderPage(
        number=part.number,
        status=part.status,
        status_label=Status(part.status).label,
        decline_words=reasons.words(part.decline_reason),
        released_at=part.released_at,
        due_at=part.due_at,
        is_late=_is_late(part, timezone.now()),
        ship_to=_ship_to(part.ship_to) if part.released_at and part.status in _NEEDS_ADDRESS else None,
        lines=_lines(part),
        parcels=_parcels(part),
        goods_paise=part.goods_paise,
        delivery_paise=part.delivery_paise,
        total_paise=part.total_paise,
        commission_paise=part.commission_paise,
        receives_paise=_receives(part),
        events=event_rows(history),
        can_accept=part.status == Status.NEW,
        can_decline=part.status in (Status.NEW, Status.ACCEPTED),
        version=part.version,
    )


def _with_parts(found: Any) -> Any:
    parcels = Parcel.objects.order_by("pk").prefetch_related("parcel_lines__line")
    return found.prefetch_related(Prefetch("lines", LineRecord.objects.order_by("pk")), Prefetch("parcels", parcels))


def _refunds(payment: Payment | None) -> dict[str, list[Refund]]:
    parts: list[Allocation] = list(payment.allocations.all()) if payment else []
    return {part.producer_order_number: list(part.refunds.all()) for part in parts}


def _part(part: ProducerOrder, refunds: list[Refund]) -> PartRow:
    return PartRow(
        number=part.number,
        group_name=part.group.name,
        group_slug=part.group.slug,
        village=part.group.village,
        rollup=part.group.district.rollup,
        care_phone=part.group.care_phone,
        status=part.status,
        words=status.PART_WORDS[part.status],
        decline_words=reasons.words(part.decline_reason),
        lines=_lines(part),
        parcels=_parcels(part),
        goods_paise=part.goods_paise,
        delivery_paise=part.delivery_paise,
        total_paise=part.total_paise,
        refund_due_paise=sum(refund.amount_paise for refund in refunds if refund.status == Refund.Status.DUE),
        refund_sent_paise=sum(refund.amount_paise for refund in refunds if refund.status == Refund.Status.SENT),
        refunds=[refund_row(refund) for refund in refunds],
    )


def refund_row(refund: Refund) -> RefundRow:
    """One refund as every page tells it."""
    sent_on = timezone.localdate(refund.sent_at) if refund.sent_at else None
    return RefundRow(refund.number, refund.amount_paise, refund.status, sent_on, refund.reference)


def _lines(part: ProducerOrder) -> list[LineRow]:
    return [
        LineRow(
            title=record.title,
            slug=record.slug,
            size_text=record.size_text,
            picture=record.picture,
            unit_price_paise=record.unit_price_paise,
            line_paise=record.line_paise,
            is_food=record.is_food,
            ordered=record.ordered,
            gone=record.declined + record.cancelled,
        )
        for record in part.lines.all()
    ]


def _parcels(part: ProducerOrder) -> list[ParcelRow]:
    return [
        ParcelRow(
            number=parcel.number,
            status=parcel.status,
            is_food=parcel.contents == Parcel.Contents.FOOD,
            weight_g=parcel.weight_g,
            charge_paise=parcel.charge_paise,
            promised_from=parcel.promised_from,
            promised_to=parcel.promised_to,
            note=parcel.promise_note,
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
            contents=[(held.line.title, held.quantity) for held in parcel.parcel_lines.all()],
        )
        for parcel in part.parcels.all()
    ]


def _ship_to(row: ShippingAddress) -> ShipTo:
    return ShipTo(
        name=row.first_name,
        phone=str(row.phone_number or ""),
        line1=row.line1,
        line2=row.line2,
        city=row.line4,
        state=row.state,
        pin=row.postcode,
    )


def _inbox_row(part: ProducerOrder, now: datetime) -> InboxRow:
    lines = sorted(part.lines.all(), key=lambda record: record.pk)
    return InboxRow(
        number=part.number,
        status=part.status,
        status_label=Status(part.status).label,
        released_at=part.released_at or part.held_at,
        due_at=part.due_at,
        is_late=_is_late(part, now),
        place=", ".join(text for text in (part.ship_to.line4, part.ship_to.state) if text),
        goods=[(record.title, record.ordered) for record in lines],
        pieces=sum(record.ordered for record in lines),
        goods_paise=part.goods_paise,
        receives_paise=_receives(part),
    )


def _receives(part: ProducerOrder) -> int:
    """What the group gets for its part: its goods without the shop's fee, and the charge for the parcels it sends."""
    return part.total_paise - part.commission_paise


def _is_late(part: ProducerOrder, now: datetime) -> bool:
    """Not packed by the end of its day."""
    return part.status in (Status.NEW, Status.ACCEPTED) and part.due_at is not None and part.due_at < now
