"""gunicorn with threads beside granian with one blocking thread, on our own pages: which serves them for less."""

import sys
from contextlib import ExitStack

from benchmarks.dressing import HEADING
from benchmarks.measure.servers import Figures, Server, free_port, serving
from benchmarks.measure.shops import MIDDLE, Shops, granian_folder
from benchmarks.report import Report

CLIENTS = 8
ROUNDS = 3
ROUND_S = 3.0
PATHS = {"list": f"/c/{HEADING}/", "product": "/p/undyed-pashmina-stole/"}
# Where the page itself costs next to nothing, what is left is the server.
KEPT = {"kept_list": f"/c/{HEADING}/"}
KINDS = ("gunicorn", "granian")


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of both, taking turns: pages that are made anew, then one that is kept in the process."""
    figures: dict[str, Figures] = {}
    for page_cache, paths in (("0", PATHS), ("1", KEPT)):
        with ExitStack() as stack:
            servers = [stack.enter_context(shops.ours(MIDDLE, PAGE_CACHE=page_cache)), stack.enter_context(_granian(shops, page_cache))]
            for server in servers:
                server.round(tuple(paths.values()), clients=2, seconds=2.0)
            for _ in range(ROUNDS):
                for name, path in paths.items():
                    for server, kind in zip(servers, KINDS, strict=True):
                        one = server.round((path,), clients=CLIENTS, seconds=ROUND_S)
                        figures.setdefault(f"{kind}: {name}", Figures()).rounds.append(one)
            if page_cache == "0":
                for server, kind in zip(servers, KINDS, strict=True):
                    report.figure(f"{kind}_worker_mb", server.memory_mb())
    report.table("gunicorn (8 threads) and granian (1 blocking thread), 8 clients, one worker", figures)
    for name in (*PATHS, *KEPT):
        ours, other = (figures[f"{kind}: {name}"] for kind in KINDS)
        report.figure(f"granian_vs_gunicorn_{name}", other.median("a_second") / ours.median("a_second"))
        report.figure(f"granian_vs_gunicorn_{name}_cpu", other.median("cpu_ms") / ours.median("cpu_ms"))


def _granian(shops: Shops, page_cache: str):  # type: ignore[no-untyped-def]
    port = free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    command = [sys.executable, "-m", "granian", *options, "--log-level", "error", "--no-ws", "marketplace.wsgi:application"]
    environment = shops.environment(MIDDLE, port, PAGE_CACHE=page_cache, PYTHONPATH=str(granian_folder()))
    return serving("granian", command, port, environment, probe="/healthz", database=shops.postgres)


__all__ = ["Server", "measure"]
