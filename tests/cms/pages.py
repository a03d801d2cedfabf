"""Pages and snippets to try: a campaign with every kind of block, a story, the story of a group."""

import json
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from cms.models import CampaignIndexPage, CampaignPage, GroupStory, Officer, StoryIndexPage, StoryPage
from marketplace.roles import load_roles
from media.models import Picture
from tests.catalogue.factories import make_picture
from tests.storefront.looking import Shop


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def make_story(title: str = "Shaken at dawn", **fields: Any) -> StoryPage:
    given = {
        "lead": "On to cloth.",
        "told_on": today(),
        "body": "<p>At four in the morning.</p>",
        "officer": Officer.objects.first(),
        **fields,
    }
    return StoryIndexPage.objects.get().add_child(instance=StoryPage(title=title, **given))


def make_group_story(shop: Shop, **fields: Any) -> GroupStory:
    given = {"group": shop.wool, "title": "Eleven goats", "body": "<p>We <b>began</b> in winter.</p>", **fields}
    return GroupStory.objects.create(**{"locale": Locale.objects.get(language_code="en"), **given})


def block(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "value": value}


def products(*listings: Any, **more: Any) -> dict[str, Any]:
    given = {
        "heading": "To take home",
        "picked": [one.pk for one in listings],
        "family": "",
        "words": "",
        "in_season": False,
        "sort": "fair",
        "number": "4",
        "balance": True,
    }
    return block("products", {**given, **more})


def every_block(shop: Shop, story: StoryPage, picture: Picture) -> list[dict[str, Any]]:
    return [
        block("words", {"heading": "Asked before", "text": "<p>No sulphur.</p>"}),
        block("picture_words", {"picture": picture.pk, "heading": "The orchard", "text": "In July.", "side": "end"}),
        block("pictures", {"first": picture.pk, "first_caption": "One", "second": picture.pk, "second_caption": "Two"}),
        block("quote", {"words": "We cover the trays.", "said_by": "A grower"}),
        block("steps", {"heading": "Tree to tray", "steps": [{"picture": picture.pk, "heading": "Shaken", "text": "At dawn"}, {"heading": "Laid", "text": "On roofs"}]}),
        block("action", {"heading": "Gifts", "text": "By December.", "label": "Plan", "path": "/groups/"}),
        products(shop.stole, shop.apricots),
        block("groups", {"heading": "Who is sending", "groups": [shop.wool.pk, shop.orchard.pk]}),
        block("stories", {"heading": "Told", "stories": [story.pk]}),
        block("lot", {"heading": "Follow a lot", "code": shop.lot.code, "text": ""}),
    ]  # fmt: skip


def make_campaign(title: str = "New crop", blocks: list[dict[str, Any]] | None = None, **fields: Any) -> CampaignPage:
    given = {"lead": "Dried in the shade.", "starts_on": today(-1), "ends_on": today(20), **fields}
    page = CampaignPage(title=title, body=json.dumps(blocks or []), **given)
    return CampaignIndexPage.objects.get().add_child(instance=page)


def picture_of_people(**fields: Any) -> Picture:
    picture = make_picture("Growers")
    Picture.objects.filter(pk=picture.pk).update(shows_people=True, description="Two growers", **fields)
    return Picture.objects.get(pk=picture.pk)


def person(role: str) -> User:
    load_roles()
    from django.contrib.auth.models import Group

    user = User.objects.create_user(f"{role.lower().replace(' ', '-')}@staff.example", "not-used-here-2026")
    user.groups.add(Group.objects.get(name=role))
    return user
