"""The same pages beside a thousand products and beside a hundred thousand: what grows with the shop, and how much.

The pages show the same in both shops (``dressing.py``), but for a common word and the whole list, of which the large shop finds more.
"""

from contextlib import ExitStack

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
# Name, page, how many times as long it may take.
PAGES = (
    ("listing", f"/c/{HEADING}/?area=leh&ready=10", 1.3),
    ("search", f"/search/?q={WORD}", 1.3),
    ("product", "/p/undyed-pashmina-stole/", 1.3),
    ("group", "/groups/suru-blossom/", 1.3),
    ("common_word", f"/search/?q={COMMON_WORD}", 3),
    ("full_list", "/products/", 3),
)


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of every page on both."""
    figures: dict[str, Figures] = {}
    with ExitStack() as stack:
        servers = [stack.enter_context(shops.ours(products, PAGE_CACHE="0")) for products in (SMALL, LARGE)]
        pages = [page for page in PAGES if _is_alike(report, page, servers)]
        for server in servers:
            for _name, path, _limit in pages:
                server.round((path,), clients=2, seconds=WARM_S)
        for _ in range(ROUNDS):
            for name, path, _limit in pages:
                for server in servers:
                    one = server.round((path,), clients=CLIENTS, seconds=ROUND_S)
                    figures.setdefault(f"{server.name}: {name}", Figures()).rounds.append(one)
    report.table("One thousand and one hundred thousand products, 8 clients, one worker", figures)
    for name, _path, limit in pages:
        small, large = (figures[f"ours, {products:,}: {name}"] for products in (SMALL, LARGE))
        report.figure(f"flat_{name}_1k_100k", large.median("p50") / small.median("p50"), at_most=limit)
        report.figure(f"flat_{name}_cpu_1k_100k", large.median("cpu_ms") / small.median("cpu_ms"))
    if any(name == "search" for name, _path, _limit in pages):
        report.figure("search_a_second_100k", figures[f"ours, {LARGE:,}: search"].median("a_second"), at_least=40)


def _is_alike(report: Report, page: tuple[str, str, float], servers: list[Server]) -> bool:
    """Whether a page shows goods, and the same in both shops where it should: else it is not the size alone that makes a difference."""
    name, path, limit = page
    few, many = (server.goods_on(path) for server in servers)
    if few and many and (few == many or limit >= OTHERS_ALLOWED):
        return True
    why = f"{path} shows {len(few)} and {len(many)} products, {len(few & many)} of them in both"
    more = ("search_a_second_100k",) if name == "search" else ()
    report.lacks((f"flat_{name}_1k_100k", f"flat_{name}_cpu_1k_100k", *more), why)
    return False
