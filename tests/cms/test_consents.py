"""Pictures of people: no page without their consent, and none after it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cms.blocks import CampaignBody
from cms.models import StoryIndexPage, StoryPage
from journal.models import AuditEntry
from media import derivatives
from media.consent import may_be_shown
from media.models import Derivative, Picture
from media.uploads import store_picture
from tests.catalogue.factories import make_picture
from tests.cms.pages import make_story, person, picture_of_people, today
from tests.media.files import drawing, encoded
from tests.storefront.looking import get

pytestmark = pytest.mark.django_db
AGREED = {"consent": "Two growers, in writing", "consent_reference": "C-17"}


def story_with(picture: Picture) -> StoryPage:
    index = StoryIndexPage.objects.get()
    return StoryPage(title="T", slug="t", lead="l", body="<p>x</p>", told_on=today(), picture=picture, path=f"{index.path}0001", depth=4)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "is not written down"),
        ({"consent": "Two growers"}, "is not written down"),
        ({**AGREED, "consent_until": date(2025, 4, 1)}, "has ended"),
        ({**AGREED, "consent_withdrawn_at": datetime(2025, 4, 1, tzinfo=UTC)}, "have withdrawn their consent"),
    ],
)
def test_a_picture_of_people_without_their_consent_goes_into_no_page(fields: dict[str, object], words: str) -> None:
    picture = picture_of_people(**fields)
    with pytest.raises(ValidationError) as refused:
        story_with(picture).clean()
    assert words in str(refused.value.message_dict["picture"])
    block = CampaignBody().child_blocks["picture_words"].child_blocks["picture"]
    with pytest.raises(ValidationError, match=words):
        block.clean(picture)
    assert not may_be_shown(picture)
    assert derivatives.sources(picture) is None


def test_with_consent_a_picture_is_shown_to_its_last_day() -> None:
    picture = picture_of_people(**AGREED, consent_until=today())
    story_with(picture).clean()
    assert may_be_shown(picture)
    assert not may_be_shown(picture, today() + timedelta(days=1))


def test_a_picture_without_alternative_text_goes_into_no_page() -> None:
    picture = make_picture("Loom")
    Picture.objects.filter(pk=picture.pk).update(description="")
    picture = Picture.objects.get(pk=picture.pk)
    with pytest.raises(ValidationError, match="no alternative text"):
        story_with(picture).clean()


@pytest.fixture
def shown(media_dir: object) -> Picture:
    """A picture of people on a page, with its sizes."""
    picture = store_picture(BytesIO(encoded(drawing(400, 300), "PNG")), title="Growers", alt="Two growers")
    Picture.objects.filter(pk=picture.pk).update(shows_people=True, **AGREED)
    picture.refresh_from_db()
    Derivative.objects.create(picture=picture, format="jpeg", width=320, height=240, name="derivatives/no/such.jpg", size=9)
    make_story(picture=picture)
    return picture


def test_withdrawing_takes_the_picture_off_every_page_and_deletes_its_sizes(shown: Picture, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    original = shown.file.url
    shown.get_rendition("width-100")
    assert "no/such.jpg" in get("/stories/shaken-at-dawn/").content.decode()
    client = Client()
    client.force_login(person("Moderators"))
    refused = client.post(reverse("cms_consents"), {"picture": shown.pk, "reason": " "})
    assert (refused.status_code, Derivative.objects.count()) == (422, 1)
    assert client.post(reverse("cms_consents"), {"picture": shown.pk, "reason": "She wrote to us"}).status_code == 302

    assert (Derivative.objects.count(), shown.renditions.count()) == (0, 0)
    page = get("/stories/shaken-at-dawn/").content.decode()
    assert "no/such.jpg" not in page
    assert original not in page
    shown.refresh_from_db()
    assert shown.file.name.startswith("withdrawn/")
    assert get(shown.file.url).status_code == 404
    assert derivatives.sources(shown) is None
    assert AuditEntry.objects.get(action="picture.withdraw_consent").reason == "She wrote to us"


def test_only_who_may_withdraws(shown: Picture) -> None:
    client = Client()
    client.force_login(person("Editors"))
    client.post(reverse("cms_consents"), {"picture": shown.pk, "reason": "Mine"})
    assert Derivative.objects.count() == 1
