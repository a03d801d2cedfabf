"""What search does by the clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from journal import schedule
from search import exposure, facts, sought


@schedule.job("search.expire_marks", every=timedelta(hours=6))
def expire_marks() -> None:
    """A trust mark goes on the day after its certificate ends, and comes on the day it begins."""
    facts.expire_marks()


@schedule.job("search.follow_calendars", every=timedelta(hours=1))
def follow_calendars() -> None:
    """A card says that its group is away on the first closed day, and no more on the day it is back."""
    facts.follow_calendars()


@schedule.job("search.look_at_elasticsearch", every=timedelta(minutes=1))
def look_at_elasticsearch() -> None:
    """Staff hear of an outage within two minutes; nothing happens where there is no Elasticsearch."""
    if settings.ELASTICSEARCH_URL:
        from search.elastic import outages  # loaded where there is an Elasticsearch

        outages.look()


@schedule.job("search.fair_share", every=timedelta(hours=6))
def fair_share() -> None:
    """Work out once a day what districts that were shown too little are given."""
    exposure.set_boosts()


@schedule.job("search.forget_sought", every=timedelta(hours=24))
def forget_sought() -> None:
    """Words that hardly anybody asked are forgotten after a month, everything after a year."""
    sought.forget(timezone.localdate())
