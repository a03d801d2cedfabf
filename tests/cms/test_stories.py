"""Stories, the story of a group on the group's own page, and who answers for a page."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from cms.models import GroupStory, PolicyPage, Reviewed, StoryPage
from tests.cms.pages import make_group_story, make_story, today
from tests.storefront.looking import Shop, get, open_shop, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def test_the_page_of_a_group_tells_its_published_story(shop: Shop) -> None:
    story = make_group_story(shop, quote="The fawn is the goat's own.", quote_by="A weaver")
    page = get("/groups/wool-sisters/")
    assert "Eleven goats" in text_of(page)
    assert "<b>began</b>" in page.content.decode()
    assert "Eleven goats" not in text_of(get("/groups/orchard-growers/"))
    GroupStory.objects.filter(pk=story.pk).update(live=False)
    assert "Eleven goats" not in text_of(get("/groups/wool-sisters/"))


def test_a_story_is_told_in_the_language_of_the_page_else_in_english(shop: Shop) -> None:
    make_group_story(shop)
    assert "Eleven goats" in text_of(get("/ur/groups/wool-sisters/"))
    make_group_story(shop, title="گیارہ بکریاں", locale=Locale.objects.create(language_code="ur"))
    assert "گیارہ بکریاں" in text_of(get("/ur/groups/wool-sisters/"))
    assert "Eleven goats" in text_of(get("/groups/wool-sisters/"))


def test_a_group_has_one_story_in_a_language(shop: Shop) -> None:
    make_group_story(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_group_story(shop, title="Twelve goats")


def test_a_story_names_its_owner_and_leads_to_its_group(shop: Shop) -> None:
    make_story(group=shop.wool)
    page = get("/stories/shaken-at-dawn/")
    assert "Owner: Demo grievance officer. An invented person." in text_of(page)
    assert "/groups/wool-sisters/" in page.content.decode()
    assert "Shaken at dawn" in text_of(get("/stories/"))


def test_other_stories_of_the_same_group_stand_first(shop: Shop) -> None:
    make_story(group=shop.wool)
    make_story("By the same hands", group=shop.wool, told_on=today(-400))
    make_story("Somewhere else")
    words = text_of(get("/stories/shaken-at-dawn/"))
    assert words.index("By the same hands") < words.index("Somewhere else")


@pytest.mark.parametrize(("after", "state"), [(0, "fresh"), (75, "fresh"), (76, "due"), (90, "due"), (91, "overdue")])
def test_a_page_is_fresh_then_due_then_overdue(after: int, state: str) -> None:
    page = PolicyPage(reviewed_on=date(2026, 1, 1), review_days=90)
    assert page.freshness(date(2026, 1, 1) + timedelta(days=after)) == state


def test_a_weekly_page_is_not_due_from_its_first_day() -> None:
    page = StoryPage(reviewed_on=date(2026, 1, 1), review_days=7)
    assert [page.freshness(date(2026, 1, day)) for day in (1, 4, 5, 8, 9)] == ["fresh", "fresh", "due", "due", "overdue"]


def test_readers_are_told_of_a_page_that_nobody_read_for_long() -> None:
    told = "Nobody has read this page through in time."
    PolicyPage.objects.filter(slug="terms").update(reviewed_on=today(-150), review_days=Reviewed.Interval.QUARTER)
    assert told not in text_of(get("/policies/terms/"))
    PolicyPage.objects.filter(slug="terms").update(reviewed_on=today(-151))
    assert told in text_of(get("/policies/terms/"))


def test_the_deputy_is_somebody_else_and_nobody_reads_in_the_future() -> None:
    page = PolicyPage.objects.get(slug="terms")
    page.deputy, page.reviewed_on = page.officer, today(1)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.error_dict) == {"deputy", "reviewed_on"}
