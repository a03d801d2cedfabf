"""Gives Oscar's dashboard a ready-made size instead of cutting one on request."""

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from oscar.core.thumbnails import AbstractThumbnailer

from media.models import Derivative


@dataclass(frozen=True)
class Thumbnail:
    """What Oscar's templates read of a thumbnail."""

    url: str
    width: int | None = None
    height: int | None = None


class DerivativeThumbnailer(AbstractThumbnailer):
    """Finds the narrowest size that fills the box, or shows the original."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Thumbnail:
        """``source`` is a file field or a name in the storage, ``opts["size"]`` reads ``440x400``, ``x155`` or ``70x``."""
        name = str(getattr(source, "name", source))
        sizes = list(Derivative.objects.filter(picture__file=name, format=Derivative.Format.JPEG).order_by("width"))
        box = [int(number or 0) for number in str(opts["size"]).split("x")]
        fitting = [size for size in sizes if size.width >= box[0] and size.height >= box[-1]]
        best = fitting[0] if fitting else (sizes[-1] if sizes else None)
        if best is None:
            return Thumbnail(default_storage.url(name))
        return Thumbnail(default_storage.url(best.name), best.width, best.height)

    def delete_thumbnails(self, source: Any) -> None:
        """Nothing: sizes belong to the picture and go with it."""
