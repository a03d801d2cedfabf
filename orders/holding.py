"""Which orders hold the pieces of a stock record: what a group reads when it has sold a piece that was ordered first."""

from dataclasses import dataclass

from orders.models import LineRecord, ProducerOrder

Status = ProducerOrder.Status
_HOLDING = (Status.HELD, Status.NEW, Status.ACCEPTED, Status.PACKED)


@dataclass(frozen=True)
class Holding:
    """One order with pieces of it. ``number`` is empty while the order waits for its payment: until then the group knows nothing of it."""

    number: str
    pieces: int
    can_become_less: bool


def holding(stock_record_id: int) -> list[Holding]:
    """The orders that hold pieces of a stock record, the oldest first. One query."""
    lines = LineRecord.objects.filter(line__stockrecord_id=stock_record_id, producer_order__status__in=_HOLDING)
    found = []
    for line in lines.select_related("producer_order").order_by("producer_order_id", "pk"):
        part = line.producer_order
        pieces = line.ordered - line.declined - line.cancelled - line.shipped
        if pieces:
            number = part.number if part.status != Status.HELD and part.released_at else ""
            found.append(Holding(number, pieces, part.status in (Status.NEW, Status.ACCEPTED)))
    return found
