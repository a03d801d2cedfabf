"""The sizes of a picture: which are made, when, and that making them again or at the wrong moment does no harm."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from journal.models import Effect
from media import derivatives
from media.derivatives import ReadyFile, adopt, make, sources, sources_of, widths_for
from media.models import Derivative, Picture
from media.signals import sizes_made
from media.uploads import store_picture, take_over
from tests.media.files import SECRET_PLACE, drawing, encoded, opened, with_camera_data

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.long, pytest.mark.usefixtures("media_dir")]


def picture_of(width: int = 1500, height: int = 1000, **facts: str) -> Picture:
    image = Image.effect_noise((width, height), 60).convert("RGB")
    return store_picture(BytesIO(with_camera_data(image=image, orientation=1)), title="Socks", alt=facts.get("alt", "Grey socks"))


def files_in_storage(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("original", "made"),
    [
        (4000, [160, 320, 640, 1200]),
        (1200, [160, 320, 640, 1200]),
        (1201, [160, 320, 640, 1200]),
        (1199, [160, 320, 640, 1199]),
        (500, [160, 320, 500]),
        (200, [160, 200]),
        (120, [120]),
    ],
)
def test_no_size_is_wider_than_the_original(original: int, made: list[int]) -> None:
    assert widths_for(original) == made


def test_twelve_sizes_are_made_and_read_back_as_what_they_say() -> None:
    picture = picture_of()

    made = make(picture)

    assert [(row.format, row.width, row.height) for row in made] == [
        (format_, width, height)
        for format_ in ("avif", "jpeg", "webp")
        for width, height in ((160, 107), (320, 213), (640, 427), (1200, 800))
    ]
    for row in made:
        data = default_storage.open(row.name).read()
        assert row.size == len(data)
        assert (opened(data).format, opened(data).size) == (row.format.upper(), (row.width, row.height))
        assert hashlib.sha256(data).hexdigest()[:24] in row.name
        assert SECRET_PLACE.encode() not in data
        assert dict(opened(data).getexif()) == {}


def test_making_them_twice_makes_nothing_new(media_dir: Path) -> None:
    picture = picture_of(700, 500)
    first = make(picture)
    before = files_in_storage(media_dir)

    again = make(picture)

    assert [row.pk for row in again] == [row.pk for row in first]
    assert files_in_storage(media_dir) == before


def test_only_the_missing_size_is_made_again() -> None:
    picture = picture_of(700, 500)
    first = make(picture)
    lost = next(row for row in first if row.format == "webp")
    Derivative.objects.filter(pk=lost.pk).delete()

    again = {(row.format, row.width): row.pk for row in make(picture)}

    assert len(again) == len(first)
    assert sum(row.pk == again[row.format, row.width] for row in first) == len(first) - 1


def test_a_new_file_of_a_picture_gets_new_sizes(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, media_dir: Path
) -> None:
    picture = picture_of(400, 300)
    old = {row.name for row in make(picture)}

    with django_capture_on_commit_callbacks(execute=True):
        picture.file = ContentFile(encoded(drawing(360, 360), "PNG"), "new.png")
        picture.save()

    assert picture.derivatives.count() == 0
    assert not old & files_in_storage(media_dir)
    assert Effect.objects.filter(kind=derivatives.KIND, payload={"picture": picture.pk}).count() == 2
    assert {row.width for row in make(picture)} == {160, 320, 360}


def test_a_deleted_picture_takes_its_files_along_unless_another_has_the_same(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, media_dir: Path
) -> None:
    one, two = (take_over_of("same", media_dir) for _ in range(2))
    (name,) = {row.name for row in [*one.derivatives.all(), *two.derivatives.all()]}

    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert name in files_in_storage(media_dir)
    with django_capture_on_commit_callbacks(execute=True):
        two.delete()
    assert name not in files_in_storage(media_dir)


def take_over_of(alt: str, media_dir: Path) -> Picture:
    path = media_dir.parent / "ready.avif"
    path.write_bytes(encoded(drawing(640, 480), "AVIF"))
    picture = take_over(path, title="Ready", alt=alt, size=(640, 480), tint="#112233", is_illustration=True)
    adopt(picture, [ReadyFile(path, "avif", 640, 480)])
    return picture


def test_ready_made_files_are_taken_over_as_they_are(media_dir: Path) -> None:
    picture = take_over_of("A stole, illustration", media_dir)
    path = media_dir.parent / "ready.avif"

    (row,) = adopt(picture, [ReadyFile(path, "avif", 640, 480)])

    assert default_storage.open(row.name).read() == path.read_bytes() == picture.file.read()
    assert not Effect.objects.filter(kind=derivatives.KIND).exists()
    assert sources(picture) == {
        "alt": "A stole, illustration",
        "tint": "#112233",
        "w": 640,
        "h": 480,
        "sha256": picture.sha256,
        "credit": "",
        "illustration": True,
        "avif": {"640": f"/media/{row.name}"},
        # Every page has something to show while the worker makes the other sizes.
        "jpeg": {"640": picture.file.url},
    }


def test_many_pictures_are_described_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pictures = [picture_of(64, 64, alt=f"Number {number}") for number in range(3)]
    make(pictures[0])

    with django_assert_num_queries(1):
        described = sources_of(pictures)

    assert [described[picture.pk]["alt"] for picture in pictures] == ["Number 0", "Number 1", "Number 2"]
    assert set(described[pictures[0].pk]) == {"alt", "tint", "w", "h", "sha256", "credit", "illustration", "avif", "jpeg", "webp"}
    assert set(described[pictures[1].pk]) == {"alt", "tint", "w", "h", "sha256", "credit", "illustration", "jpeg"}
    assert sources(described[pictures[0].pk]) == described[pictures[0].pk]
    assert sources(None) is None


def test_higher_rooms_are_told_of_new_sizes() -> None:
    told: list[int] = []

    def note(sender: object, picture_id: int, **kwargs: object) -> None:
        told.append(picture_id)

    sizes_made.connect(note)
    picture = picture_of(64, 64)
    make(picture)
    make(picture)
    sizes_made.disconnect(note)

    assert told == [picture.pk]
