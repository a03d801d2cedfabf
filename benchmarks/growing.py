"""Brings a shop that holds the demo to so many products, and does nothing else: ``python -m benchmarks.growing 100000``."""

import os
import sys
from io import StringIO

import django


def grow(products: int) -> None:
    """What ``load_demo --products`` does after the demo itself, so that its time is that of the products and of what is read of them."""
    from django.core.management.base import OutputWrapper

    from marketplace.demo import scale
    from marketplace.demo.progress import Progress

    found = scale.load(products, Progress(OutputWrapper(StringIO())))
    if found < products:
        raise SystemExit(f"{found} products are on sale, not {products}.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    grow(int(sys.argv[1]))
