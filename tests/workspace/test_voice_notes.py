"""A group says what it does not write: recorded, typed out by a facilitator or staff, agreed to, and gone with the listing."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts import forgetting, own_data
from accounts.models import User
from catalogue import drafts, edits, publishing, voice_notes
from catalogue.errors import NoteGone
from catalogue.models import Listing, ListingDraft, ListingEdit, Translation, VoiceNote
from catalogue.staff_facts import edit_facts
from journal import outbox
from journal.models import AuditEntry
from notices.models import Notice
from producers import facilitation
from tests.catalogue.notes import make_note
from tests.media import sounds
from tests.media.files import HTML
from tests.orders import factories as make
from tests.producers.factories import make_user
from tests.storefront.buyer import words
from tests.workspace.listing_pages import WORDS, Lister

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]
SAID = "Woven by my mother in the winter."
IN_HINDI = "मेरी माँ ने इसे सर्दियों में बुना।"


@pytest.fixture
def lister() -> Lister:
    """A member with a draft."""
    lister = Lister(make.make_group())
    lister.start()
    lister.post("what", type="pashmina_stole")
    return lister


@pytest.fixture
def helper(lister: Lister) -> Client:
    """The facilitator of the group."""
    user = make_user()
    facilitation.grant(user=user, group=lister.group, consent="At the meeting", acting_user=None)
    return _client(user)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _file(data: bytes | None = None, name: str = "note.ogg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sounds.ogg() if data is None else data, content_type="audio/ogg")


def _say(lister: Lister, data: bytes | None = None, **more: Any) -> HttpResponse:
    return lister.client.post(f"/workspace/drafts/{lister.key}/note/", {"act": "record", "language": "hi", "sound": _file(data), **more})


def _note() -> VoiceNote:
    return VoiceNote.objects.get()


def _act(client: Client, key: str, act: str, **more: str) -> HttpResponse:
    return client.post(f"/workspace/drafts/{key}/note/", {"act": act, "version": str(_note().version), **more})


def _written(lister: Lister, helper: Client) -> None:
    assert _say(lister).status_code == 303
    assert _act(helper, lister.key, "write", words=SAID, language="en").status_code == 303


def test_what_is_said_is_typed_out_agreed_to_and_becomes_the_story(lister: Lister, helper: Client) -> None:
    assert "You can say it instead of writing it" in words(lister.get("words"))
    assert _say(lister).status_code == 303
    assert (_note().language, _note().length_ms, _note().status, _note().recorded_by) == ("hi", 3000, "waiting", lister.user)
    assert Notice.objects.filter(kind="voice_note_waiting").count() == 1

    assert "To be typed out" in words(helper.get("/workspace/recordings/"))
    assert _act(helper, lister.key, "write", words=SAID, language="en").status_code == 303
    entry = AuditEntry.objects.get(action="voice_note.write")
    assert (entry.on_behalf_of, entry.after["words"]) == (lister.group.slug, SAID)
    assert Notice.objects.get(kind="voice_note_written").user == lister.user

    assert "is it what you said?" in words(lister.client.get("/workspace/recordings/"))
    assert SAID in words(lister.client.get(f"/workspace/drafts/{lister.key}/note/"))
    assert "story" not in lister.draft.answers
    answer = _act(lister.client, lister.key, "agree")
    assert (answer.status_code, answer["Location"]) == (303, f"/workspace/drafts/{lister.key}/words/")
    assert lister.draft.answers["story"] == SAID
    assert (_note().status, _note().agreed_by) == ("agreed", lister.user)
    assert SAID in words(lister.get("words"))


def test_a_story_keeps_the_language_in_which_it_was_said_up_to_the_page_of_the_goods(lister: Lister, helper: Client) -> None:
    lister.fill(words={**WORDS, "story": ""})
    assert _say(lister).status_code == 303
    assert _act(helper, lister.key, "write", words=IN_HINDI, language="hi").status_code == 303
    assert _act(lister.client, lister.key, "agree").status_code == 303
    page = lister.get("words").content.decode()
    assert 'lang="hi"' in page
    assert '<option value="hi" selected>' in page
    assert lister.post("words", **{**WORDS, "story": IN_HINDI, "story_language": "hi"}).status_code == 303
    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    assert (listing.story, listing.story_language) == (IN_HINDI, "hi")
    publishing.publish(listing, acting_user=None)
    assert f'<div lang="hi" dir="auto"><p>{IN_HINDI}</p></div>' in Client().get(f"/p/{listing.slug}/").content.decode()
    assert Translation.objects.get(field="story").language == "en"


def test_a_change_of_the_language_alone_waits_for_staff_like_other_words(lister: Lister) -> None:
    lister.fill()
    lister.post("check")
    listing = Listing.objects.get(group=lister.group)
    publishing.publish(listing, acting_user=None)
    lister.key = drafts.open_draft(listing=listing, acting_user=lister.user).key
    assert lister.post("words", **WORDS, story_language="ur").status_code == 303
    assert lister.post("check").status_code == 303
    edit = ListingEdit.objects.get()
    assert [fact.after for fact in edit_facts(edit) if fact.is_changed] == ["Urdu"]
    edits.approve_edit(edit=edit, version=edit.version, acting_user=None)
    listing.refresh_from_db()
    assert listing.story_language == "ur"


def test_the_group_says_that_it_is_not_right_and_it_is_typed_again(lister: Lister, helper: Client) -> None:
    _written(lister, helper)
    assert _act(lister.client, lister.key, "again", asked="My mother, not my sister").status_code == 303
    page = words(helper.get(f"/workspace/drafts/{lister.key}/note/"))
    assert "My mother, not my sister" in page
    assert SAID in page
    assert _act(helper, lister.key, "write", words="Another", language="en").status_code == 303
    assert (_note().status, _note().words, _note().asked) == ("written", "Another", "")
    assert Notice.objects.filter(kind="voice_note_written").count() == 2


def test_who_types_it_out_can_not_agree_and_the_group_does_not_type(lister: Lister, helper: Client) -> None:
    _written(lister, helper)
    assert _act(helper, lister.key, "agree").status_code == 404
    assert _act(helper, lister.key, "again").status_code == 404
    assert _act(lister.client, lister.key, "write", words="Mine", language="en").status_code == 404
    assert _note().words == SAID


def test_what_was_looked_at_long_ago_changes_nothing(lister: Lister, helper: Client) -> None:
    _written(lister, helper)
    note = _note()
    for act, client, more in (
        ("agree", lister.client, {}),
        ("again", lister.client, {}),
        ("write", helper, {"words": "x", "language": "en"}),
    ):
        answer = client.post(f"/workspace/drafts/{lister.key}/note/", {"act": act, "version": "1", **more})
        assert (answer.status_code, "This has changed" in words(answer)) == (422, True)
    voice_notes.agree(note=note, version=note.version, acting_user=lister.user)
    with pytest.raises(NoteGone):
        voice_notes.write(note=_note(), words="Later", language="en", version=_note().version, acting_user=lister.user)


def test_staff_type_out_what_nobody_else_does(lister: Lister) -> None:
    _say(lister)
    moderator = _client(User.objects.create_superuser("staff@example.com"))
    page = moderator.get("/admin/voice-notes/")
    assert lister.group.name in words(page)
    assert moderator.get(f"/admin/voice-notes/{_note().number}/sound/").content == sounds.ogg()
    told = {"note": _note().number, "version": "1", "language": "hi"}
    assert moderator.post("/admin/voice-notes/", {**told, "words": " "}).status_code == 422
    assert moderator.post("/admin/voice-notes/", {**told, "words": SAID, "version": "9"}).status_code == 422
    assert moderator.post("/admin/voice-notes/", {**told, "words": SAID}).status_code == 302
    assert (_note().words, _note().language) == (SAID, "hi")
    assert AuditEntry.objects.get(action="voice_note.write").on_behalf_of == lister.group.slug
    assert SAID not in words(moderator.get("/admin/voice-notes/"))


def test_the_recording_is_heard_by_the_group_and_who_helps_it_alone(lister: Lister, helper: Client) -> None:
    _say(lister)
    address = f"/workspace/drafts/{lister.key}/note/sound/"
    for client in (lister.client, helper):
        answer = client.get(address)
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, sounds.ogg(), "audio/ogg")
        assert "no-store" in answer["Cache-Control"]
    assert lister.client.get(address, headers={"range": "bytes=0-1"}).status_code == 206
    other = Lister(make.make_group())
    assert other.client.get(address).status_code == 404
    assert _client(make.make_member(lister.group, "packer")).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert Client().get(f"/media/{_note().file}").status_code == 404


@pytest.mark.parametrize(("data", "reason"), [(HTML, "no recording"), (sounds.ogg(62), "longer than 60 seconds"), (b"", "")])
def test_what_is_no_recording_is_refused_with_the_reason_and_nothing_is_kept(lister: Lister, data: bytes, reason: str) -> None:
    answer = _say(lister, data)
    assert answer.status_code == 422
    assert reason in words(answer)
    assert not VoiceNote.objects.exists()
    nothing = lister.client.post(f"/workspace/drafts/{lister.key}/note/", {"act": "record"})
    assert (nothing.status_code, "Record something first" in words(nothing)) == (422, True)


def test_sent_twice_it_is_one_and_a_new_one_takes_the_place_of_the_old(lister: Lister) -> None:
    for _time in range(2):
        assert _say(lister, attempt="once").status_code == 303
    assert AuditEntry.objects.filter(action="voice_note.record").count() == 1
    first = str(_note().file)
    _say(lister, sounds.webm(5), attempt="twice")
    assert (_note().content_type, _note().length_ms) == ("audio/webm", 5000)
    outbox.drain()
    assert (default_storage.exists(first), default_storage.exists(str(_note().file))) == (False, True)


def test_an_amr_of_a_simple_phone_is_taken_and_offered_as_a_file_alone(lister: Lister) -> None:
    _say(lister, sounds.amr())
    page = lister.client.get(f"/workspace/drafts/{lister.key}/note/").content.decode()
    assert page.count("<audio") == 1  # that of the recorder
    assert f'download="{_note().number}"' in page


def _is_gone(name: str) -> bool:
    outbox.drain()
    return not VoiceNote.objects.exists() and not default_storage.exists(name)


def test_it_goes_with_the_draft_and_by_the_groups_wish(lister: Lister) -> None:
    _say(lister)
    name = str(_note().file)
    assert _act(lister.client, lister.key, "delete").status_code == 303
    assert _is_gone(name)
    _say(lister)
    name = str(_note().file)
    drafts.drop(draft=lister.draft, acting_user=lister.user)
    assert _is_gone(name)


def _sent(lister: Lister) -> Listing:
    lister.fill(words={**WORDS, "story": ""})
    make_note(lister.key, lister.user)
    assert lister.post("check").status_code == 303
    return ListingDraft.objects.get(key=lister.key).listing


def test_a_note_of_a_listing_that_was_sent_waits_for_staff_and_then_opens_a_change(lister: Lister) -> None:
    listing = _sent(lister)
    voice_notes.write(note=_note(), words=SAID, language="en", version=1, acting_user=lister.user)
    assert _act(lister.client, lister.key, "agree").status_code == 422
    assert _note().status == "written"
    publishing.publish(listing, acting_user=None)
    answer = _act(lister.client, lister.key, "agree")
    change = ListingDraft.objects.get(listing=listing, closed_at__isnull=True)
    assert answer["Location"] == f"/workspace/drafts/{change.key}/words/"
    assert change.answers["story"] == SAID
    assert _say(lister).status_code == 422  # nothing new is said to what was sent


def test_it_goes_with_the_listing(lister: Lister) -> None:
    listing = _sent(lister)
    name = str(_note().file)
    publishing.withdraw(listing, reason="Not made any more", acting_user=lister.user)
    assert _is_gone(name)


def test_a_draft_that_was_sent_without_a_note_has_no_page_for_one(lister: Lister) -> None:
    lister.fill()
    lister.post("check")
    assert lister.client.get(f"/workspace/drafts/{lister.key}/note/").status_code == 404


def test_who_spoke_gets_it_in_the_file_of_own_data_and_takes_it_along(lister: Lister) -> None:
    _say(lister)
    [row] = own_data._readers["voice_notes"](lister.user)["voice_notes"]
    assert (row["number"], row["length_ms"], row["language"]) == (_note().number, 3000, "hi")
    name = str(_note().file)
    with transaction.atomic():
        forgetting._rooms["voices"][1](lister.user)
    assert _is_gone(name)
