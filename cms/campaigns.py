"""What the pages of campaigns show, and which of them run on a day."""

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from wagtail.query import PageQuerySet

from cms.parts import parts
from media.derivatives import sources_of

if TYPE_CHECKING:
    from cms.models import CampaignPage

ON_THE_PAGE = 3
# Older ones are still at their address; the list is for readers of today.
PAST_SHOWN = 12


def running(published: PageQuerySet) -> PageQuerySet:
    """The campaigns of today, those that end first before the others."""
    today = timezone.localdate()
    return published.filter(starts_on__lte=today, ends_on__gte=today).select_related("picture").order_by("ends_on", "pk")


def of_the_day(published: PageQuerySet, *, led_to: str) -> "CampaignPage | None":
    """The campaign that the front page tells of beside its own head, which may lead to one already. One query."""
    found: list[CampaignPage] = list(running(published)[:2])
    return next((campaign for campaign in found if not led_to.endswith(f"/{campaign.slug}/")), None)


def index_context(published: PageQuerySet) -> dict[str, Any]:
    """What runs now, what comes, what has been. Four queries."""
    today = timezone.localdate()
    coming = published.filter(starts_on__gt=today).order_by("starts_on", "pk")
    past = published.filter(ends_on__lt=today).order_by(F("ends_on").desc(), "pk")
    return {"running": cards(running(published)), "coming": list(coming), "past": list(past[:PAST_SHOWN])}


def cards(campaigns: Any) -> list[tuple["CampaignPage", dict[str, Any] | None]]:
    """Campaigns with their pictures, in one query more for all of them."""
    campaigns = list(campaigns)
    pictures = sources_of([campaign.picture for campaign in campaigns if campaign.picture])
    return [(campaign, pictures.get(campaign.picture_id)) for campaign in campaigns]


def context(campaign: "CampaignPage", published: PageQuerySet) -> dict[str, Any]:
    """The blocks of a campaign; once it is over, also what runs instead."""
    shown = parts((block.block_type, block.value) for block in campaign.body)
    goods = next((part.number for part in shown if part.kind == "products"), None)
    state = campaign.state()
    return {
        "parts": shown,
        "goods": goods,
        "state": state,
        "hero": sources_of([campaign.picture]).get(campaign.picture_id) if campaign.picture else None,
        "instead": cards(running(published).exclude(pk=campaign.pk)[:ON_THE_PAGE]) if state == "over" else [],
    }
