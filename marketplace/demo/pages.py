"""The demo's stories, group stories and campaigns, as an editor would have made and published them."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page

from catalogue.models import Listing
from cms.models import CampaignIndexPage, CampaignPage, GroupStory, Officer, StoryIndexPage, StoryPage
from marketplace.demo.progress import Progress
from marketplace.demo.rows import rows
from media.models import Picture
from producers.models import ProducerGroup

Groups = Mapping[str, ProducerGroup]
Pictures = Mapping[str, Picture]


def load_pages(progress: Progress, groups: Groups, pictures: Pictures) -> None:
    """Make what is missing. Days are counted from today, so that one campaign runs and one is to come whenever the demo is loaded."""
    officer = Officer.objects.order_by("pk").first()
    for row in progress.over("Stories", rows("stories")):
        _story(row, groups, pictures, officer)
    _group_stories(rows("group_stories"), groups)
    for row in progress.over("Campaigns", rows("campaigns")):
        _campaign(row, groups, pictures)


def _story(row: Mapping[str, Any], groups: Groups, pictures: Pictures, officer: Officer | None) -> None:
    index = StoryIndexPage.objects.first()
    if index is None or StoryPage.objects.filter(slug=row["slug"]).exists():
        return
    page = StoryPage(
        title=row["title"],
        slug=row["slug"],
        told_on=timezone.localdate() - timedelta(days=row["days_ago"]),
        told_by="Editors of the shop (demo)",
        lead=row["lead"],
        picture=pictures[row["picture"]],
        body="".join(f"<p>{text}</p>" for text in row["body"]),
        quote=row["quote"],
        quote_by=row["quote_by"],
        group=groups[row["group"]],
        officer=officer,
        review_days=StoryPage.Interval.YEAR,
    )
    _publish(index, page)


def _group_stories(wanted: Sequence[Mapping[str, Any]], groups: Groups) -> None:
    """One a group, in English; few statements, for there are many groups."""
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    told = set(GroupStory.objects.filter(locale=locale).values_list("group_id", flat=True))
    for row in wanted:
        group = groups[row["group"]]
        if group.pk not in told:
            GroupStory.objects.create(
                group=group,
                locale=locale,
                title=row["title"],
                lead=row["lead"],
                body=f"<p>{row['body']}</p>",
                quote=row.get("quote", ""),
                quote_by=row.get("quote_by", ""),
                picture=group.picture,
                live=True,
                first_published_at=timezone.now(),
            )


def _campaign(row: Mapping[str, Any], groups: Groups, pictures: Pictures) -> None:
    index = CampaignIndexPage.objects.first()
    if index is None or CampaignPage.objects.filter(slug=row["slug"]).exists():
        return
    today = timezone.localdate()
    page = CampaignPage(
        title=row["title"],
        slug=row["slug"],
        lead=row["lead"],
        picture=pictures[row["picture"]],
        starts_on=today + timedelta(days=row["starts_in_days"]),
        ends_on=today + timedelta(days=row["ends_in_days"]),
        body=json.dumps([{"type": block["type"], "value": _value(block, groups, pictures)} for block in row["blocks"]]),
    )
    _publish(index, page)


def _value(block: Mapping[str, Any], groups: Groups, pictures: Pictures) -> dict[str, Any]:
    """The value of a block, with the keys of the rows that the data file names."""
    value: dict[str, Any] = {key: given for key, given in block.items() if key != "type"}
    if "picture" in value:
        value["picture"] = pictures[value["picture"]].pk
    if "picked" in value:
        found = dict(Listing.objects.filter(slug__in=value["picked"]).values_list("slug", "pk"))
        value["picked"] = [found[slug] for slug in value["picked"] if slug in found]
    if "groups" in value:
        value["groups"] = [groups[code].pk for code in value["groups"]]
    if "stories" in value:
        told = dict(StoryPage.objects.filter(slug__in=value["stories"]).values_list("slug", "pk"))
        value["stories"] = [told[slug] for slug in value["stories"] if slug in told]
    if "steps" in value:
        value["steps"] = [{**step, "picture": pictures[step["picture"]].pk} for step in value["steps"]]
    return value


def _publish(index: Page, page: Page) -> None:
    index.add_child(instance=page)
    page.save_revision().publish()
