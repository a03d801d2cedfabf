"""How long a hundred thousand products take to load, with everything that is read of them, and the words of all of them alone."""

import time

from benchmarks.measure.shops import LARGE, SMALL, Shops
from benchmarks.report import Report

# The words with their weights, as PostgreSQL generates them from a row, and the index over them.
GENERATED = (
    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum"
    " WHERE adrelid = 'search_productfacts'::regclass AND attname = 'vector'"
)
WORDS_ANEW = "CREATE TABLE anew AS SELECT id, {words} AS vector FROM search_productfacts; CREATE INDEX ON anew USING gin (vector)"


def measure(shops: Shops, report: Report) -> None:
    """From a shop with a thousand products, then in a copy of the one that has them all."""
    number = LARGE * 10 + 1
    copy = f"shop_{number}"
    shops.postgres.copy(f"shop_{SMALL}", copy)
    began = time.monotonic()
    shops.grow(number, LARGE)
    report.figure("load_100k_s", time.monotonic() - began, at_most=120)
    shops.postgres.copy(f"shop_{LARGE}", copy)
    words = shops.postgres.run(GENERATED, copy)
    began = time.monotonic()
    shops.postgres.run(WORDS_ANEW.format(words=words), copy)
    report.figure("index_100k_s", time.monotonic() - began, at_most=30)
    shops.postgres.drop(copy)
