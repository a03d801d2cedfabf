"""Whole orders of five lines and three groups by four buyers at once, split for each group; beside the same in a stock Oscar, unsplit.

Placing is measured twice: within whole orders, while the other buyers fill their baskets, and by itself, where all four press the last
button of baskets that were filled before. Both last from the press until the page of the order is there.
"""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.measure.servers import PROJECT, Server
from benchmarks.measure.shops import MIDDLE, STOCK, Shops
from benchmarks.report import Report

BUYERS = 4
ORDERS_EACH = 4
ROUNDS = 3


@dataclass
class Bought:
    """What the buyers of all rounds saw."""

    place_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu_s: float = 0.0

    @property
    def p95(self) -> float:
        ordered = sorted(self.place_ms)
        return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]

    def add(self, told: dict[str, Any]) -> None:
        """What one process of ``benchmarks.buyers`` printed."""
        self.place_ms += told["place"]
        self.whole_ms += told["whole"]
        self.refused += told["refused"]

    def why(self) -> str:
        """The first reason for which an order was refused."""
        return f"{len(self.refused)} orders refused: {self.refused[0]}" if self.refused else "no order was placed"


def buy(server: Server, kind: str, bought: Bought, *, buyers: int, orders: int, goods: tuple[str, ...] = ()) -> None:
    """One round: ``buyers`` at once, ``orders`` each."""
    command = [*_buyers(server, kind, orders), "walk", *goods]
    before, began = sum(server.used_s()), time.perf_counter()
    running = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(buyers)]
    for process in running:
        bought.add(json.loads(process.communicate()[0]))
    bought.seconds += time.perf_counter() - began
    bought.cpu_s += sum(server.used_s()) - before


def press(server: Server, kind: str, bought: Bought, *, buyers: int, orders: int) -> None:
    """One round of placing alone: ``buyers`` at once, ``orders`` each, all baskets filled before."""
    command, pipe = [*_buyers(server, kind, orders), "wait"], subprocess.PIPE
    running = [subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True) for _ in range(buyers)]
    for process in running:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("A buyer ended before it was ready.")
    before, began = sum(server.used_s()), time.perf_counter()
    for process in running:
        if process.stdin:
            process.stdin.write("\n")
            process.stdin.flush()
    for process in running:
        bought.add(json.loads(process.communicate()[0]))
    bought.seconds += time.perf_counter() - began
    bought.cpu_s += sum(server.used_s()) - before


def _buyers(server: Server, kind: str, orders: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.buyers", kind, f"http://127.0.0.1:{server.port}", str(orders)]


def measure(shops: Shops, report: Report) -> None:
    """Three rounds of both, taking turns."""
    copy = MIDDLE * 10 + 2
    shops.postgres.copy(f"shop_{MIDDLE}", f"shop_{copy}")
    shops.postgres.run("UPDATE partner_stockrecord SET num_in_stock = 1000000", f"shop_{copy}")
    ours, stock, ours_alone, stock_alone = Bought(), Bought(), Bought(), Bought()
    with shops.ours(copy, TRUSTED_PROXIES="1") as server, shops.stock() as other:
        buy(server, "ours", Bought(), buyers=BUYERS, orders=2)
        buy(other, "stock", Bought(), buyers=BUYERS, orders=2)
        for _ in range(ROUNDS):
            buy(server, "ours", ours, buyers=BUYERS, orders=ORDERS_EACH)
            buy(other, "stock", stock, buyers=BUYERS, orders=ORDERS_EACH)
            press(server, "ours", ours_alone, buyers=BUYERS, orders=ORDERS_EACH)
            press(other, "stock", stock_alone, buyers=BUYERS, orders=ORDERS_EACH)
    shops.postgres.drop(f"shop_{copy}")
    report.facts["stock"] = {"version": "4.2.1", "database": STOCK, "orders placed": len(stock.place_ms), "orders refused": stock.refused}
    report.figure("orders_refused", len(ours.refused), at_most=0)
    _tell(report, ours, stock)
    _tell_alone(report, ours_alone, stock_alone)


def _tell_alone(report: Report, ours: Bought, stock: Bought) -> None:
    """Placing by itself."""
    names = ("place_alone_p95_ms", "placed_a_second", "place_cpu_ms", "place_alone_p95_vs_oscar")
    if not ours.place_ms:
        report.lacks(names, ours.why())
        return
    report.figure("place_alone_p95_ms", ours.p95, at_most=150)
    report.figure("placed_a_second", len(ours.place_ms) / ours.seconds, at_least=8)
    report.figure("place_cpu_ms", ours.cpu_s * 1000 / len(ours.place_ms))
    if stock.place_ms:
        report.figure("oscar_place_alone_p95_ms", stock.p95)
        report.figure("place_alone_p95_vs_oscar", ours.p95 / stock.p95, at_most=0.4)
    else:
        report.lacks(names[-1:], stock.why())


def _tell(report: Report, ours: Bought, stock: Bought) -> None:
    """Figures of what was placed, and no figure of what was not."""
    if ours.place_ms:
        report.figure("place_p95_ms", ours.p95, at_most=150)
        report.figure("place_p50_ms", statistics.median(ours.place_ms))
        report.figure("orders_a_second", len(ours.whole_ms) / ours.seconds, at_least=8)
        report.figure("order_cpu_ms", ours.cpu_s * 1000 / len(ours.whole_ms))
    else:
        report.lacks(("place_p95_ms", "place_p50_ms", "orders_a_second", "order_cpu_ms"), ours.why())
    if stock.place_ms:
        report.figure("oscar_place_p95_ms", stock.p95)
        report.figure("oscar_place_p50_ms", statistics.median(stock.place_ms))
        report.figure("oscar_orders_a_second", len(stock.whole_ms) / stock.seconds)
        report.figure("oscar_order_cpu_ms", stock.cpu_s * 1000 / len(stock.whole_ms))
    else:
        report.lacks(("oscar_place_p95_ms", "oscar_place_p50_ms", "oscar_orders_a_second", "oscar_order_cpu_ms"), stock.why())
    if ours.place_ms and stock.place_ms:
        report.figure("place_p95_vs_oscar", ours.p95 / stock.p95, at_most=0.4)
    else:
        report.lacks(("place_p95_vs_oscar",), "one of the two shops placed no order")
