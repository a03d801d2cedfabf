"""Whose work a sold part was: its lines by the lots they were packed from, told to the payments room when the part is earned."""

from fractions import Fraction

from orders.models import LineRecord, ProducerOrder
from payments.households import splitting
from payments.households.splitting import FromLot
from payments.models import Earning, EarningSplit


def share(part: ProducerOrder, earning: Earning) -> EarningSplit | None:
    """Share what a delivered part brought between the households that brought the goods to its lots. In the caller's transaction.

    Each piece counts with the price it was sold at; what was packed out of no lot is nobody's in particular, and so the group's.
    """
    return splitting.by_lots(earning, [worth for record in _lines(part) for worth in _worths(record)])


def _lines(part: ProducerOrder) -> list[LineRecord]:
    return list(LineRecord.objects.filter(producer_order=part).prefetch_related("lots__lot").order_by("pk"))


def _worths(record: LineRecord) -> list[FromLot]:
    """What the pieces out of each lot are worth, and what is left over."""
    sent = record.ordered - record.declined - record.cancelled
    if sent <= 0 or not record.ordered:
        return []
    a_piece = Fraction(record.line_paise, record.ordered)
    found = [FromLot(row.lot.code, a_piece * row.quantity, row.quantity) for row in sorted(record.lots.all(), key=lambda row: row.pk)]
    rest = sent - sum(part.pieces for part in found)
    return [*found, FromLot("", a_piece * rest, rest)] if rest > 0 else found
