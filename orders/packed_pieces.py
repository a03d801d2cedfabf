"""Pieces that were packed out of lots and wait for the carrier: out of their lots already, in stock still."""

from collections.abc import Collection

from django.db.models import Sum

from orders.models import LineRecord, ProducerOrder
from provenance.pieces import register_packed


def waiting(stock_record_ids: Collection[int]) -> dict[int, int]:
    """How many pieces of each stock record wait in packed parcels; zero is left out. One query."""
    lines = LineRecord.objects.filter(
        line__stockrecord__in=stock_record_ids, producer_order__status=ProducerOrder.Status.PACKED, lots__isnull=False
    )
    found: dict[int, int] = {}
    for line in lines.annotate(from_lots=Sum("lots__quantity")).values("line__stockrecord_id", "from_lots", "shipped"):
        key = line["line__stockrecord_id"]
        found[key] = found.get(key, 0) + max(0, line["from_lots"] - line["shipped"])
    return found


def register() -> None:
    """Join the port of the lots."""
    register_packed("orders", waiting)
