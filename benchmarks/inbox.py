"""`make bench-inbox`: what a group's inbox costs with ten past orders and with ten thousand, in a database of its own (SQLite).

Exit code 1 when it takes more than twelve queries, when ten thousand cost 1.3 times as much processor time as ten, or when the page is
larger than 30 KB. The last result is kept in `benchmarks/inbox.txt`.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from django.test import Client

    from orders.models import ProducerOrder

SMALL, LARGE = 10, 10_000
WAITING = 15
RUNS = 40
MOST_QUERIES, MOST_GROWTH, MOST_BYTES = 12, 1.3, 30 * 1024
RESULT = Path(__file__).with_name("inbox.txt")


def main() -> int:
    """Print the figures; 1 when a limit was passed."""
    import tests.environment  # noqa: F401 - settings for a database of no worth

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    from tests.databases import store

    held = store("bench_inbox")
    held.create()
    told = [f"{datetime.now(UTC).date().isoformat()}, SQLite"]
    try:
        problems = measure(told)
    finally:
        held.remove()
    told.append("; ".join(problems) or "Every limit was kept.")
    print("\n".join(told))
    RESULT.write_text("\n".join(told) + "\n", encoding="utf-8")
    return 1 if problems else 0


def measure(told: list[str]) -> list[str]:
    """Both sizes, each in the tab of new orders and in the one of all."""
    from django.test import Client

    from tests.orders import factories as make
    from tests.orders.steps import bring, member_of

    group = make.make_group()
    listing = make.make_listing(group, stock=1_000)
    past = [bring(make.place_order(listing), group, "delivered") for _number in range(SMALL)]
    for _number in range(WAITING):
        bring(make.place_order(listing), group, "new")
    client = Client()
    client.force_login(member_of(group))
    problems: list[str] = []
    costs: dict[tuple[str, int], float] = {}
    for size in (SMALL, LARGE):
        copy(past[0], size - SMALL)
        for tab in ("new", "all"):
            costs[tab, size] = _one(client, f"/workspace/groups/{group.slug}/?tab={tab}", f"{tab}, {size:,} past orders", told, problems)
    for tab in ("new", "all"):
        growth = costs[tab, LARGE] / costs[tab, SMALL]
        told.append(f"{tab}: {growth:.2f} times as much with {LARGE:,} past orders (limit {MOST_GROWTH})")
        if growth > MOST_GROWTH:
            problems.append(f"the tab {tab} grows with the number of past orders")
    return problems


def _one(client: "Client", address: str, name: str, told: list[str], problems: list[str]) -> float:
    """Queries, bytes and the middle processor time of one page."""
    from django.db import connection

    queries: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        queries.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        page = client.get(address)
    times = []
    for _run in range(RUNS):
        began = time.process_time()
        client.get(address)
        times.append((time.process_time() - began) * 1000)
    middle = statistics.median(times)
    told.append(f"{name}: {len(queries)} queries, {len(page.content) / 1024:.1f} KB, {middle:.1f} ms")
    if len(queries) > MOST_QUERIES:
        problems.append(f"{name}: {len(queries)} queries")
    if len(page.content) > MOST_BYTES:
        problems.append(f"{name}: {len(page.content)} bytes")
    return middle


def copy(part: "ProducerOrder", count: int) -> None:
    """As many more delivered parts of the same group, each of an order of its own."""
    from orders.models import ProducerOrder
    from orders.oscar.order.models import Order

    for first in range(0, count, 1000):
        numbers = range(first, min(count, first + 1000))
        fields = {"basket_id": None, "user_id": None, "total_incl_tax": 1, "total_excl_tax": 1, "shipping_address_id": part.ship_to_id}
        orders = Order.objects.bulk_create(Order(number=f"LB-PAST{number}", date_placed=part.held_at, **fields) for number in numbers)
        ProducerOrder.objects.bulk_create(
            ProducerOrder(
                **{
                    field.attname: getattr(part, field.attname)
                    for field in ProducerOrder._meta.concrete_fields
                    if field.attname not in ("id", "number", "order_id")
                },
                number=f"PO-PAST{number}",
                order=order,
            )
            for number, order in zip(numbers, orders, strict=True)
        )


if __name__ == "__main__":
    sys.exit(main())
