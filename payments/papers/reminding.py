"""The lists of the month that is over: on its first days the people of tax are told that they are ready, with the sums they foot to.

The return of who sells is due on the 11th, that of tax collected at source on the 10th (CGST rules 59 and 67): a week is left to look.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal import schedule
from money.words import rupees
from payments.papers import months, sellers_of_month, tcs
from payments.papers.months import Month
from payments.staff_mails import to_those_who_hold

READY_BY = 3  # the day of the month


def tell_of(month: Month) -> None:
    """The lists of a month are ready. Once for each person."""
    sellers = sellers_of_month.of(month)
    if not sellers:
        return
    collected = sum(row.tcs_paise for row in tcs.rows(month))

    def words() -> tuple[str, str]:
        facts = {
            "month": date_format(month.first, "F Y"),
            "count": len(sellers),
            "total": rupees(sum(seller.total_paise for seller in sellers)),
            "tax": rupees(collected),
        }
        title = _("Tax lists of %(month)s are ready") % facts
        body = _(
            "Sheets of %(count)s sellers with papers of %(total)s, and the list of tax collected at source with %(tax)s, are on the page "
            "Tax lists. They foot to papers and ledger. Please look at them before the returns are due on the 10th and the 11th."
        )
        return title, body % facts

    with transaction.atomic():
        to_those_who_hold("read_tax_lists", "tax_lists_ready", str(month), words, str(month))


def tell_in_time(today: date | None = None) -> bool:
    """On the first days of a month, tell of the one before; whether it is one of those days."""
    day = today or timezone.localdate()
    if day.day > READY_BY:
        return False
    tell_of(months.of(day).before)
    return True


@schedule.job("payments.tax_lists_ready", every=timedelta(hours=12))
def _by_the_clock() -> None:
    tell_in_time()
