"""The ready-made sizes of a picture: AVIF, WebP and JPEG at four widths, made once by the worker, never on request."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from PIL import Image

from journal import outbox
from journal.folded import Rows
from media.consent import may_be_shown
from media.models import Derivative, Picture
from media.signals import sizes_made

WIDTHS = (160, 320, 640, 1200)  # for baskets, lists, products on phones, and wide screens
KIND = "media.make_derivatives"
ENDINGS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
# Chosen by eye on photographs of wool and fruit: the lowest quality at which weave and skin still look natural.
ENCODING: Mapping[str, dict[str, Any]] = {
    "avif": {"quality": 52, "speed": 7},
    "webp": {"quality": 72, "method": 4},
    "jpeg": {"quality": 76, "progressive": True, "optimize": True},
}


@dataclass(frozen=True)
class ReadyFile:
    """One size that was made beforehand."""

    path: Path
    format: str
    width: int
    height: int


def owe(picture: Picture) -> None:
    """Promise the sizes of ``picture`` in the caller's transaction, and drop those of a former file."""
    picture.derivatives.all().delete()
    outbox.owe(KIND, key=f"{picture.pk}:{picture.file.name}", payload={"picture": picture.pk})


def make(picture: Picture) -> list[Derivative]:
    """Make the sizes that ``picture`` still lacks. Running it again makes nothing.

    Never wider than the original. Encoding takes seconds, so it raises ``RuntimeError`` inside a transaction, where it would
    hold the write lock of the whole shop.
    """
    with transaction.atomic(durable=True):
        have = set(picture.derivatives.values_list("format", "width"))
    if picture.consent_withdrawn_at is not None:
        return []
    wanted = [(ending, width) for width in widths_for(picture.width) for ending in ENDINGS if (ending, width) not in have]
    if wanted:
        with picture.open_file() as file, Image.open(file) as original:
            original.load()
            rows = [_encoded(picture, original.convert("RGB"), width, format_) for format_, width in wanted]
        _keep(picture, rows)
    return list(picture.derivatives.order_by("format", "width"))


def adopt(picture: Picture, files: Iterable[ReadyFile]) -> list[Derivative]:
    """Take over sizes that were made beforehand, as the demo pictures are. Running it again changes nothing."""
    have = set(picture.derivatives.values_list("format", "width"))
    rows = [
        Derivative(picture=picture, format=ready.format, width=ready.width, height=ready.height, **_stored(ready.path.read_bytes(), ready))
        for ready in files
        if (ready.format, ready.width) not in have
    ]
    _keep(picture, rows)
    return list(picture.derivatives.order_by("format", "width"))


def widths_for(original_width: int) -> list[int]:
    """The widths to make: ours that are narrower than the original, and the original's own where ours end above it."""
    narrower = [width for width in WIDTHS if width < original_width]
    return narrower if len(narrower) == len(WIDTHS) else [*narrower, original_width]


def sources(picture: Picture | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a page needs to show ``picture``, as plain JSON; JSON that was made before is given back as it is.

    ``{"alt", "tint", "w", "h", "sha256", "credit", "illustration", "avif": {"320": address}, "webp": {...}, "jpeg": {...}}``. Before the
    worker has made the JPEG sizes, ``jpeg`` holds the original alone, so there is always something to show.
    """
    if picture is None or isinstance(picture, Mapping):
        return dict(picture) if picture else None
    return sources_of([picture]).get(picture.pk)


def sources_of(pictures: Iterable[Picture]) -> dict[int, dict[str, Any]]:
    """``sources`` for many pictures with one query, by primary key. A picture of people without their consent is left out."""
    by_key = {picture.pk: picture for picture in pictures if may_be_shown(picture)}
    sizes: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    rows = Derivative.objects.filter(picture__in=list(by_key)).order_by("width")
    for key, format_, width, name in rows.values_list("picture_id", "format", "width", "name"):
        sizes[key][format_][str(width)] = default_storage.url(name)
    return {key: _as_json(picture, sizes[key]) for key, picture in by_key.items()}


def with_sizes(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    """The same query with a row for each size of a picture, for ``sources_in_order``."""
    size = {f"size_{name}": F(f"derivatives__{name}") for name in ("format", "width", "name")}
    return pictures.annotate(**size).order_by(*pictures.query.order_by, "derivatives__width")


def sources_in_order(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """``sources`` for the rows of ``with_sizes``, in their order: pictures and their sizes in one statement."""
    shown: dict[int, Picture] = {}
    sizes: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row.pk in shown or may_be_shown(row):
            shown.setdefault(row.pk, row)
            if row.size_name:
                sizes[row.pk][row.size_format][str(row.size_width)] = default_storage.url(row.size_name)
    return [_as_json(picture, sizes[key]) for key, picture in shown.items()]


def sizes_column(picture: str) -> Rows:
    """For a query of rows with a picture in the column ``picture``: its sizes beside each, which ``sources_beside`` reads."""
    return Rows(Derivative.objects.filter(picture=OuterRef(picture)).order_by("width"), "format", "width", "name")


def sources_beside(picture: Picture | None, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """``sources`` of a picture whose sizes came with ``sizes_column``: no query."""
    if picture is None or not may_be_shown(picture):
        return None
    sizes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        sizes[row["format"]][str(row["width"])] = default_storage.url(row["name"])
    return _as_json(picture, sizes)


def _as_json(picture: Picture, sizes: dict[str, dict[str, str]]) -> dict[str, Any]:
    facts = {"alt": picture.description, "tint": picture.tint, "w": picture.width, "h": picture.height, "sha256": picture.sha256}
    original = {} if "jpeg" in sizes else {"jpeg": {str(picture.width): picture.file.url}}
    return {**facts, "credit": picture.credit, "illustration": picture.is_illustration, **sizes, **original}


def _encoded(picture: Picture, original: Image.Image, width: int, format_: str) -> Derivative:
    height = max(1, round(original.height * width / original.width))
    out = BytesIO()
    original.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0).save(out, format_.upper(), **ENCODING[format_])
    ready = ReadyFile(Path(), format_, width, height)
    return Derivative(picture=picture, format=format_, width=width, height=height, **_stored(out.getvalue(), ready))


def _stored(data: bytes, ready: ReadyFile) -> dict[str, Any]:
    """Write ``data`` under a name made of its own hash; equal bytes share one file, and an address never changes its content."""
    digest = hashlib.sha256(data).hexdigest()[:24]
    name = f"derivatives/{digest[:2]}/{digest}-{ready.width}.{ENDINGS[ready.format]}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    return {"name": name, "size": len(data)}


def _keep(picture: Picture, rows: list[Derivative]) -> None:
    """Write the rows in one short transaction; a row that another worker wrote meanwhile stays."""
    if rows:
        with transaction.atomic():
            Derivative.objects.bulk_create(rows, ignore_conflicts=True)
            sizes_made.send(sender=Picture, picture_id=picture.pk)


def remove_unused_file(name: str) -> None:
    """Delete a file of the storage after commit, if no row names it any more."""

    def remove() -> None:
        if not Derivative.objects.filter(name=name).exists():
            default_storage.delete(name)

    transaction.on_commit(remove)
