"""What a packer's page holds: each parcel with its lines, and for each line the lots its pieces can come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from orders import packing
from orders.models import LineRecord, Parcel, ProducerOrder
from orders.returns import policies
from provenance.choosing import LotChoice, lots_of


@dataclass(frozen=True)
class PackLot:
    """One lot to choose. ``suggested`` pieces follow from what expires first."""

    lot_id: int
    code: str
    made_on: date
    best_before: date | None
    left: int
    suggested: int


@dataclass(frozen=True)
class PackLine:
    """Pieces of one line in one parcel. Lots are named once, where the line comes first; ``pieces`` are those of the whole line.

    ``is_fixed``: one lot holds all the pieces, there is nothing to choose. ``is_short``: food whose lots do not reach.
    ``has_tags``: a dear piece.
    """

    tick_id: int
    line_id: int
    title: str
    in_parcel: int
    pieces: int
    lots: list[PackLot]
    is_fixed: bool
    is_short: bool
    has_tags: bool
    tag_serials: str


@dataclass(frozen=True)
class PackParcel:
    """One parcel to pack."""

    number: str
    is_food: bool
    weight_g: int
    lines: list[PackLine]


def pack_parcels(producer_order: ProducerOrder) -> list[PackParcel]:
    """The parcels of a part with what goes into each. Four queries. Reach the part through ``orders.access`` first."""
    records = {record.pk: record for record in LineRecord.objects.filter(producer_order=producer_order).select_related("line__stockrecord")}
    lots = lots_of({record.line.stockrecord_id for record in records.values() if record.line.stockrecord_id})
    sent = Parcel.objects.filter(producer_order=producer_order).exclude(status=Parcel.Status.CANCELLED)
    parcels = sent.prefetch_related("parcel_lines").order_by("pk")
    seen: set[int] = set()
    return [_parcel(parcel, records, lots, seen) for parcel in parcels]


def _parcel(parcel: Parcel, records: dict[int, LineRecord], lots: dict[int, list[LotChoice]], seen: set[int]) -> PackParcel:
    lines = []
    for held in sorted(parcel.parcel_lines.all(), key=lambda held: held.pk):
        record = records[held.line_id]
        choices = [] if record.pk in seen else lots.get(record.line.stockrecord_id or 0, [])
        seen.add(record.pk)
        lines.append(_line(held.pk, held.quantity, record, choices))
    return PackParcel(parcel.number, parcel.contents == Parcel.Contents.FOOD, parcel.weight_g, lines)


def _line(tick_id: int, in_parcel: int, record: LineRecord, choices: list[LotChoice]) -> PackLine:
    pieces, day = packing.pieces_of(record), packing.arrives_on(record)
    usable = suggest((choice for choice in choices if choice.may_be_sent(arrives_on=day)), pieces)
    return PackLine(
        tick_id=tick_id,
        line_id=record.pk,
        title=record.title,
        in_parcel=in_parcel,
        pieces=pieces,
        lots=usable,
        is_fixed=len(usable) == 1 and usable[0].suggested == pieces,
        has_tags=policies.of_line(record.return_policy, is_food=record.is_food).is_dear,
        tag_serials=record.tag_serials,
        is_short=bool(choices) and record.is_food and sum(lot.left for lot in usable) < pieces,
    )


def suggest(choices: Iterable[LotChoice], pieces: int) -> list[PackLot]:
    """So many pieces out of these lots, in their order: first what expires first."""
    found = []
    for choice in choices:
        suggested = min(pieces, choice.pieces)
        pieces -= suggested
        lot = choice.lot
        found.append(PackLot(lot.pk, lot.code, lot.made_on, lot.best_before, choice.pieces, suggested))
    return found
