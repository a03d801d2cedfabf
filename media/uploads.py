"""Takes in a picture: finds out what the file really is, draws it anew, and keeps nothing else of what was sent."""

import hashlib
import secrets
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError
from pillow_heif import register_heif_opener

from journal import audit
from media.models import Picture

# What a phone or a camera sends. GIF, SVG, TIFF, BMP and PSD are left out: none is needed for a photograph.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
# Formats in which more than one frame means a moving picture. In JPEG (MPO) and HEIC the further frames are depth maps and
# small copies that phones add by themselves; there the first frame is the photograph.
MOVING_FORMATS = ("PNG", "WEBP", "AVIF")
JPEG_QUALITY = 88
# The widest size any page shows is 1440; this leaves room for print and for cropping, and bounds what is kept.
LONGEST_EDGE_PX = 4096
SHORTEST_EDGE_PX = 32
# A colour profile is a few kilobytes; anything this large is something else in disguise.
MAX_PROFILE_BYTES = 1024 * 1024
ORIENTATION_TAG = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Everything the decoders raise on damaged or hostile bytes.
DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

register_heif_opener()
# Pillow warns at 89 million pixels; ours are counted, and refused, at less than half of that.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class PictureRefused(ValueError):
    """The file was not taken in. ``reason`` says why, in words for the person who sent it."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


@dataclass(frozen=True)
class CleanPicture:
    """A picture drawn anew: JPEG bytes without any metadata, upright, in sRGB."""

    data: bytes
    width: int
    height: int
    sha256: str
    tint: str


class CleanFile(ContentFile):
    """The bytes of a clean picture under a random name, ready to be given to an image field."""

    def __init__(self, clean: CleanPicture, *, ending: str = "jpg", owes_sizes: bool = True) -> None:
        super().__init__(clean.data, name=f"{secrets.token_hex(16)}.{ending}")
        self.clean = clean
        self.owes_sizes = owes_sizes
        self.content_type = "image/jpeg"


def store_picture(
    file: IO[bytes], *, title: str, alt: str, acting_user: Any = None, credit: str = "", is_illustration: bool = False
) -> Picture:
    """Keep ``file`` as a picture of record; its smaller sizes are made by the worker soon after.

    Call it outside a transaction: decoding takes up to a second. Raises ``PictureRefused``.
    """
    clean = clean_file(file)
    with transaction.atomic():
        return keep(clean, title=title, alt=alt, acting_user=acting_user, credit=credit, is_illustration=is_illustration)


def keep(clean: CleanFile, *, title: str, alt: str, acting_user: Any = None, credit: str = "", is_illustration: bool = False) -> Picture:
    """Keep a file that was drawn anew already, in the caller's transaction."""
    picture = Picture(
        title=title, description=alt, credit=credit, is_illustration=is_illustration, uploaded_by_user=acting_user, file=clean
    )
    picture.save()
    audit.record(action="picture.store", subject=picture, acting_user=acting_user, after={"sha256": picture.sha256})
    return picture


def take_over(path: Path, *, title: str, alt: str, size: tuple[int, int], tint: str, is_illustration: bool) -> Picture:
    """Keep a file of our own, such as a demo picture, as it is; ``derivatives.adopt`` gives it its sizes."""
    data = path.read_bytes()
    clean = CleanPicture(data, *size, sha256=hashlib.sha256(data).hexdigest(), tint=tint)
    file = CleanFile(clean, ending=path.suffix.lstrip("."), owes_sizes=False)
    picture = Picture(title=title, description=alt, is_illustration=is_illustration, file=file)
    picture.save()
    return picture


def clean_file(file: IO[bytes]) -> CleanFile:
    """``file`` drawn anew. Raises ``PictureRefused``."""
    return CleanFile(clean_picture(_read(file)))


def clean_picture(data: bytes) -> CleanPicture:
    """The picture in ``data``, checked and drawn anew. Raises ``PictureRefused``.

    The pixel count is read from the header before anything is decoded, so a small file that unfolds into gigabytes costs
    nothing. The name and the content type that came with the file are never looked at.
    """
    with _open(data) as image:
        _check_header(image)
        try:
            image.draft("RGB", (LONGEST_EDGE_PX, LONGEST_EDGE_PX))
            image.load()
        except DECODE_ERRORS as error:
            raise PictureRefused(_("This picture is damaged or was not sent completely. Please send it again.")) from error
        drawn = _upright(_shrunk(_as_srgb(image)), _orientation(image))
    drawn.info = {}  # Pillow would write comment, camera data and profile back from here
    out = BytesIO()
    drawn.save(out, "JPEG", quality=JPEG_QUALITY, progressive=True)
    encoded = out.getvalue()
    return CleanPicture(encoded, drawn.width, drawn.height, hashlib.sha256(encoded).hexdigest(), tint_of(drawn))


def tint_of(image: Image.Image) -> str:
    """The average colour of ``image`` as ``#RRGGBB``, shown while the picture loads."""
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02X}{green:02X}{blue:02X}"


def _read(file: IO[bytes]) -> bytes:
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    file.seek(0)
    data = file.read(limit + 1)
    if not data:
        raise PictureRefused(_("This file is empty. Please send the picture again."))
    if len(data) > limit:
        raise PictureRefused(_("This picture is larger than %(size)d MB. Please send a smaller one.") % {"size": limit // (1024 * 1024)})
    return data


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureRefused(_too_many_pixels()) from error
    except UnidentifiedImageError as error:
        raise PictureRefused(_what_it_is(data)) from error
    except DECODE_ERRORS as error:
        raise PictureRefused(_("This picture is damaged or was not sent completely. Please send it again.")) from error


def _what_it_is(data: bytes) -> str | Promise:
    """The reason for refusing bytes that are none of our formats."""
    if data.startswith(b"GIF8"):
        return _("GIF pictures are not taken. Please send a photograph as JPEG or PNG.")
    if b"<svg" in data[:4096].lower():
        return _("Drawings in SVG are not taken, because they can carry programs. Please send a JPEG or PNG.")
    return _("This file is not a picture that the shop can read. Please send a JPEG, PNG, WebP, AVIF or HEIC picture.")


def _too_many_pixels() -> str:
    millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return _("This picture has more than %(millions)d million pixels. Please send a smaller one.") % {"millions": millions}


def _check_header(image: Image.Image) -> None:
    if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise PictureRefused(_too_many_pixels())
    if min(image.size) < SHORTEST_EDGE_PX:
        raise PictureRefused(_("This picture is too small to show. Please send a larger one."))
    if image.format in MOVING_FORMATS and getattr(image, "n_frames", 1) > 1:
        raise PictureRefused(_("Moving pictures are not taken. Please send a single photograph."))


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 when it is not said or nonsense."""
    try:
        return int(image.getexif().get(ORIENTATION_TAG, 1))
    except DECODE_ERRORS:
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return image.transpose(turn) if turn is not None else image


def _shrunk(image: Image.Image) -> Image.Image:
    longest = max(image.size)
    if longest <= LONGEST_EDGE_PX:
        return image
    size = (max(1, round(image.width * LONGEST_EDGE_PX / longest)), max(1, round(image.height * LONGEST_EDGE_PX / longest)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _as_srgb(image: Image.Image) -> Image.Image:
    """``image`` in plain RGB on white ground. A readable colour profile is applied, then dropped like all metadata."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits a channel
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(ground, layer).convert("RGB")
    if profile and len(profile) <= MAX_PROFILE_BYTES and image.mode in ("RGB", "CMYK", "L"):
        image = _through_profile(image, profile)
    return image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (*DECODE_ERRORS, ImageCms.PyCMSError):
        return image
    return converted or image
