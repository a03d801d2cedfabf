"""What a worker takes: memory after a thousand mixed requests beside few and many products, processor time until its first page."""

from benchmarks.dressing import HEADING
from benchmarks.measure.servers import Server
from benchmarks.measure.shops import LARGE, SMALL, Shops
from benchmarks.report import Report

MIXED = (f"/c/{HEADING}/", "/products/", "/p/undyed-pashmina-stole/", "/search/?q=apricot+oil", "/groups/suru-blossom/", "/", "/basket/")
REQUESTS = 1000
PIECE_S = 4.0


def measure(shops: Shops, report: Report) -> None:
    """A worker of each size, one after the other."""
    taken = {}
    for products in (SMALL, LARGE):
        with shops.ours(products, PAGE_CACHE="0") as server:
            if products == SMALL:
                server.round(("/products/",), clients=1, seconds=0.01)
                report.figure("first_page_cpu_s", server.used_s()[0], at_most=5)
            _ask(server)
            taken[products] = server.memory_mb()
    report.figure("worker_mb_1k", taken[SMALL], at_most=200)
    report.figure("worker_mb_100k", taken[LARGE], at_most=200)
    report.figure("worker_mb_growth", taken[LARGE] - taken[SMALL], at_most=10)


def _ask(server: Server) -> None:
    done = 0
    while done < REQUESTS:
        done += server.round(MIXED, clients=4, seconds=PIECE_S).timing.count
