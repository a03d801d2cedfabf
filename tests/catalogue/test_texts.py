"""Texts in the reader's language: reviewed ones only, the original where there is none, and it says which it is."""

import pickle

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalogue.listings import update_listing
from catalogue.models import Listing, Translation
from catalogue.texts import Text, ask_for_english, prefetch, review_translation, source_hash, text, write_translation
from tests.catalogue.factories import make_draft
from tests.catalogue.test_moderation import staff as staff_who_may
from tests.producers.factories import make_group, make_user, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_shop(settings: Settings) -> None:
    settings.SHOP_OPEN = True


def again(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def test_only_a_reviewed_translation_is_public() -> None:
    listing, reader = make_draft(), staff()
    row = write_translation(subject=listing, field="title", language="hi", body="बिना रंगा स्टोल", acting_user=make_user())
    shown = text(again(listing), "title", "hi")
    assert (shown, shown.language, shown.is_translated) == ("Undyed stole", "en", False)
    review_translation(translation_row=row, acting_user=reader)
    shown = text(again(listing), "title", "hi")
    assert (shown, shown.language, shown.is_translated) == ("बिना रंगा स्टोल", "hi", True)
    assert text(again(listing), "title", "ur").language == "en"
    assert Translation.objects.get().reviewer == reader


def test_a_demo_shows_what_nobody_has_reviewed(settings: Settings) -> None:
    listing = make_draft()
    write_translation(subject=listing, field="title", language="hi", body="स्टोल", acting_user=None)
    settings.SHOP_OPEN = False
    assert text(again(listing), "title", "hi") == "स्टोल"


def test_a_translation_of_an_older_original_is_not_shown_and_is_marked() -> None:
    listing = make_draft()
    row = write_translation(subject=listing, field="title", language="hi", body="स्टोल", acting_user=None)
    review_translation(translation_row=row, acting_user=staff())
    untouched = write_translation(subject=listing, field="summary", language="hi", body="हाथ से", acting_user=None)
    update_listing(listing=listing, version=1, title="Grey stole", acting_user=None)
    assert text(again(listing), "title", "hi") == "Grey stole"
    assert Translation.objects.get(pk=row.pk).status == "outdated"
    assert Translation.objects.get(pk=untouched.pk).status == "unreviewed"


def test_an_original_changed_behind_our_back_is_noticed_by_its_hash() -> None:
    listing = make_draft()
    row = write_translation(subject=listing, field="title", language="hi", body="स्टोल", acting_user=None)
    review_translation(translation_row=row, acting_user=staff())
    Listing.objects.update(title="Other")
    assert text(again(listing), "title", "hi") == "Other"


def test_writing_again_asks_for_a_new_review() -> None:
    listing = make_draft()
    row = write_translation(subject=listing, field="title", language="hi", body="स्टोल", acting_user=None)
    review_translation(translation_row=row, acting_user=staff())
    write_translation(subject=listing, field="title", language="hi", body="शॉल", acting_user=None)
    held = Translation.objects.get()
    assert (held.body, held.status, held.reviewer, held.source_hash) == ("शॉल", "unreviewed", None, source_hash("Undyed stole"))


def test_the_database_wants_a_name_behind_each_review() -> None:
    write_translation(subject=make_draft(), field="title", language="hi", body="स्टोल", acting_user=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.update(status="reviewed")


def test_many_texts_of_several_models_cost_one_query_and_english_none() -> None:
    group = make_group()
    listings = [make_draft(group) for _number in range(3)]
    row = write_translation(subject=listings[1], field="title", language="hi", body="स्टोल", acting_user=None)
    review_translation(translation_row=row, acting_user=staff())
    listings = list(Listing.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as queries:
        prefetch([*listings, group], ["title", "summary", "name"], "hi")
        titles = [text(listing, "title", "hi") for listing in listings]
        assert text(group, "name", "hi") == group.name
        assert [text(listing, "story", "en") for listing in listings] == ["", "", ""]
    assert titles == ["Undyed stole", "स्टोल", "Undyed stole"]
    assert len(queries) == 1


def test_a_text_keeps_its_language_in_the_cache() -> None:
    kept = pickle.loads(pickle.dumps(Text("स्टोल", "hi", is_translated=True)))  # noqa: S301  # what the cache does
    assert (kept, kept.language, kept.is_translated) == ("स्टोल", "hi", True)


def test_a_reader_corrects_a_translation_beside_its_original_and_approves_it_so(client: Client) -> None:
    listing, reader = make_draft(), staff_who_may("review_words", email="reader@example.com")
    row = write_translation(subject=listing, field="title", language="hi", body="स्टोल", acting_user=None)
    client.force_login(reader)
    shown = client.get("/admin/texts/").content.decode()
    assert "Undyed stole" in shown
    assert "स्टोल" in shown
    assert client.post("/admin/texts/", {"text": row.pk, "words": " "}).status_code == 422
    assert client.post("/admin/texts/", {"text": row.pk, "words": "बिना रंगा स्टोल"}).status_code == 302
    found = Translation.objects.get()
    assert (found.body, found.status, found.reviewer) == ("बिना रंगा स्टोल", "reviewed", reader)
    assert text(again(listing), "title", "hi") == "बिना रंगा स्टोल"
    assert "reader@example.com" in client.get("/admin/texts/?state=reviewed").content.decode()


SAID = "मेरी माँ ने इसे सर्दियों में बुना।"


def told_in_hindi() -> Listing:
    listing = make_draft()
    update_listing(listing=listing, version=1, story=SAID, story_language="hi", acting_user=None)
    ask_for_english(listing, "story")
    return again(listing)


def test_what_was_said_in_hindi_is_the_original_and_its_english_waits_for_a_reader() -> None:
    listing = told_in_hindi()
    for language in ("en", "ur"):
        shown = text(again(listing), "story", language)
        assert (shown, shown.language, shown.is_translated) == (SAID, "hi", False)
    assert text(listing, "story", "hi").language == "hi"
    waiting = Translation.objects.get()
    assert (waiting.field, waiting.language, waiting.body, waiting.status) == ("story", "en", "", "unreviewed")
    ask_for_english(listing, "story")
    assert Translation.objects.count() == 1


def test_staff_write_the_english_beside_the_words_that_were_said(client: Client, settings: Settings) -> None:
    listing = told_in_hindi()
    settings.SHOP_OPEN = False
    assert text(again(listing), "story", "en") == SAID, "an empty translation is not shown in a demo either"
    client.force_login(staff_who_may("review_words", email="reader@example.com"))
    page = client.get("/admin/texts/").content.decode()
    assert f'<div lang="hi" dir="ltr"><p class="staff-words">{SAID}</p>' in page
    row = Translation.objects.get()
    assert client.post("/admin/texts/", {"text": row.pk, "words": ""}).status_code == 422
    assert client.post("/admin/texts/", {"text": row.pk, "words": "My mother wove it in winter."}).status_code == 302
    shown = text(again(listing), "story", "en")
    assert (shown, shown.language, shown.is_translated) == ("My mother wove it in winter.", "en", True)
    assert text(again(listing), "story", "ur") == SAID


def test_once_it_is_written_in_english_the_old_english_is_nobodys_work() -> None:
    listing = told_in_hindi()
    update_listing(listing=listing, version=2, story="Woven by my mother.", story_language="en", acting_user=None)
    assert text(again(listing), "story", "en") == "Woven by my mother."
    assert not Translation.objects.exists()


def test_a_page_of_english_goods_asks_for_no_translation_and_one_with_a_hindi_story_asks_once() -> None:
    plain, told = make_draft(), told_in_hindi()
    for rows, queries in (([again(plain)], 0), ([again(plain), told], 1)):
        with CaptureQueriesContext(connection) as asked:
            prefetch(rows, ["title", "story"], "en")
            assert [text(row, "title", "en") for row in rows] == ["Undyed stole"] * len(rows)
            assert [text(row, "story", "en") for row in rows] == ["", SAID][: len(rows)]
        assert len(asked) == queries
