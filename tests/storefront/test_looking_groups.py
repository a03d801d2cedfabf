"""A group's page: everything around the group comes in few statements, and what is not true today is left out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import HomePage
from media import derivatives
from media.derivatives import sizes_column, sources_beside
from media.models import Derivative, Picture
from producers.away_models import AwayPeriod
from producers.models import ProducerGroup
from producers.visits import invitation, say
from tests.catalogue.factories import make_picture
from tests.catalogue.voices import make_review
from tests.cms.pages import make_group_story
from tests.orders.factories import make_member
from tests.storefront.looking import Shop, get, open_shop, text_of

pytestmark = pytest.mark.django_db
PAGE = "/groups/wool-sisters/"


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def statements_of(path: str) -> int:
    """How many a page takes once menu and officer are known."""
    get(path)
    with CaptureQueriesContext(connection) as found:
        get(path)
    return len(found)


def picture_with_sizes(name: str) -> Picture:
    picture = make_picture(name)
    for format_, width in (("jpeg", 640), ("avif", 320), ("jpeg", 320)):
        Derivative.objects.create(picture=picture, format=format_, width=width, height=9, name=f"{name}-{width}.{format_}", size=9)
    return picture


def test_all_around_a_group_takes_six_statements(shop: Shop) -> None:
    """The group, the edition of the facts, its goods, its story, its listings, what is said of them."""
    bare = statements_of(PAGE)
    ProducerGroup.objects.filter(pk=shop.wool.pk).update(picture=picture_with_sizes("loom"))
    make_group_story(shop, picture=picture_with_sizes("goats"))
    make_review(shop.stole, 5)
    say(
        group=shop.wool,
        version=0,
        is_welcome=True,
        months=range(1, 13),
        languages="Ladakhi",
        how_to_ask="Ring before you come.",
        acting_user=make_member(shop.wool),
    )
    words, page = text_of(get(PAGE)), get(PAGE).content.decode()
    for part in ("Eleven goats", "Warm.", "Ring before you come.", "Women-led"):
        assert part in words, part
    assert "loom-320.avif" in page
    assert "goats-640.jpeg" in page
    assert bare == statements_of(PAGE) == 6


def test_nobody_is_invited_while_the_group_is_away(shop: Shop) -> None:
    member, today = make_member(shop.wool), timezone.localdate()
    say(group=shop.wool, version=0, is_welcome=True, months=[today.month], languages="", how_to_ask="Ring first.", acting_user=member)
    assert "Ring first." in text_of(get(PAGE))
    group = ProducerGroup.objects.get(pk=shop.wool.pk)
    assert invitation(group, today) is not None
    AwayPeriod.objects.create(group=group, starts_on=today, ends_on=today + timedelta(days=2))
    assert "Ring first." not in text_of(get(PAGE))
    assert invitation(group, today) is None


def test_sizes_that_come_beside_a_row_are_those_asked_for_alone(django_assert_num_queries: Any) -> None:
    pictures = [picture_with_sizes("loom"), make_picture("bare")]
    found = Picture.objects.annotate(sizes=sizes_column("pk")).order_by("pk")
    with django_assert_num_queries(1):
        shown = [sources_beside(row, vars(row)["sizes"]) for row in found]
    assert shown == [derivatives.sources(picture) for picture in pictures]
    assert list((shown[0] or {})["jpeg"]) == ["320", "640"]
    assert sources_beside(None, []) is None


def test_the_head_of_the_front_page_shows_nobody_against_their_will() -> None:
    picture = picture_with_sizes("growers")
    HomePage.objects.update(hero=picture)
    assert "growers-640.jpeg" in get("/").content.decode()
    Picture.objects.filter(pk=picture.pk).update(shows_people=True)
    assert "growers" not in get("/").content.decode()


def test_the_front_page_asks_thirteen_times(shop: Shop) -> None:
    """Five of them are Wagtail's: site, language, page and who may see it. Ours: campaign, edition twice and goods of the week,
    pictures, windows, harvests, sides."""
    HomePage.objects.update(hero=picture_with_sizes("pass"))
    assert statements_of("/") == 13
