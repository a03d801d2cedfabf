"""Our list, product and search beside a stock Oscar whose search costs nothing, and beside a view that does nothing; 20,000 products each.

Rounds take turns, so that whatever else the machine does falls on all alike. Eight clients, one worker process, no page kept anywhere.
"""

from contextlib import ExitStack

from benchmarks.dressing import HEADING
from benchmarks.measure.servers import Figures, Round, Server
from benchmarks.measure.shops import MIDDLE, Shops
from benchmarks.report import Report

CLIENTS = 8
A_PAGE = 24
ROUNDS = 3
WARM_S, ROUND_S, SLOW_ROUND_S = 2.0, 4.0, 8.0
# A bundle that is not measured: whatever else a page's address asks of a server, each is asked the same way.
OURS = {
    "list": (f"/c/{HEADING}/",),
    "product": ("/p/undyed-pashmina-stole/", "/p/halman-apricots-sun-dried/", "/p/scale-000010/", "/p/scale-000300/"),
    "search": ("/search/?q=apricot+oil",),
    "group": ("/groups/suru-blossom/",),
}
STOCK = {
    "list": ("/catalogue/category/heading-0_1/",),
    "product": tuple(f"/catalogue/product-{number}_{number + 1}/" for number in (3, 77, 150, 310)),
    "search": ("/search/?q=apricot+oil",),
}


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of every page."""
    figures: dict[str, Figures] = {}
    with ExitStack() as stack:
        ours = stack.enter_context(shops.ours(MIDDLE, PAGE_CACHE="0"))
        stock = stack.enter_context(shops.stock())
        bare = stack.enter_context(shops.bare())
        turns = [(ours, name, paths) for name, paths in OURS.items()] + [(stock, name, paths) for name, paths in STOCK.items()]
        turns.append((bare, "bare", ("/",)))
        for server, name, paths in turns:
            if name in ("list", "search") and len(server.goods_on(paths[0])) < A_PAGE:
                raise LookupError(f"{server.name}: fewer than {A_PAGE} products on {paths[0]}")
            server.round(paths, clients=2, seconds=WARM_S, may_fail=server.name.startswith("stock"))
        for _ in range(ROUNDS):
            for server, name, paths in turns:
                figures.setdefault(f"{server.name}: {name}", Figures()).rounds.append(_round(server, name, paths))
    _tell(report, figures)


def _round(server: Server, name: str, paths: tuple[str, ...]) -> Round:
    """Oscar writes a row with each look at a product, and now and then two clients write the same one: its failures are counted."""
    is_stock = server.name.startswith("stock")
    seconds = SLOW_ROUND_S if is_stock and name in ("list", "search") else ROUND_S
    return server.round(paths, clients=CLIENTS, seconds=seconds, may_fail=is_stock)


def _tell(report: Report, figures: dict[str, Figures]) -> None:
    report.table("Beside stock Oscar: 20,000 products, 8 clients, one worker each", figures)
    of = {name: figures[f"ours, {MIDDLE:,}: {name}"] for name in OURS}
    for name in STOCK:
        theirs = figures[f"stock Oscar: {name}"]
        ratio = of[name].median("a_second") / theirs.median("a_second")
        cpu = theirs.median("cpu_ms") / of[name].median("cpu_ms")
        report.figure(f"{name}_cpu_vs_oscar_20k".replace("list_", "listing_"), cpu)
        report.figure(f"{name}_vs_oscar_20k".replace("list_", "listing_"), ratio, at_least=10 if name == "list" else None)
    report.figure("listing_cpu_ms_20k", of["list"].median("cpu_ms"), at_most=20)
    report.figure("listing_a_second_20k", of["list"].median("a_second"))
    report.figure("search_a_second_20k", of["search"].median("a_second"), at_least=45)
    report.figure("product_a_second_20k", of["product"].median("a_second"), at_least=100)
