"""The same pages beside a thousand products and beside a hundred thousand: what grows with the shop, and how much.

The pages show the same in both shops (``dressing.py``), but for a common word and the whole list, of which the large shop finds more.
"""

from contextlib import ExitStack
from typing import NamedTuple

from benchmarks.dressing import HEADING, WORD
from benchmarks.measure.servers import Figures, Server
from benchmarks.measure.shops import LARGE, SMALL, Shops
from benchmarks.report import Report

CLIENTS = 8
ROUNDS = 3
WARM_S, ROUND_S = 1.5, 2.5
# The 93rd of the invented words (marketplace/demo/scale.py): one product in fourteen has it, by how often the words of a language are.
COMMON_WORD = "kasengyal"
# A page that may take this many times as long is one that shows others in a larger shop.
OTHERS_ALLOWED = 3


class Page(NamedTuple):
    """A page, and how many times as long it may take in the large shop."""

    name: str
    path: str
    at_most: float


PAGES = (
    Page("listing", f"/c/{HEADING}/?area=leh&ready=10", 1.3),
    Page("search", f"/search/?q={WORD}", 1.3),
    Page("product", "/p/undyed-pashmina-stole/", 1.3),
    Page("group", "/groups/suru-blossom/", 1.3),
    Page("common_word", f"/search/?q={COMMON_WORD}", 3),
    Page("full_list", "/products/", 3),
)


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of every page on both, on PostgreSQL."""
    with ExitStack() as stack:
        servers = [stack.enter_context(shops.ours(products, PAGE_CACHE="0")) for products in (SMALL, LARGE)]
        pages = warm(report, servers)
        figures = rounds(servers, pages)
    tell(report, figures, pages)
    if any(page.name == "search" for page in pages):
        report.figure("search_a_second_100k", figures[f"ours, {LARGE:,}: search"].median("a_second"), at_least=40)
    else:
        report.lacks(("search_a_second_100k",), "the two shops show other goods")


def warm(report: Report, servers: list[Server], *, engine: str = "") -> list[Page]:
    """The pages that can be compared, each of them asked for a while."""
    pages = [page for page in PAGES if _is_alike(report, page, servers, engine)]
    for server in servers:
        for page in pages:
            server.round((page.path,), clients=2, seconds=WARM_S)
    return pages


def rounds(servers: list[Server], pages: list[Page]) -> dict[str, Figures]:
    """Three rounds of every page, the two shops taking turns."""
    figures: dict[str, Figures] = {}
    for _ in range(ROUNDS):
        for page in pages:
            for server in servers:
                one = server.round((page.path,), clients=CLIENTS, seconds=ROUND_S)
                figures.setdefault(f"{server.name}: {page.name}", Figures()).rounds.append(one)
    return figures


def tell(report: Report, figures: dict[str, Figures], pages: list[Page], *, engine: str = "", title: str = "") -> None:
    """How many times as long each page takes. ``engine`` stands in the names of the figures, ``title`` over the table."""
    report.table(f"One thousand and one hundred thousand products{title}, 8 clients, one worker", figures)
    for page in pages:
        small, large = (figures[f"ours, {products:,}: {page.name}"] for products in (SMALL, LARGE))
        time, processor = _names(page, engine)
        report.figure(time, large.median("p50") / small.median("p50"), at_most=page.at_most)
        report.figure(processor, large.median("cpu_ms") / small.median("cpu_ms"))


def _names(page: Page, engine: str) -> tuple[str, str]:
    suffix = f"_{engine}" if engine else ""
    return f"flat_{page.name}_1k_100k{suffix}", f"flat_{page.name}_cpu_1k_100k{suffix}"


def _is_alike(report: Report, page: Page, servers: list[Server], engine: str) -> bool:
    """Whether a page shows goods, and the same in both shops where it should: else it is not the size alone that makes a difference."""
    few, many = (server.goods_on(page.path) for server in servers)
    if few and many and (few == many or page.at_most >= OTHERS_ALLOWED):
        return True
    report.lacks(_names(page, engine), f"{page.path} shows {len(few)} and {len(many)} products, {len(few & many)} of them in both")
    return False
