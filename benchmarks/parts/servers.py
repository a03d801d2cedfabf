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


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of both, taking turns."""
    figures: dict[str, Figures] = {}
    with ExitStack() as stack:
        servers = [stack.enter_context(shops.ours(MIDDLE, PAGE_CACHE="0")), stack.enter_context(_granian(shops))]
        for server in servers:
            server.round(tuple(PATHS.values()), clients=2, seconds=2.0)
        for _ in range(ROUNDS):
            for name, path in PATHS.items():
                for server, kind in zip(servers, ("gunicorn", "granian"), strict=True):
                    one = server.round((path,), clients=CLIENTS, seconds=ROUND_S)
                    figures.setdefault(f"{kind}: {name}", Figures()).rounds.append(one)
    report.table("gunicorn (8 threads) and granian (1 blocking thread), 8 clients, one worker", figures)
    for name in PATHS:
        report.figure(
            f"granian_vs_gunicorn_{name}", figures[f"granian: {name}"].median("a_second") / figures[f"gunicorn: {name}"].median("a_second")
        )


def _granian(shops: Shops):  # type: ignore[no-untyped-def]
    port = free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    command = [sys.executable, "-m", "granian", *options, "--log-level", "error", "--no-ws", "marketplace.wsgi:application"]
    environment = shops.environment(MIDDLE, port, PAGE_CACHE="0", PYTHONPATH=str(granian_folder()))
    return serving("granian", command, port, environment, probe="/healthz", database=shops.postgres)


__all__ = ["Server", "measure"]
