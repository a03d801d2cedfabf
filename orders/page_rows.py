"""The rows that the pages of an order are made of, by queries that are composed once."""

from typing import Any

from django.db.models import QuerySet

from journal.beside import put_beside
from journal.composed import Composed, Hole
from journal.keyed import Keyed
from orders.models import LineLot, LineRecord, OrderEvent, OrderRecord, Parcel, ParcelLine, ProducerOrder, ReturnRequest
from orders.oscar.order.models import Order

_LONG_TEXTS = ("group__about", "group__history")  # of a group, for its own page


def record_of(order: Order) -> OrderRecord:
    """Our facts of an order, with its address. Raises ``OrderRecord.DoesNotExist``."""
    found = _RECORDS.first(order=order.pk)
    if found is None:
        raise OrderRecord.DoesNotExist
    return found


def parts_of(order: Order) -> list[ProducerOrder]:
    """The parts of an order with everything on them, the order in which they were written. Six queries."""
    parts = _PARTS.rows(order=order.pk)
    put_together(parts)
    return parts


def history_of(order: Order) -> list[OrderEvent]:
    """What happened to an order, the oldest first."""
    return _HISTORY.rows(order=order.pk)


def put_together(parts: list[ProducerOrder]) -> None:
    """Give the parts their returns, lines and lots, parcels and what is in them. Five queries."""
    keys = [part.pk for part in parts]
    lines, parcels = _LINES.rows(keys=keys), _PARCELS.rows(keys=keys)
    put_beside(parts, _RETURNS.rows(keys=keys), ReturnRequest.producer_order)
    put_beside(parts, lines, LineRecord.producer_order)
    put_beside(parts, parcels, Parcel.producer_order)
    put_beside(lines, _LOTS.rows(keys=[line.pk for line in lines]), LineLot.line)
    put_beside(parcels, _CONTENTS.rows(keys=[parcel.pk for parcel in parcels]), ParcelLine.parcel)


def _record(order: Hole) -> QuerySet[OrderRecord]:
    return OrderRecord.objects.select_related("order__shipping_address").filter(order__pk=order)


def _parts(order: Hole) -> QuerySet[ProducerOrder]:
    found = ProducerOrder.objects.filter(order__pk=order).select_related("group__district", "order", "ship_to")
    return found.defer(*_LONG_TEXTS).order_by("pk")


def _history(order: Hole) -> QuerySet[OrderEvent]:
    found = OrderEvent.objects.filter(order__pk=order).select_related("producer_order__group")
    return found.defer(*(f"producer_order__{name}" for name in _LONG_TEXTS)).order_by("pk")


def _returns(keys: list[Any]) -> QuerySet[ReturnRequest]:
    return ReturnRequest.objects.filter(producer_order__pk__in=keys).order_by("pk")


def _lines(keys: list[Any]) -> QuerySet[LineRecord]:
    return LineRecord.objects.filter(producer_order__pk__in=keys).order_by("pk")


def _lots(keys: list[Any]) -> QuerySet[LineLot]:
    return LineLot.objects.filter(line__pk__in=keys).select_related("lot").order_by("pk")


def _parcels(keys: list[Any]) -> QuerySet[Parcel]:
    return Parcel.objects.filter(producer_order__pk__in=keys).select_related("sent_for").order_by("pk")


def _contents(keys: list[Any]) -> QuerySet[ParcelLine]:
    return ParcelLine.objects.filter(parcel__pk__in=keys).order_by("pk")


_ORDER, _PART = Order._meta.get_field("id"), ProducerOrder._meta.get_field("id")
_RECORDS, _PARTS = Composed(OrderRecord, _record, order=_ORDER), Composed(ProducerOrder, _parts, order=_ORDER)
_HISTORY = Composed(OrderEvent, _history, order=_ORDER)
_RETURNS, _LINES = Keyed(ReturnRequest, _returns, key=_PART), Keyed(LineRecord, _lines, key=_PART)
_PARCELS = Keyed(Parcel, _parcels, key=_PART)
_LOTS = Keyed(LineLot, _lots, key=LineRecord._meta.get_field("line"))
_CONTENTS = Keyed(ParcelLine, _contents, key=Parcel._meta.get_field("id"))
