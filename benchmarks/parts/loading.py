"""How long a hundred thousand products take to load, with everything that is read of them, and the words of all of them alone."""

import time

from benchmarks.measure.shops import LARGE, Shops
from benchmarks.report import Report

# The words, their weights and their index are generated from the row by PostgreSQL itself.
WORDS_ANEW = "DROP INDEX {index}; UPDATE search_productfacts SET words = words; {definition}"
FIND = "SELECT indexname || '|' || indexdef FROM pg_indexes WHERE tablename = 'search_productfacts' AND indexdef LIKE '%USING gin%'"


def measure(shops: Shops, report: Report) -> None:
    """The load is the one that made the shop, in this run or in the one that first needed it."""
    report.figure("load_100k_s", shops.loads[f"{LARGE}"]["seconds"], at_most=120)
    copy = f"shop_{LARGE}1"
    shops.postgres.copy(f"shop_{LARGE}", copy)
    name, _bar, definition = shops.postgres.run(FIND, copy).splitlines()[0].partition("|")
    began = time.monotonic()
    shops.postgres.run(WORDS_ANEW.format(index=name, definition=definition), copy)
    report.figure("index_100k_s", time.monotonic() - began, at_most=30)
    shops.postgres.drop(copy)
