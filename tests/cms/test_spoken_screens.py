"""Staff put a recording to a screen and a language: a player stands there and nowhere else, and no script is needed."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from cms.spoken_screens import names
from journal import outbox
from journal.models import AuditEntry
from media.models import SpokenScreen
from tests.media import sounds
from tests.orders import factories as make
from tests.storefront.buyer import words
from tests.workspace.listing_pages import Lister

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.com"))
    return client


def put(staff: Client, screen: str, language: str = "en", data: bytes | None = None) -> HttpResponse:
    file = SimpleUploadedFile("note.mp3", sounds.ogg() if data is None else data, content_type="audio/mpeg")
    return staff.post("/admin/read-aloud/", {"screen": screen, "language": language, "sound": file})


def player(page: HttpResponse) -> str:
    text = page.content.decode()
    return text.partition('<audio controls preload="none" src="')[2].partition('"')[0] if "<audio" in text else ""


def test_a_player_stands_on_the_screen_and_in_the_language_that_was_recorded(staff: Client) -> None:
    group = make.make_group()
    member = Lister(group).client
    stock, inbox = f"/workspace/groups/{group.slug}/stock/", f"/workspace/groups/{group.slug}/"
    assert player(member.get(stock)) == ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda run, **_more: run())
        assert put(staff, "workspace-stock").status_code == 302
    address = player(member.get(stock))
    assert Client().get(address).content == sounds.ogg()
    assert player(member.get(inbox)) == ""
    assert player(member.get(f"/hi{stock}")) == ""
    assert "media-src 'self'" in member.get(stock)["Content-Security-Policy"]


def test_each_step_of_a_listing_and_of_an_application_is_a_screen_of_its_own(staff: Client) -> None:
    assert {"workspace-draft.photo", "workspace-draft.check", "sell", "sell-page.state", "workspace-card", "join"} <= set(names())
    assert not {name for name in names() if "pdf" in name or "sound" in name}
    put(staff, "workspace-draft.photo")
    lister = Lister(make.make_group())
    lister.start()
    assert (bool(player(lister.get("photo"))), bool(player(lister.get("what")))) == (True, False)
    put(staff, "sell")
    staff.get("/admin/read-aloud/")


def test_a_new_recording_takes_the_place_of_the_old_and_is_taken_away_again(staff: Client) -> None:
    put(staff, "sell")
    first = SpokenScreen.objects.get()
    put(staff, "sell", data=sounds.webm(4))
    second = SpokenScreen.objects.get()
    assert (second.content_type, second.kept_by is not None) == ("audio/webm", True)
    outbox.drain()
    assert (default_storage.exists(str(first.file)), default_storage.exists(str(second.file))) == (False, True)
    assert Client().get(f"/media/{first.file}").status_code == 404
    assert staff.post("/admin/read-aloud/", {"act": "remove", "key": str(second.pk)}).status_code == 302
    assert not SpokenScreen.objects.exists()
    assert set(AuditEntry.objects.filter(action__startswith="spoken_screen").values_list("action", flat=True)) == {
        "spoken_screen.keep",
        "spoken_screen.remove",
    }


@pytest.mark.parametrize(
    ("screen", "language", "data", "reason"),
    [
        ("sell", "en", b"no sound", "no recording"),
        ("sell", "en", sounds.amr(), "Browsers do not play"),
        ("sell", "en", sounds.wav(20), "larger than 120 KB"),
        ("sell", "xx", sounds.ogg(), "Choose the screen"),
        ("checkout", "en", sounds.ogg(), "Choose the screen"),
    ],
)
def test_what_can_not_be_played_is_refused_with_the_reason(staff: Client, screen: str, language: str, data: bytes, reason: str) -> None:
    answer = put(staff, screen, language, data)
    assert (answer.status_code, reason in words(answer)) == (422, True)
    assert not SpokenScreen.objects.exists()
