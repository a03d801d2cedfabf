"""What a group prints for packing: a list of what to fetch for several parts at once, and a label for each parcel. No price on either."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from orders import packing
from orders.gift_rows import ship_to_of
from orders.models import LineRecord, Parcel, ProducerOrder
from orders.packing_page import PackLot, suggest
from orders.pages import ShipTo
from payments.papers import qr
from producers.models import ProducerGroup
from provenance.choosing import LotChoice, lots_of

Status = ProducerOrder.Status
MOST_PARTS = 50
TO_PACK = (Status.ACCEPTED,)
TO_LABEL = (Status.ACCEPTED, Status.PACKED)


@dataclass(frozen=True)
class PickRow:
    """Goods to fetch for all parts together, and out of which lots: first what expires first."""

    title: str
    size: str
    pieces: int
    lots: list[PackLot]


@dataclass(frozen=True)
class PickPart:
    """One part with what goes into it."""

    number: str
    due_at: datetime | None
    parcels: int
    lines: list[tuple[str, int]]


@dataclass(frozen=True)
class PickList:
    """The totals, then part by part."""

    group_name: str
    rows: list[PickRow]
    parts: list[PickPart]

    @property
    def pieces(self) -> int:
        return sum(row.pieces for row in self.rows)


@dataclass(frozen=True)
class Label:
    """The label of one parcel: where to, from whom, and the part's number for a reader of codes."""

    parcel: str
    part: str
    to: ShipTo
    group: ProducerGroup
    place: int
    of: int
    weight_g: int
    contents: str | Promise
    code: str


def parts_to_print(group: ProducerGroup, numbers: Collection[str], states: Collection[str]) -> list[ProducerOrder]:
    """These parts of a group, or all in such a state, the most urgent first. Raises ``ProducerOrder.DoesNotExist`` for any other number."""
    found = ProducerOrder.objects.filter(group=group, status__in=states, released_at__isnull=False)
    if numbers:
        found = found.filter(number__in=numbers)
    parts = list(found.select_related("ship_to", "group").order_by("due_at", "pk")[:MOST_PARTS])
    if numbers and len(parts) != len(set(numbers)):
        raise ProducerOrder.DoesNotExist
    return parts


def pick_list(group: ProducerGroup, parts: Collection[ProducerOrder]) -> PickList:
    """What to fetch for these parts. Three queries."""
    lines = LineRecord.objects.filter(producer_order__in=parts).select_related("line").order_by("title", "pk")
    records = [record for record in lines if packing.pieces_of(record)]
    lots = lots_of({record.line.stockrecord_id for record in records if record.line.stockrecord_id})
    same: dict[tuple[int, str, str], list[LineRecord]] = {}
    for record in records:
        same.setdefault((record.line.stockrecord_id or 0, record.title, record.size_text), []).append(record)
    counts: dict[int, int] = {}
    for part_id in Parcel.objects.filter(producer_order__in=parts, status__in=_HERE).values_list("producer_order_id", flat=True):
        counts[part_id] = counts.get(part_id, 0) + 1
    return PickList(
        group.name,
        [_row(found, lots.get(key[0], [])) for key, found in same.items()],
        [PickPart(part.number, part.due_at, counts.get(part.pk, 0), _lines(part, records)) for part in parts],
    )


_HERE = (Parcel.Status.OPEN, Parcel.Status.PACKED)


def _row(records: list[LineRecord], choices: list[LotChoice]) -> PickRow:
    """The lots are suggested for the last day on which any of the parts arrives, so that they serve for all."""
    pieces = sum(packing.pieces_of(record) for record in records)
    days = [day for record in records if (day := packing.arrives_on(record))]
    usable = (choice for choice in choices if choice.may_be_sent(arrives_on=max(days, default=None)))
    return PickRow(records[0].title, records[0].size_text, pieces, [lot for lot in suggest(usable, pieces) if lot.suggested])


def _lines(part: ProducerOrder, records: list[LineRecord]) -> list[tuple[str, int]]:
    mine = [record for record in records if record.producer_order_id == part.pk]
    return [(f"{record.title}, {record.size_text}" if record.size_text else record.title, packing.pieces_of(record)) for record in mine]


def labels(parts: Collection[ProducerOrder]) -> list[Label]:
    """A label for each parcel that is still with the group. One query."""
    found: dict[int, list[Parcel]] = {}
    for parcel in Parcel.objects.filter(producer_order__in=parts, status__in=_HERE).order_by("pk"):
        found.setdefault(parcel.producer_order_id, []).append(parcel)
    return [
        Label(
            parcel=parcel.number,
            part=part.number,
            to=ship_to_of(part.ship_to),
            group=part.group,
            place=place,
            of=len(found[part.pk]),
            weight_g=parcel.weight_g,
            contents=Parcel.Contents(parcel.contents).label,
            code=qr.svg(part.number),
        )
        for part in parts
        for place, parcel in enumerate(found.get(part.pk, []), start=1)
    ]
