"""The clock's part in payouts: what is due is made ready for the people who propose and approve it."""

from datetime import timedelta

from journal import schedule
from payments.payouts import due


@schedule.job("payments.payouts_due", every=timedelta(hours=1))
def _payouts_due() -> None:
    due.prepare_all()
