"""Fills the index of the shop of the environment and prints how many seconds that took: ``python -m benchmarks.indexing``."""

import os
import sys
import time

import django


def fill() -> float:
    """The index of Elasticsearch alone, from facts that are there."""
    from search.elastic import indexing

    began = time.monotonic()
    indexing.rebuild()
    return time.monotonic() - began


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    sys.stdout.write(f"{fill():.2f}\n")
