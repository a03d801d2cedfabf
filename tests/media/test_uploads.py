"""Whatever is sent as a picture: it is checked by its bytes, drawn anew and stripped, or refused in plain words."""

import hashlib
import re
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from journal.models import AuditEntry, Effect
from media import uploads
from media.models import Picture
from media.uploads import PictureRefused, clean_picture, store_picture
from payments.papers import pdf
from tests.media.files import HTML, SECRET_PLACE, drawing, encoded, moving, opened, png_of, upright_corner, with_camera_data

pytestmark = pytest.mark.once

MARKERS = (b"Exif", b"GPS", b"ICC_PROFILE", b"XMP", b"http://ns.adobe.com", SECRET_PLACE.encode(), b"<script", b"not a profile")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_photograph_in_each_format_comes_out_as_a_plain_jpeg(format_: str) -> None:
    clean = clean_picture(encoded(drawing(), format_))

    result = opened(clean.data)
    assert (result.format, result.mode, result.size) == ("JPEG", "RGB", (900, 600))
    assert (clean.width, clean.height) == (900, 600)
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()
    assert upright_corner(result) == "top left"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_position_camera_comment_and_profile_are_gone(format_: str) -> None:
    sent = with_camera_data(format_, orientation=1)
    assert any(marker in sent for marker in (b"Exif", b"eXIf", b"EXIF", SECRET_PLACE.encode()))

    clean = clean_picture(sent)

    assert not any(marker in clean.data for marker in MARKERS)
    assert dict(opened(clean.data).getexif()) == {}
    assert set(opened(clean.data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.parametrize(
    ("orientation", "corner", "size"),
    [
        (1, "top left", (900, 600)),
        (2, "top right", (900, 600)),
        (3, "bottom right", (900, 600)),
        (4, "bottom left", (900, 600)),
        (5, "top left", (600, 900)),
        (6, "top right", (600, 900)),
        (7, "bottom right", (600, 900)),
        (8, "bottom left", (600, 900)),
        (99, "top left", (900, 600)),
    ],
)
def test_a_picture_stands_as_the_camera_was_held(orientation: int, corner: str, size: tuple[int, int]) -> None:
    result = opened(clean_picture(with_camera_data(orientation=orientation)).data)

    assert (upright_corner(result), result.size) == (corner, size)


def test_nonsense_in_the_camera_data_does_not_matter() -> None:
    sent = encoded(drawing(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 64)

    assert opened(clean_picture(sent).data).size == (900, 600)


def test_a_wide_colour_profile_is_applied_before_it_is_dropped() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert clean_picture(encoded(drawing(), icc_profile=profile)).tint  # a profile of another space is ignored, not fatal
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, tagged = clean_picture(encoded(drawing())), clean_picture(encoded(drawing(), icc_profile=srgb))
    assert tagged.tint == plain.tint


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_unusual_kinds_of_pixels_become_plain_colour(mode: str) -> None:
    image = drawing(mode="L").convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else drawing(mode=mode)
    sent = encoded(image, "JPEG" if mode == "CMYK" else "PNG")

    result = opened(clean_picture(sent).data)

    assert (result.mode, upright_corner(result)) == ("RGB", "top left")
    below = result.crop((0, 310, 900, 590)).resize((1, 1), Image.Resampling.BOX)
    assert max(below.getpixel((0, 0))) < 200


def test_a_see_through_picture_lies_on_white() -> None:
    glass = Image.new("RGBA", (64, 64), (10, 20, 30, 0))

    assert clean_picture(encoded(glass, "PNG")).tint == "#FFFFFF"


def test_a_bomb_is_refused_by_its_header_before_anything_is_unfolded() -> None:
    sent = png_of(13_000, 13_000)
    assert len(sent) < 100_000

    tracemalloc.start()
    with pytest.raises(PictureRefused, match="more than 40 million pixels"):
        clean_picture(sent)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize("size", [(20_000, 20_000), (65_000, 3_000), (40_000_001, 1)])
def test_any_shape_of_too_many_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureRefused, match="more than 40 million pixels"):
        clean_picture(png_of(*size))


@pytest.mark.long
def test_forty_million_pixels_are_still_taken_and_kept_smaller() -> None:
    clean = clean_picture(png_of(8_000, 5_000))

    assert (clean.width, clean.height) == (4096, 2560)


def test_more_bytes_than_allowed_are_refused_without_reading_them_all() -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            self.asked = size or 0
            return b"\xff" * self.asked

    endless = Endless()
    with pytest.raises(PictureRefused, match="larger than 12 MB"):
        uploads.clean_file(endless)
    assert endless.asked == 12 * 1024 * 1024 + 1


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "AVIF"])
def test_a_moving_picture_is_refused(format_: str) -> None:
    with pytest.raises(PictureRefused, match="Moving pictures are not taken"):
        clean_picture(moving(format_))


def test_of_a_phone_picture_with_further_frames_the_first_is_kept() -> None:
    sent = drawing(200, 100)
    phone = encoded(sent, "MPO", save_all=True, append_images=[Image.new("RGB", (50, 50), "green")])

    assert (clean_picture(phone).width, clean_picture(phone).height) == (200, 100)


def _zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG are not taken"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<SVG></SVG>', "SVG are not taken"),
        (HTML, "not a picture that the shop can read"),
        (b"GIF89a/*" + HTML + b"*/=1;", "GIF pictures are not taken"),
        (encoded(drawing(64, 64), "GIF"), "GIF pictures are not taken"),
        (encoded(drawing(64, 64), "TIFF"), "not a picture that the shop can read"),
        (encoded(drawing(64, 64), "BMP"), "not a picture that the shop can read"),
        (encoded(drawing(64, 64), "ICO"), "not a picture that the shop can read"),
        (_zip_bomb(), "not a picture that the shop can read"),
        (b"%PDF-1.7\n%\xe2\xe3", "not a picture that the shop can read"),
        (b"MZ\x90\0" * 50, "not a picture that the shop can read"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 400, "damaged|not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "damaged|not a picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40, "damaged|not a picture"),
        (b"\0\0\0\x1cftypavif" + b"\0" * 60, "damaged|not a picture"),
        (encoded(Image.new("RGB", (31, 500))), "too small"),
    ],
)
def test_what_is_no_photograph_is_refused_in_plain_words(sent: bytes, words: str) -> None:
    with pytest.raises(PictureRefused, match=words) as refusal:
        uploads.clean_file(BytesIO(sent))
    assert str(refusal.value) == str(refusal.value.reason)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_file_is_refused(format_: str, share: float) -> None:
    whole = encoded(Image.effect_noise((400, 300), 80).convert("RGB"), format_)

    with pytest.raises(PictureRefused, match=r"damaged|not a picture"):
        clean_picture(whole[: int(len(whole) * share)])


def test_a_file_that_is_also_a_web_page_loses_the_web_page() -> None:
    picture = encoded(drawing(), comment=HTML)
    clean = clean_picture(picture + HTML)

    assert HTML in picture
    assert b"script" not in clean.data
    assert clean.data.endswith(b"\xff\xd9")


def test_a_changed_bit_anywhere_never_does_more_than_refuse() -> None:
    for format_ in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF"):
        sent = bytearray(with_camera_data(format_, image=drawing(96, 64)))
        for place in range(0, len(sent), max(1, len(sent) // 60)):
            damaged = bytearray(sent)
            damaged[place] ^= 0xFF
            try:
                clean_picture(bytes(damaged))
            except PictureRefused:
                continue


@pytest.mark.django_db
def test_a_stored_picture_has_a_random_name_and_owes_its_sizes(media_dir: Path) -> None:
    file = BytesIO(with_camera_data("PNG"))
    file.name = "../../etc/passwd.php\0.jpg"

    one = store_picture(file, title="Stole", alt="A fawn stole", credit="Tso Kar Wool Sisters", is_illustration=True)
    two = store_picture(file, title="Stole", alt="A fawn stole")

    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", one.file.name)
    assert one.file.name != two.file.name
    kept = Picture.objects.get(pk=one.pk)
    stored = kept.file.read()
    assert kept.sha256 == hashlib.sha256(stored).hexdigest() == two.sha256
    assert (kept.width, kept.height, kept.file_size) == (600, 900, len(stored))
    assert (kept.description, kept.credit, kept.is_illustration) == ("A fawn stole", "Tso Kar Wool Sisters", True)
    assert re.fullmatch(r"#[0-9A-F]{6}", kept.tint)
    assert SECRET_PLACE.encode() not in stored
    assert Effect.objects.filter(kind="media.make_derivatives", payload={"picture": one.pk}).count() == 1
    assert AuditEntry.objects.filter(action="picture.store", subject=str(one.pk)).count() == 1


@pytest.mark.django_db
def test_a_refused_picture_leaves_nothing_behind(media_dir: Path) -> None:
    with pytest.raises(PictureRefused):
        store_picture(BytesIO(HTML), title="x", alt="x")

    assert Picture.objects.count() == 0
    assert not media_dir.exists()


def test_half_a_file_is_refused_also_after_a_pdf_was_made() -> None:
    """WeasyPrint tells Pillow to be lenient with the files of the whole process."""
    pdf.is_available.cache_clear()
    pdf.is_available()
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
