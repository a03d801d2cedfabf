"""The clock's part in papers about the fee: those of the month that is over."""

from datetime import timedelta

from django.utils import timezone

from journal import schedule
from payments.fee_papers import issuing
from payments.papers import months


@schedule.job("payments.fee_papers", every=timedelta(hours=12))
def _fee_papers() -> None:
    issuing.issue_all(months.of(timezone.localdate()).before)
