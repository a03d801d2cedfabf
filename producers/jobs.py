"""What this room does by the clock."""

from datetime import timedelta

from journal import schedule
from producers import applying, checklist, contract


@schedule.job("producers.papers_run_out", every=timedelta(hours=12))
def papers_run_out() -> None:
    """Tell groups which of their papers run out."""
    checklist.remind()


@schedule.job("producers.contract_new", every=timedelta(hours=12))
def contract_new() -> None:
    """Ask groups to agree to a new version of the contract."""
    contract.remind()


@schedule.job("producers.unsent_applications", every=timedelta(days=1))
def unsent_applications() -> None:
    """Forget what applicants wrote and never sent."""
    applying.forget_unsent()
