"""Whether refunds, lines and returns tell the same story. Reads only; the database adds, some hundred lines at a time."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Sum

from orders.models import LineRecord, ProducerOrder, ReturnRequest
from payments.models import Refund, RefundLine
from payments.sold_lines import DELIVERY

CHUNK = 500


def problems() -> Iterator[str]:
    """Everything that is wrong, a sentence each; nothing where all is well."""
    yield from _unnamed()
    yield from _too_much()
    yield from _too_much_delivery()
    yield from _returns()


def _unnamed() -> Iterator[str]:
    """Every refund of a part of ours says which lines it gives back."""
    known = ProducerOrder.objects.filter(number=OuterRef("allocation__producer_order_number"))
    unnamed = Refund.objects.filter(Exists(known), lines__isnull=True).order_by("pk")
    for number in unnamed.values_list("number", flat=True).iterator(chunk_size=CHUNK):
        yield f"{number}: it names no line of what was sold"


def _too_much() -> Iterator[str]:
    """No line gives back more than it cost, or more pieces than were ordered."""
    last = 0
    while records := list(LineRecord.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        wanted = {str(record.pk): record for record in records}
        told = (
            RefundLine.objects.filter(key__in=wanted).order_by().values_list("key").annotate(paise=Sum("amount_paise"), gone=Sum("pieces"))
        )
        for key, paise, gone in told:
            record = wanted[key]
            if paise > record.line_paise or gone > record.ordered:
                yield f"line {key}: {paise} paise for {gone} pieces went back, {record.line_paise} for {record.ordered} were sold"
        last = records[-1].pk


def _too_much_delivery() -> Iterator[str]:
    """No part gives back more delivery than it cost."""
    number = "refund__allocation__producer_order_number"
    told = RefundLine.objects.filter(key=DELIVERY).order_by(number).values_list(number).annotate(paise=Sum("amount_paise"))
    for part_number, paise in told.iterator(chunk_size=CHUNK):
        part = ProducerOrder.objects.filter(number=part_number, delivery_paise__lt=paise).first()
        if part is not None:
            yield f"{part_number}: {paise} paise of delivery went back, {part.delivery_paise} were sold"


def _returns() -> Iterator[str]:
    """A return that was paid back has its refund, of its own part; no other return has one."""
    refunded = ReturnRequest.objects.filter(outcome=ReturnRequest.Outcome.REFUNDED)
    foreign = refunded.exclude(refund__allocation__producer_order_number=F("producer_order__number"))
    for number in foreign.order_by("pk").values_list("number", flat=True).iterator(chunk_size=CHUNK):
        yield f"{number}: it was settled with money, and its refund is not of this part"
