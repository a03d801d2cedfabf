"""The three search engines: each flat from a thousand products to a hundred thousand, and each beside what it needs when it is bare.

`flat` has the pages on PostgreSQL; here they stand on SQLite, and on PostgreSQL with an Elasticsearch in front of it. That one is asked for
whatever has words in it: whether it answered itself, or the database in its place, is counted too.
"""

import json
import statistics
import subprocess
from contextlib import ExitStack

from benchmarks.measure.elastic import Elastic, elasticsearch
from benchmarks.measure.servers import Figures
from benchmarks.measure.shops import LARGE, MIDDLE, SMALL, Shops
from benchmarks.measure.sqlite import SqliteShops
from benchmarks.parts import flat
from benchmarks.report import Report

TEXT = "apricot oil"
COMPARED = (MIDDLE, LARGE)
# The engine's part may take so many times as long as the bare engine.
FLOORS_ALLOWED = 3
INDEX_S = {"sqlite": 30, "elasticsearch": 60}


def measure(shops: Shops, report: Report) -> None:
    """SQLite, Elasticsearch, and PostgreSQL beside its floor alone: its pages are those of `flat`."""
    _on_sqlite(shops, report)
    _beside_floor(shops, report, "postgresql", {products: {} for products in COMPARED})
    try:
        with elasticsearch() as elastic:
            _on_elasticsearch(shops, report, elastic)
    except (OSError, AssertionError, subprocess.CalledProcessError) as error:  # no Java, no Maven, or nowhere to fetch it from
        report.lacks(("the rest of Elasticsearch",), f"{type(error).__name__}: {error}")


def _on_sqlite(shops: Shops, report: Report) -> None:
    own = SqliteShops(shops)
    report.facts["loads on SQLite"] = own.load()
    report.figure("index_100k_s_sqlite", own.index_alone_s(LARGE), at_most=INDEX_S["sqlite"])
    _beside_floor(shops, report, "sqlite", {products: own.variables(products) for products in COMPARED})
    with ExitStack() as stack:
        servers = [stack.enter_context(shops.ours(products, PAGE_CACHE="0", **own.variables(products))) for products in (SMALL, LARGE)]
        pages = flat.warm(report, servers, engine="sqlite")
        figures = flat.rounds(servers, pages)
    flat.tell(report, figures, pages, engine="sqlite", title=" on SQLite")


def _on_elasticsearch(shops: Shops, report: Report, elastic: Elastic) -> None:
    took = {products: elastic.fill(shops, products) for products in (SMALL, MIDDLE, LARGE)}
    report.figure("index_100k_s_elasticsearch", took[LARGE], at_most=INDEX_S["elasticsearch"])
    before = elastic.answered(LARGE)
    asked = _beside_floor(shops, report, "elasticsearch", {products: elastic.variables(products) for products in COMPARED})
    answered = [(elastic.answered(LARGE) - before) / asked[LARGE]]
    with ExitStack() as stack:
        servers = [stack.enter_context(shops.ours(products, PAGE_CACHE="0", **elastic.variables(products))) for products in (SMALL, LARGE)]
        for server in servers:
            server.others = (elastic.process,)
        pages = flat.warm(report, servers, engine="elasticsearch")
        before = elastic.answered(LARGE)
        figures = flat.rounds(servers, pages)
        if asked_pages := _with_words(figures):
            answered.append((elastic.answered(LARGE) - before) / asked_pages)
    flat.tell(report, figures, pages, engine="elasticsearch", title=" with Elasticsearch")
    report.figure("answered_by_elasticsearch", min(answered), at_least=0.99)


def _beside_floor(shops: Shops, report: Report, engine: str, variables: dict[int, dict[str, str]]) -> dict[int, int]:
    """Our search in the process beside the bare engine, in a process for each shop; how many questions each engine was asked."""
    asked, ratios = {}, []
    for products, more in variables.items():
        told = json.loads(shops.asked(products, "benchmarks.floor", TEXT, **more))
        ours, floor = (statistics.median(told[name]) for name in ("ours", "floor"))
        size = f"{products // 1000}k"
        report.figure(f"search_engine_ms_{size}_{engine}", ours)
        report.figure(f"search_floor_ms_{size}_{engine}", floor)
        report.facts[f"hits of {TEXT}, {size}"] = told["hits"]
        ratios.append(ours / floor)
        asked[products] = told["asked"]
    report.figure(f"search_engine_vs_floor_{engine}", max(ratios), at_most=FLOORS_ALLOWED)
    return asked


def _with_words(figures: dict[str, Figures]) -> int:
    """How many pages of the large shop were asked for that have words to look for."""
    names = [f"ours, {LARGE:,}: {page.name}" for page in flat.PAGES if page.path.startswith("/search/")]
    return sum(one.timing.count for name in names if name in figures for one in figures[name].rounds)
