"""The demo's drawn pictures, taken over with their ready-made sizes, so that a first start encodes nothing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from media.derivatives import ReadyFile, adopt, owe
from media.models import Picture
from media.uploads import take_over

ASSETS = Path(__file__).resolve().parent / "assets"
LISTS_PX = 320  # the largest of the small sizes
FORMATS = {"avif": "avif", "jpg": "jpeg", "webp": "webp"}


@dataclass(frozen=True)
class Drawing:
    """One entry of the manifest."""

    name: str
    alt: str
    tint: str
    sizes: tuple[ReadyFile, ...]

    @property
    def master(self) -> ReadyFile:
        """The largest file, which becomes the picture of record."""
        return max(self.sizes, key=lambda size: size.width)

    @property
    def is_complete(self) -> bool:
        """Whether the sizes between those of lists and the master are there as well."""
        return any(LISTS_PX < size.width < self.master.width for size in self.sizes)


def drawings() -> list[Drawing]:
    """Every picture of the manifest."""
    rows: list[dict[str, Any]] = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))["pictures"]
    return [Drawing(row["name"], row["alt"], row["colour"].upper(), tuple(_size(size) for size in row["sizes"])) for row in rows]


def load_picture(drawing: Drawing) -> Picture:
    """The picture of a drawing, made if missing. It is known by its title, ``demo: <name>``.

    Where the drawing brings only its small sizes and its master, the worker makes the other sizes after the start.
    """
    title = f"demo: {drawing.name}"
    picture = Picture.objects.filter(title=title).first()
    if picture is not None:
        return picture
    with transaction.atomic():
        master = drawing.master
        size = (master.width, master.height)
        picture = take_over(master.path, title=title, alt=drawing.alt, size=size, tint=drawing.tint, is_illustration=True)
        if not drawing.is_complete:
            owe(picture)
        adopt(picture, drawing.sizes)
    return picture


def _size(row: dict[str, Any]) -> ReadyFile:
    return ReadyFile(ASSETS / row["file"], FORMATS[row["format"]], row["width"], row["height"])
