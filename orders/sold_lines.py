"""The lines of a group's part as they were frozen when it was sold, told to the payments room (``payments.sold_lines``)."""

from orders.models import LineRecord, ProducerOrder
from payments import sold_lines, tax
from payments.sold_lines import DELIVERY, Sold


def key_of(record: LineRecord) -> str:
    """What a line is called on refunds and on tax papers."""
    return str(record.pk)


def lines_of(producer_order_number: str) -> list[Sold]:
    """Goods in the sequence of the sale, then the delivery, which bears no fee and the rate on which most was spent. Two queries."""
    part = ProducerOrder.objects.filter(number=producer_order_number).prefetch_related("lines").first()
    if part is None:
        return []
    records = sorted(part.lines.all(), key=lambda record: record.pk)
    goods = [
        Sold(key_of(record), record.line_paise, record.ordered, record.commission_paise, record.tax_bp, record.subsidy_paise)
        for record in records
    ]
    spent: dict[int, int] = {}
    for record in records:
        spent[record.tax_bp] = spent.get(record.tax_bp, 0) + record.line_paise
    return [*goods, Sold(DELIVERY, part.delivery_paise, 0, 0, tax.principal_rate(spent))]


def register() -> None:
    """Join the port of the payments room."""
    sold_lines.register("orders", lines_of)
