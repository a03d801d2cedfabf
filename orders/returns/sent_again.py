"""What is sent for a return, the same goods again or the repaired ones: a parcel of the part like every other, at no charge.

It has its own number, days and tracking; it arrives, is missed, given up or comes back as the others do. It moves no money by itself, and
neither the delivery of the part nor the payout of its group waits for it.
"""

from datetime import date, timedelta

from django.utils import timezone

from journal.numbers import new_number
from orders.models import Parcel, ParcelLine, ReturnLine, ReturnRequest

SHORTEST = timedelta(days=1)


def send(request: ReturnRequest, *, carrier: str, tracking_number: str) -> list[Parcel]:
    """Parcels on their way with all pieces of a return, food and other goods apart. In the caller's transaction, once for a return."""
    lines = list(request.lines.select_related("line").order_by("line_id"))
    by_contents: dict[str, list[ReturnLine]] = {}
    for row in lines:
        contents = Parcel.Contents.FOOD if row.line.is_food else Parcel.Contents.GOODS
        by_contents.setdefault(contents, []).append(row)
    return [_parcel(request, contents, rows, carrier, tracking_number) for contents, rows in by_contents.items()]


def _parcel(request: ReturnRequest, contents: str, rows: list[ReturnLine], carrier: str, tracking_number: str) -> Parcel:
    today = timezone.localdate()
    first, last = _days(request, contents, today)
    parcel = Parcel.objects.create(
        number=new_number("PA"),
        producer_order_id=request.producer_order_id,
        sent_for=request,
        contents=contents,
        status=Parcel.Status.HANDED_OVER,
        weight_g=sum(row.line.weight_g * row.pieces for row in rows),
        charge_paise=0,
        promised_from=first,
        promised_to=last,
        expected_by=last,
        carrier=carrier,
        tracking_number=tracking_number,
        handed_over_on=today,
        handed_over_at=timezone.now(),
    )
    ParcelLine.objects.bulk_create(ParcelLine(parcel=parcel, line=row.line, quantity=row.pieces) for row in rows)
    return parcel


def _days(request: ReturnRequest, contents: str, today: date) -> tuple[date, date]:
    """As long on its way as the first one was meant to be, counted from today."""
    first = Parcel.objects.filter(producer_order=request.producer_order_id, contents=contents, sent_for=None, handed_over_on__isnull=False)
    like = first.order_by("pk").last()
    if like is None or like.handed_over_on is None:
        return today + SHORTEST, today + SHORTEST
    longest = max((like.expected_by or like.promised_to) - like.handed_over_on, SHORTEST)
    shortest = max(longest - (like.promised_to - like.promised_from), SHORTEST)
    return today + shortest, today + longest
