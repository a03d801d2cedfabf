"""The lines of a group's part as they were frozen when it was sold, told to the payments room (``payments.sold_lines``)."""

from typing import Any

from django.db.models import QuerySet

from journal.composed import Composed, Hole
from orders.models import LineRecord, ProducerOrder
from payments import sold_lines, tax
from payments.sold_lines import DELIVERY, Sold


def key_of(record: LineRecord) -> str:
    """What a line is called on refunds and on tax papers."""
    return str(record.pk)


def lines_of(producer_order_number: str) -> list[Sold]:
    """Goods in the sequence of the sale, then the delivery, which bears no fee and the rate on which most was spent. One query."""
    rows = _LINES.rows(number=producer_order_number)
    if not rows:
        return []
    goods = [Sold(str(pk), *facts) for _delivery, pk, *facts in rows if pk is not None]
    spent: dict[int, int] = {}
    for sold in goods:
        spent[sold.tax_bp] = spent.get(sold.tax_bp, 0) + sold.sold_paise
    return [*goods, Sold(DELIVERY, rows[0][0], 0, 0, tax.principal_rate(spent))]


def _lines(number: Hole) -> QuerySet[ProducerOrder, tuple[Any, ...]]:
    """The delivery of the part, and beside it what ``Sold`` holds of each line."""
    facts = ("pk", "line_paise", "ordered", "commission_paise", "tax_bp", "subsidy_paise")
    found = ProducerOrder.objects.filter(number=number).order_by("lines__pk")
    return found.values_list("delivery_paise", *(f"lines__{fact}" for fact in facts))


_LINES = Composed(ProducerOrder, _lines, number=ProducerOrder._meta.get_field("number"))


def register() -> None:
    """Join the port of the payments room."""
    sold_lines.register("orders", lines_of)
