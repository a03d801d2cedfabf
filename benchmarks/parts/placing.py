"""Whole orders of five lines and three groups by four buyers at once, split for each group; beside the same in a stock Oscar, unsplit.

Placing is measured by itself: all four press the last button of baskets that were filled before, see the page of the order, and press
the next. A press lasts until its answer, with which the order stands; the page to which that answer leads is a request of its own and
told as one. Whole orders, in which the other buyers open products and fill baskets meanwhile, are told beside it.
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
# Figures of placing by itself.
ALONE = ("place_alone_p50_ms", "place_alone_p95_ms", "order_page_p50_ms", "order_page_p95_ms", "placed_a_second", "press_and_page_cpu_ms")


@dataclass
class Bought:
    """What the buyers of all rounds saw."""

    place_ms: list[float] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu_s: float = 0.0

    @property
    def p95(self) -> float:
        return _p95(self.place_ms)

    def add(self, told: dict[str, Any]) -> None:
        """What one process of ``benchmarks.buyers`` printed."""
        self.place_ms += told["place"]
        self.page_ms += told["page"]
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
    report.figure("orders_refused", len(ours.refused) + len(ours_alone.refused), at_most=0)
    _tell_alone(report, ours_alone, stock_alone)
    _tell_whole(report, "", ours)
    _tell_whole(report, "oscar_", stock)


def _tell_alone(report: Report, ours: Bought, stock: Bought) -> None:
    """Placing by itself. Orders a second and processor time are those of a press together with the page after it."""
    for name, bought, least, most in (("", ours, 8, 150), ("oscar_", stock, None, None)):
        if not bought.place_ms:
            report.lacks(tuple(f"{name}{one}" for one in ALONE), bought.why())
            continue
        report.figure(f"{name}place_alone_p50_ms", statistics.median(bought.place_ms))
        report.figure(f"{name}place_alone_p95_ms", bought.p95, at_most=most)
        report.figure(f"{name}order_page_p50_ms", statistics.median(bought.page_ms))
        report.figure(f"{name}order_page_p95_ms", _p95(bought.page_ms))
        report.figure(f"{name}placed_a_second", len(bought.place_ms) / bought.seconds, at_least=least)
        report.figure(f"{name}press_and_page_cpu_ms", bought.cpu_s * 1000 / len(bought.place_ms))
    if ours.place_ms and stock.place_ms:
        report.figure("place_alone_p95_vs_oscar", ours.p95 / stock.p95, at_most=0.4)
    else:
        report.lacks(("place_alone_p95_vs_oscar",), "one of the two shops placed no order")


def _tell_whole(report: Report, name: str, bought: Bought) -> None:
    """Whole orders, and the presses within them, of which a figure exists only where an order was placed."""
    names = ("place_in_whole_orders_p50_ms", "place_in_whole_orders_p95_ms", "whole_orders_a_second", "whole_order_cpu_ms")
    names = tuple(f"{name}{one}" for one in names)
    if not bought.place_ms:
        report.lacks(names, bought.why())
        return
    values = (
        *(statistics.median(bought.place_ms), bought.p95),
        *(len(bought.whole_ms) / bought.seconds, bought.cpu_s * 1000 / len(bought.whole_ms)),
    )
    for one, value in zip(names, values, strict=True):
        report.figure(one, value)


def _p95(milliseconds: list[float]) -> float:
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
