"""The administration: choosers, rights of editors and moderators, previews, the report, schedule and sign of life."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from catalogue.models import Listing
from cms import jobs, life
from cms.models import CampaignIndexPage, CampaignPage, GroupStory, HomePage, Officer, PolicyPage, StoryIndexPage
from cms.scheduling import at_hour, line_of
from journal import heartbeat, schedule
from journal.models import ScheduledJob
from search import facts
from search.models import ProductFacts
from tests.catalogue.factories import make_picture
from tests.cms.pages import every_block, make_campaign, make_group_story, make_story, person, products
from tests.journal.time_passing import pass_time
from tests.storefront.looking import Shop, get, open_shop, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture(autouse=True)
def _plain_files(settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def as_(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def story_form(**more: str) -> dict[str, str]:
    return {
        "title": "Winter", "slug": "winter", "lead": "Snow.", "told_on": "2026-11-22", "reviewed_on": "2026-11-22", "review_days": "365",
        "body": '{"blocks":[{"key":"a","type":"unstyled","depth":0,"text":"Cold","inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}',
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "0", **more,
    }  # fmt: skip


def test_the_product_chooser_shows_what_an_editor_has_to_know(shop: Shop) -> None:
    ProductFacts.objects.filter(listing=shop.apricots).update(stock="sold_out")
    Listing.objects.filter(title="Berry pulp").update(status="withdrawn")
    facts.refresh(Listing.objects.filter(title="Berry pulp").values_list("pk", flat=True))
    words = text_of(as_("Editors").get(reverse("product_chooser:choose_results")))
    assert "Undyed stole ₹18,500" in words
    assert "Wool Sisters Leh" in words
    assert "⚠ Sold out" in words
    assert "⚠ Withdrawn" in words


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=stole", "Undyed stole"), ("q=orchard", "Sun-dried"), ("family=sea-buckthorn", "Berry"), ("district=leh", "Undyed")],
)
def test_the_product_chooser_finds_by_words_family_and_district(shop: Shop, asked: str, found: str) -> None:
    words = text_of(as_("Editors").get(f"{reverse('product_chooser:choose_results')}?{asked}"))
    assert found in words
    assert sum(title in words for title in ("Undyed stole", "Sun-dried apricots", "Berry pulp")) == 1


def test_a_product_that_was_withdrawn_is_named_so_beside_its_block(shop: Shop) -> None:
    page = make_campaign(blocks=[products(shop.stole, shop.apricots)])
    ProductFacts.objects.filter(listing=shop.apricots).update(stock="sold_out")
    Listing.objects.filter(pk=shop.stole.pk).update(status="withdrawn")
    facts.refresh([shop.stole.pk])
    client = as_("Editors")
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert r"Withdrawn: Undyed stole" in editor
    assert r"Sold out: Sun-dried apricots" in editor
    chosen = client.get(reverse("product_chooser:chosen", args=[shop.stole.pk])).json()
    assert chosen["result"]["title"] == "⚠ Withdrawn: Undyed stole"


def test_an_editor_writes_and_submits_but_only_a_moderator_publishes(shop: Shop) -> None:
    index = StoryIndexPage.objects.get()
    editor = as_("Editors")
    add = reverse("wagtailadmin_pages:add", args=["cms", "storypage", index.pk])
    answer = editor.post(add, story_form(**{"action-publish": "1"}))
    assert answer.status_code == 302
    index.refresh_from_db()
    page = index.get_children().get().specific
    assert page.live is False
    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), story_form(**{"action-submit": "1"}))
    page.refresh_from_db()
    assert page.workflow_in_progress
    moderator = as_("Moderators")
    state = page.current_workflow_task_state
    moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    page.refresh_from_db()
    assert page.live is True
    assert get("/stories/winter/").status_code == 200


def test_an_editor_may_not_publish_the_story_of_a_group(shop: Shop) -> None:
    story = make_group_story(shop, live=False)
    sent = {"group": str(shop.wool.pk), "title": "Twelve goats", "body": story_form()["body"], "action-publish": "1"}
    address = reverse(GroupStory.snippet_viewset.get_url_name("edit"), args=[story.pk])
    as_("Editors").post(address, sent)
    story.refresh_from_db()
    assert story.live is False
    as_("Moderators").post(address, sent)
    story.refresh_from_db()
    assert (story.live, story.title) == (True, "Twelve goats")


def test_who_enters_for_money_touches_no_page(shop: Shop) -> None:
    page = make_campaign()
    answer = as_("Finance").get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code in (302, 403)


def test_every_page_and_snippet_can_be_looked_at_before_it_is_public(shop: Shop) -> None:
    story = make_story()
    campaign = make_campaign(blocks=every_block(shop, story, make_picture("Orchard")))
    pages = [
        story,
        campaign,
        HomePage.objects.get(),
        PolicyPage.objects.first(),
        StoryIndexPage.objects.get(),
        CampaignIndexPage.objects.get(),
    ]
    moderator = as_("Moderators")
    for page in pages:
        page.save_revision()
        assert moderator.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200, page
    for snippet in (make_group_story(shop), Officer.objects.first()):
        answer = snippet.make_preview_request()
        assert answer.status_code == 200
        assert str(getattr(snippet, "title", "") or snippet.name) in text_of(answer.render() if hasattr(answer, "render") else answer)


def test_the_report_names_every_page_with_its_state(shop: Shop) -> None:
    make_story()
    PolicyPage.objects.filter(slug="terms").update(reviewed_on="2026-01-01")
    page = as_("Editors").get(reverse("cms_review"))
    assert "Shaken at dawn Fresh" in text_of(page)
    assert "Terms of use Overdue" in text_of(page)
    assert "Owner: Demo grievance officer." in text_of(page)


def test_the_hour_of_a_schedule_is_said_in_indian_time() -> None:
    assert at_hour(datetime(2026, 12, 4, 0, 30, tzinfo=UTC)) == "Fri 4 Dec 06:00 IST"
    page = CampaignPage(go_live_at=datetime(2026, 12, 4, 0, 30, tzinfo=UTC))
    assert line_of(page) == "goes live Fri 4 Dec 06:00 IST"
    assert line_of(CampaignPage()) == ""


def test_the_zone_stands_beside_both_fields(shop: Shop) -> None:
    page = make_campaign()
    editor = as_("Moderators").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert editor.count("Indian time (IST). Live within five minutes of it.") == 2


def scheduled(at: datetime) -> CampaignPage:
    page = make_campaign(live=False)
    page.go_live_at = at
    page.save_revision(approved_go_live_at=at)
    return page


def move_hour(page: CampaignPage, at: datetime) -> None:
    """The clock reaches the hour: the page waits for an hour that has passed."""
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = at.isoformat()
    revision.approved_go_live_at = at
    revision.save()


def run_schedule() -> None:
    schedule.sync()
    schedule.run_due("tests")


def test_a_scheduled_campaign_goes_live_within_five_minutes_and_only_once() -> None:
    assert timedelta(minutes=5) >= jobs.EVERY * 2
    page = scheduled(timezone.now() + timedelta(minutes=1))
    run_schedule()
    page.refresh_from_db()
    assert page.live is False
    move_hour(page, timezone.now() - timedelta(seconds=1))
    pass_time(jobs.EVERY)
    run_schedule()
    page.refresh_from_db()
    first = page.last_published_at
    assert page.live is True
    pass_time(jobs.EVERY)
    run_schedule()
    page.refresh_from_db()
    assert page.last_published_at == first


def test_a_schedule_that_comes_late_publishes_all_the_same() -> None:
    page = scheduled(timezone.now() - timedelta(hours=9))
    run_schedule()
    page.refresh_from_db()
    assert page.live is True


def test_a_publisher_that_was_killed_is_tried_again_in_time() -> None:
    page = scheduled(timezone.now() - timedelta(seconds=1))
    schedule.sync()
    assert schedule._claim(jobs.JOB_NAME, "killed") is not None  # it dies here, holding its lease
    run_schedule()
    page.refresh_from_db()
    assert page.live is False
    pass_time(timedelta(minutes=5))
    run_schedule()
    page.refresh_from_db()
    assert page.live is True


def test_a_campaign_is_taken_down_when_its_time_has_ended() -> None:
    page = make_campaign(expire_at=timezone.now() - timedelta(seconds=1))
    run_schedule()
    page.refresh_from_db()
    assert page.live is False


def heard(*, worker: timedelta, publisher: timedelta) -> None:
    schedule.sync()
    now = timezone.now()
    ScheduledJob.objects.filter(name=heartbeat.JOB_NAME).update(last_finished_at=now - worker)
    ScheduledJob.objects.filter(name=jobs.JOB_NAME).update(last_finished_at=now - publisher)


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("worker", "publisher", "silent"),
    [
        (MINUTE, MINUTE, [False, False]),
        (16 * MINUTE, MINUTE, [True, False]),
        (MINUTE, 15 * MINUTE, [False, True]),
        (14 * MINUTE, 14 * MINUTE, [False, False]),
    ],
)
def test_the_first_screen_turns_red_when_schedule_or_worker_is_silent(worker: timedelta, publisher: timedelta, silent: list[bool]) -> None:
    heard(worker=worker, publisher=publisher)
    assert [pulse.is_silent for pulse in life.pulses()] == silent
    page = as_("Editors").get(reverse("wagtailadmin_home")).content.decode()
    assert ("life is-silent" in page) is any(silent)


def test_what_was_never_heard_of_is_silent() -> None:
    ScheduledJob.objects.all().delete()
    assert [pulse.is_silent for pulse in life.pulses()] == [True, True]
