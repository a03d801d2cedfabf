"""Pages for anonymous visitors out of the page cache, beside a view that does nothing on the same server."""

from benchmarks.dressing import HEADING
from benchmarks.measure.servers import Figures
from benchmarks.measure.shops import MIDDLE, Shops
from benchmarks.report import Report

CLIENTS = 8
ROUNDS = 3
ROUND_S = 3.0


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of both."""
    figures = {"ours, cached list": Figures(), "bare view": Figures()}
    with shops.ours(MIDDLE, PAGE_CACHE="1") as server, shops.bare() as bare:
        for one in (server, bare):
            one.round(_path(one.name), clients=2, seconds=1.0)
        for _ in range(ROUNDS):
            for name, one in (("ours, cached list", server), ("bare view", bare)):
                figures[name].rounds.append(one.round(_path(one.name), clients=CLIENTS, seconds=ROUND_S))
    report.table("From the page cache, 8 clients, one worker", figures)
    report.figure("cached_vs_bare", figures["ours, cached list"].median("a_second") / figures["bare view"].median("a_second"), at_least=0.5)


def _path(name: str) -> tuple[str, ...]:
    return ("/",) if name == "bare view" else (f"/c/{HEADING}/",)
