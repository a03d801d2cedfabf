"""What search does by the clock."""

from datetime import timedelta

from journal import schedule
from search import facts


@schedule.job("search.expire_marks", every=timedelta(hours=6))
def expire_marks() -> None:
    """A trust mark goes on the day after its certificate ends, and comes on the day it begins."""
    facts.expire_marks()


@schedule.job("search.follow_calendars", every=timedelta(hours=1))
def follow_calendars() -> None:
    """A card says that its group is away on the first closed day, and no more on the day it is back."""
    facts.follow_calendars()
