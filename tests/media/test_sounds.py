"""What a recording is, and how long it lasts, is read from its bytes; nothing else is taken."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory

from media.models import SpokenScreen
from media.sounds import keeping
from media.sounds.reading import NoSound, read
from tests.media import sounds
from tests.media.files import HTML, drawing, encoded

pytestmark = pytest.mark.once

WIDE = b"#!AMR-WB\n" + (b"\x14" + bytes(36)) * 50 + b"\x14" + bytes(36)
GOOD = {
    "audio/ogg": sounds.ogg(),
    "audio/webm": sounds.webm(),
    "audio/mp4": sounds.mp4(),
    "audio/wav": sounds.wav(),
    "audio/amr": sounds.amr(),
    "audio/3gpp": sounds.mp4(codec=b"samr", brand=b"3gp4"),
}


@pytest.mark.parametrize(("name", "data"), GOOD.items(), ids=GOOD)
def test_each_container_is_known_by_its_bytes_and_so_is_its_length(name: str, data: bytes) -> None:
    kind, length_ms = read(data)
    assert kind.content_type == name
    assert abs(length_ms - 3000) <= 25


@pytest.mark.parametrize("data", [sounds.fragmented_mp4(), sounds.wav(3, rate=48_000), sounds.webm(3, flags=0x00)])
def test_other_ways_to_write_the_same(data: bytes) -> None:
    assert abs(read(data)[1] - 3000) <= 25


BAD = {
    "nothing": b"",
    "words": b"Hello, this is no sound at all.",
    "a page": HTML,
    "a picture": encoded(drawing(64, 64)),
    "a video": sounds.mp4(handlers=(b"vide",)),
    "a video with sound": sounds.mp4(handlers=(b"soun", b"vide")),
    "two tracks": sounds.webm(tracks=2),
    "a picture track": sounds.webm(kind=b"\x01"),
    "vorbis in webm": sounds.webm(codec=b"A_VORBIS"),
    "laced": sounds.webm(flags=0x82),
    "vorbis in ogg": sounds.ogg(head=b"\x01vorbis" + bytes(23)),
    "another stream": sounds.ogg(serial=8),
    "an unknown codec": sounds.mp4(codec=b"alac"),
    "silence of no length": sounds.ogg(0),
    "wav that lies": sounds.wav(a_second=1_000_000),
    "amr of no type": sounds.amr(frame=b"\x64" + bytes(31)),
    "mp3": b"ID3\x04\x00" + bytes(200),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(NoSound):
        read(data)


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_a_recording_that_is_cut_off_or_followed_by_something_is_refused_or_is_as_long_as_what_is_left(data: bytes) -> None:
    for wrong in (data[: len(data) - 7], data + b"<script>alert(1)</script>", data[:40]):
        with pytest.raises(NoSound):
            read(wrong)


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_no_byte_that_is_turned_over_breaks_the_reader(data: bytes) -> None:
    for at in range(0, len(data), max(1, len(data) // 400)):
        try:
            read(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        except NoSound:
            continue


def test_the_name_says_nothing() -> None:
    taken = keeping.take_in(ContentFile(sounds.ogg(), name="evil.html"))
    assert (taken.content_type, taken.name[-4:], taken.length_ms) == ("audio/ogg", ".ogg", 3000)
    with pytest.raises(keeping.SoundRefused):
        keeping.take_in(ContentFile(HTML, name="note.ogg"))


def test_a_minute_is_taken_and_more_is_refused_in_words() -> None:
    assert keeping.take_in(BytesIO(sounds.ogg(60.5))).length_ms == 60_500
    with pytest.raises(keeping.SoundRefused, match="60 seconds"):
        keeping.take_in(BytesIO(sounds.ogg(62)))
    assert keeping.take_in(BytesIO(sounds.wav(60, rate=48_000))).size <= keeping.MOST_BYTES
    with pytest.raises(keeping.SoundRefused, match="6144 KB"):
        keeping.take_in(BytesIO(sounds.wav(70, rate=48_000)))
    with pytest.raises(keeping.SoundRefused, match="Browsers"):
        keeping.take_in(BytesIO(sounds.amr()), is_for_browsers=True)


def _asked(header: str, media_dir: Path) -> tuple[int, bytes, str]:
    name = default_storage.save("spoken/part.ogg", ContentFile(bytes(range(100))))
    row = SpokenScreen(file=name, content_type="audio/ogg")
    request = RequestFactory().get("/", headers={"range": header} if header else {})
    answer = keeping.response(request, row.file, row.content_type)
    return answer.status_code, answer.content, answer.headers.get("Content-Range", "")


@pytest.mark.parametrize(
    ("header", "status", "first", "length"),
    [
        ("", 200, 0, 100),
        ("bytes=0-", 200, 0, 100),
        ("bytes=0-1", 206, 0, 2),
        ("bytes=10-19", 206, 10, 10),
        ("bytes=90-500", 206, 90, 10),
        ("bytes=-5", 206, 95, 5),
        ("bytes=200-300", 200, 0, 100),
        ("bytes=5-2", 200, 0, 100),
        ("bytes=-", 200, 0, 100),
        ("bytes=0-1,5-6", 200, 0, 100),
        ("lines=1-2", 200, 0, 100),
    ],
)
def test_players_get_the_part_that_they_ask_for(header: str, status: int, first: int, length: int, media_dir: Path) -> None:
    got, data, said = _asked(header, media_dir)
    assert (got, data) == (status, bytes(range(first, first + length)))
    assert said == (f"bytes {first}-{first + length - 1}/100" if status == 206 else "")


@pytest.mark.django_db
def test_only_recordings_of_screens_have_a_public_address(client: Client, media_dir: Path) -> None:
    for folder in ("voice_notes", "spoken"):
        default_storage.save(f"{folder}/x.ogg", ContentFile(sounds.ogg()))
        assert client.get(f"/media/{folder}/x.ogg").status_code == 404
    facts = {"screen": "workspace", "language": "en", "content_type": "audio/ogg", "size": 1, "length_ms": 3000, "sha256": "0" * 64}
    SpokenScreen.objects.create(file="spoken/x.ogg", **facts)
    answer = client.get("/media/spoken/x.ogg")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "audio/ogg", sounds.ogg())
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/media/spoken/%00.ogg").status_code == 404
