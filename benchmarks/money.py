"""`make bench-money`: what an order costs when there are a thousand orders, and when there are a hundred thousand. PostgreSQL only.

Placing, completing and refunding are done 80 times each, in a database of its own that is dropped at the end. What they cost is
processor time, of this process and of the database's one that serves it (which has to be on this machine): what else the machine does
hardly shows in it. Exit code 1 when one of them costs 1.3 times as much beside a hundred thousand orders, or when the proof of the
ledger reads fewer than 50,000 entries a second. The last result is kept in `benchmarks/money.txt`.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import django

if TYPE_CHECKING:
    from orders.checkout import Placed
    from tests.orders.factories import Market

BASE = 50
SMALL, LARGE = 1_000, 100_000
RUNS = 80
MOST_GROWTH = 1.3
LEAST_ENTRIES_A_SECOND = 50_000
RESULT = Path(__file__).with_name("money.txt")


def main() -> int:
    """Print the figures; 1 when a limit was passed, 2 without PostgreSQL."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("Set DATABASE_URL to a PostgreSQL server on which databases may be made, for example postgres://bazaar@127.0.0.1:5432/bazaar")
        return 2
    import tests.environment  # noqa: F401 - settings for a database of no worth

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    from tests.databases import PostgresStore

    store = PostgresStore("bench_money")
    store.create()
    told = [f"{datetime.now(UTC).date().isoformat()}, PostgreSQL"]
    try:
        return measure(told)
    finally:
        store.remove()
        RESULT.write_text("\n".join(told) + "\n", encoding="utf-8")


def measure(told: list[str]) -> int:
    """Both sizes, then the proof. Every line that is printed is also ``told``."""

    def say(line: str) -> None:
        print(line, flush=True)
        told.append(line)

    from django.utils import timezone

    from benchmarks.copies import Copies
    from payments.ledger.sealing import seal_due
    from payments.ledger.verifying import verify
    from tests.orders import factories as make

    market = make.make_market(stock=1_000_000)
    copies = Copies(at_most=LARGE // BASE)
    for place in range(BASE):
        live(market, place)
    copies.keep_room()
    problems, costs = [], {}
    for first, size in ((1, SMALL), (SMALL // BASE, LARGE)):
        started = time.monotonic()
        copies.add(first, size // BASE - 1)
        say(f"{size:,} orders ({time.monotonic() - started:.0f} s to write them)")
        costs[size] = ordinary_costs(market)
        for name, milliseconds in costs[size].items():
            say(f"  {name:9} {milliseconds:6.1f} ms")
    for name, small in costs[SMALL].items():
        growth = costs[LARGE][name] / small
        say(f"{name}: {growth:.2f} times as much beside {LARGE:,} orders (limit {MOST_GROWTH})")
        if growth > MOST_GROWTH:
            problems.append(f"{name} grows with the number of orders")
    sealed = timed(lambda: seal_due(timezone.now() + timedelta(hours=1)))
    memory, started = peak_mb(), time.monotonic()
    verdict = verify()
    seconds = time.monotonic() - started
    rate = verdict.entries / seconds
    say(f"sealed {verdict.sealed:,} journals in {sealed / 1000:.0f} s")
    say(f"verify_ledger: {verdict.entries:,} entries in {seconds:.1f} s, {rate:,.0f} a second (limit {LEAST_ENTRIES_A_SECOND:,})")
    say(f"  its memory grew by {peak_mb() - memory} MB; faults: {len(verdict.faults)}")
    if rate < LEAST_ENTRIES_A_SECOND or verdict.faults:
        problems.append("; ".join(["verify_ledger", *verdict.faults[:3]]))
    say("\n".join(problems) or "Every limit was kept.")
    return 1 if problems else 0


def live(market: "Market", place: int) -> None:
    """One order of three groups: most are delivered, some wait, some are refunded."""
    from tests.orders import factories as make
    from tests.orders.steps import bring

    placed = make.place(market.basket)
    if place % 10 == 9:
        return
    bring(placed, market.wool, "delivered")
    if place % 10 == 8:
        make.owe_refund(placed)


def ordinary_costs(market: "Market") -> dict[str, float]:
    """Processor milliseconds of placing, completing, refunding, each the mean of all runs."""
    from tests.orders import factories as make

    costs = {"place": 0.0, "complete": 0.0, "refund": 0.0}
    for _ in range(RUNS):
        basket, placed = market.basket, cast("list[Placed]", [])
        costs["place"] += cost(lambda: placed.append(make.place(basket)))  # noqa: B023 - called at once
        costs["complete"] += cost(lambda: make.pay(placed[0]))  # noqa: B023
        costs["refund"] += cost(lambda: make.owe_refund(placed[0]))  # noqa: B023
    return {name: total / RUNS for name, total in costs.items()}


def cost(act: Callable[[], object]) -> float:
    """Milliseconds of processor time, here and in the database's process."""
    before = processor_s()
    act()
    return (processor_s() - before) * 1000


def processor_s() -> float:
    """Seconds so far. The system counts another process in hundredths, so only the sum of many acts means something."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def timed(act: Callable[[], object]) -> float:
    """Milliseconds on the clock: the database works in a process of its own."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def peak_mb() -> int:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
