"""A photo of twelve million pixels: small and without its place when it leaves the phone, and made small by the server without script."""

from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from media import derivatives
from media.models import Picture
from media.uploads import store_picture
from tests.journeys import founders
from tests.journeys.people import Person
from tests.media.files import GPS_IFD, SECRET_PLACE, drawing, noise, with_camera_data

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(200)]

ADD = f"/workspace/groups/{founders.SLUG}/listings/add/"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As hard to make small as a photo can be: every pixel of the small one differs from the next."""
    file = tmp_path_factory.mktemp("camera") / "IMG_0001.jpg"
    file.write_bytes(with_camera_data(orientation=6, image=noise(1, 1280, 960).resize((4000, 3000))))
    assert file.stat().st_size > 1_000_000
    return file


def sends_the_photo(person: Person, photo: Path) -> Picture:
    person.log_in(founders.OWNER, ADD)
    person.page.locator("input[name=camera]").set_input_files(photo)
    person.press("Save and go on")
    person.page.get_by_role("heading", name="What is it?", level=1).wait_for()
    return Picture.objects.order_by("-pk")[0]


def says_no_place(data: bytes) -> bool:
    exif = Image.open(BytesIO(data)).getexif()
    return SECRET_PLACE.encode() not in data and not dict(exif) and not exif.get_ifd(GPS_IFD)


def test_a_photo_of_twelve_megapixels_leaves_the_phone_small_upright_and_without_its_place(
    new_shop: str, chromium: Browser, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.at_a_phone(chromium, new_shop, has_javascript=True)
    posted: list[bytes] = []

    def look(file: IO[bytes], **facts: Any) -> Picture:
        posted.append(file.read())
        return store_picture(file, **facts)

    monkeypatch.setattr("workspace.listings_photo.store_picture", look)
    picture = sends_the_photo(person, photo)
    (sent,) = posted
    assert len(sent) <= 200 * 1024
    assert says_no_place(sent)
    assert picture.height > picture.width, "the camera was held upright"
    assert person.complaints == []


def test_without_javascript_the_server_takes_the_raw_photo_and_makes_it_small(new_shop: str, chromium: Browser, photo: Path) -> None:
    photo.write_bytes(with_camera_data(orientation=6, image=drawing(4000, 3000)))
    picture = sends_the_photo(Person.at_a_phone(chromium, new_shop, has_javascript=False), photo)
    with picture.file.open() as file:
        kept = file.read()
    assert says_no_place(kept)
    assert (picture.width, picture.height) == (3000, 4000)
    sizes = derivatives.make(picture)
    assert {size.width for size in sizes} == set(derivatives.WIDTHS)
    assert max(size.width for size in sizes) <= 1280
