"""Lays the demo's pictures over the plain squares of a stock Oscar, so that both shops show the same."""

import os
from itertools import cycle
from pathlib import Path

import django
from PIL import Image

WIDTH = 640
ASSETS = Path(__file__).resolve().parent.parent.parent / "marketplace" / "demo" / "assets"


def main() -> None:
    """As JPEG, which is what a shop uploads into Oscar; Oscar makes its own smaller ones of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock.settings")
    django.setup()
    from django.conf import settings

    photographs = cycle(file for file in sorted(ASSETS.glob("*-1200.avif")) if not file.name.startswith("group-"))  # those are wide
    for square in sorted((Path(settings.MEDIA_ROOT) / "images").glob("*.jpg")):
        with Image.open(next(photographs)) as picture:
            picture.convert("RGB").resize((WIDTH, WIDTH)).save(square, quality=80)


if __name__ == "__main__":
    main()
