"""The statement of a payout as a paper: every sale, refund and advance in it, for the group's own books."""

from dataclasses import dataclass

from django.db.models import Count

from payments.models import Payout
from payments.payouts import statement
from payments.payouts.statement import Amounts, Row

# A paper of so many lines is forty pages; the sheet (CSV) has no limit.
AT_MOST = 1200


class TooLong(Exception):
    """The payout has more lines than a paper takes."""


@dataclass(frozen=True)
class PayoutPaper:
    """What is printed."""

    payout: Payout
    rows: list[Row]
    totals: Amounts

    @property
    def file_name(self) -> str:
        return f"{self.payout.number}.pdf"


def paper_of(payout: Payout) -> PayoutPaper:
    """Four queries. Raises ``TooLong``."""
    if payout.lines.aggregate(count=Count("pk"))["count"] > AT_MOST:
        raise TooLong(payout.number)
    rows = [statement.row_of(line) for line in statement.lines_of(payout)]
    return PayoutPaper(payout, rows, statement.totals_of(payout))
