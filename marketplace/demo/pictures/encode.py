"""Writes one picture in the sizes the shop serves, within their byte limits, and describes the files."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from .catalogue import HERO_NAME
from .hero import PHONE_CROP


@dataclass(frozen=True)
class Rendition:
    """One output file: width in pixels, format, wanted and highest bytes, best and lowest quality to try."""

    width: int
    extension: str
    wanted_bytes: int
    limit_bytes: int
    best_quality: int
    lowest_quality: int
    speed: int = 6


RENDITIONS = (
    Rendition(160, "avif", 2_000, 2_900, 56, 40),
    Rendition(320, "avif", 5_900, 8_400, 56, 40),
    Rendition(640, "avif", 17_000, 19_800, 56, 36),
    Rendition(1200, "avif", 40_000, 44_500, 56, 30),
    Rendition(640, "jpg", 52_000, 59_000, 80, 50),
)
# Of most pictures the sizes of baskets and lists and the master are kept: the worker of the shop makes the other sizes after the first start.
SMALL_AND_MASTER = (*RENDITIONS[:2], Rendition(1200, "avif", 36_000, 44_500, 44, 24, speed=8))
HERO_RENDITIONS = (
    Rendition(160, "avif", 2_000, 2_900, 56, 40),
    Rendition(1440, "avif", 29_000, 29_800, 56, 24),
    Rendition(720, "avif", 11_700, 11_900, 56, 20),
    Rendition(960, "jpg", 56_000, 59_000, 78, 45),
)
QUALITY_STEP = 3
FINGERPRINT_GRID = 6


class TooManyBytes(Exception):
    """A picture does not fit its limit even at the lowest quality; it needs a calmer surface."""


def renditions_of(name: str, *, is_brief: bool) -> tuple[Rendition, ...]:
    """What is kept of a picture."""
    if name == HERO_NAME:
        return HERO_RENDITIONS
    return SMALL_AND_MASTER if is_brief else RENDITIONS


def write(name: str, master: Image.Image, out: Path, renditions: tuple[Rendition, ...]) -> list[dict[str, Any]]:
    """These renditions of a picture; returns the rows for the manifest."""
    rows = []
    for rendition in renditions:
        source = master
        if name == HERO_NAME and rendition.width == PHONE_CROP[2] - PHONE_CROP[0]:
            source = master.crop(PHONE_CROP)
        size = (rendition.width, round(rendition.width * source.height / source.width))
        image = source if source.size == size else source.resize(size, Image.Resampling.LANCZOS)
        data = fitted(image, rendition)
        path = out / f"{name}-{rendition.width}.{rendition.extension}"
        path.write_bytes(data)
        rows.append({"file": path.name, "format": rendition.extension, "width": size[0], "height": size[1], "bytes": len(data)})
    return rows


def fitted(image: Image.Image, rendition: Rendition) -> bytes:
    """Encoded at the best quality that stays within the wanted bytes; at the lowest quality the limit counts."""
    data = _encoded(image, rendition, rendition.best_quality)
    if len(data) <= rendition.wanted_bytes:
        return data
    fitting, too_good = None, rendition.best_quality
    lower = rendition.lowest_quality
    while too_good - lower > QUALITY_STEP:
        quality = (too_good + lower) // 2
        data = _encoded(image, rendition, quality)
        if len(data) <= rendition.wanted_bytes:
            fitting, lower = data, quality
        else:
            too_good = quality
    data = fitting or _encoded(image, rendition, rendition.lowest_quality)
    if len(data) > rendition.limit_bytes:
        raise TooManyBytes(f"{len(data)} bytes at {rendition.width} px")
    return data


def _encoded(image: Image.Image, rendition: Rendition, quality: int) -> bytes:
    buffer = io.BytesIO()
    if rendition.extension == "avif":
        image.save(buffer, "AVIF", quality=quality, speed=rendition.speed)
    else:
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def fingerprint(image: Image.Image) -> str:
    """Six by six mean colours as hexadecimal digits: alike for pictures that look alike."""
    return image.convert("RGB").resize((FINGERPRINT_GRID, FINGERPRINT_GRID), Image.Resampling.BOX).tobytes().hex()


def dominant_colour(image: Image.Image) -> str:
    """The commonest of six colours, as a placeholder while the picture loads."""
    small = image.resize((60, round(60 * image.height / image.width)), Image.Resampling.BOX).quantize(6)
    counts = small.histogram()
    first = 3 * counts.index(max(counts))
    red, green, blue = (small.getpalette() or [0, 0, 0])[first : first + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"
