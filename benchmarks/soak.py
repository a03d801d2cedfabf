"""`make soak`: 10,000 mixed requests (``--requests``) at 8 clients against 2 processes on SQLite, without one locked database.

Half of the clients' turns only look; the others fill a basket and one in four of those places an order. Exit code 1 when a request
failed, as it does where a database is locked for longer than a request waits, or a write transaction held the lock for more than 200 ms.
Goods that do not go to Delhi are bought too: what came of no order is counted by the reason that its page gives.
"""

import argparse
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from benchmarks.shop import Shop, running_shop
from benchmarks.visitor import Answer, Visitor

REQUESTS = 10_000
CLIENTS = 8
LONGEST_WRITE_MS = 200
TEN = int(IPv4Address("10.0.0.0"))
PATHS = ("/", "/products/", "/groups/", "/search/?q=apricot", "/search/?q=pashmina", "/how-we-rank/", "/t/")


@dataclass
class Tally:
    """What the clients saw."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    statuses: Counter[str] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)
    orders: int = 0
    # What stood in the way of an order, in the words of the page, by the page that said so.
    refusals: Counter[str] = field(default_factory=Counter)
    wanted: int = REQUESTS

    def total(self) -> int:
        return sum(self.statuses.values())


class Client(threading.Thread):
    """One visitor after another until enough requests were made."""

    def __init__(self, shop: Shop, tally: Tally, products: list[str], seed: int) -> None:
        super().__init__()
        self.shop, self.tally, self.products = shop, tally, products
        self.random = random.Random(seed)

    def run(self) -> None:
        while self.tally.total() < self.tally.wanted:
            # Each visitor from an address of its own: throttles are not what is tried here.
            visitor = Visitor(self.shop.address, forwarded_for=str(IPv4Address(self.random.randrange(2**24) + TEN)))
            for _ in range(6):
                self.ask(visitor, self.random.choice(PATHS))
            if self.random.random() < 0.5:
                self.buy(visitor, place=self.random.random() < 0.25)

    def ask(self, visitor: Visitor, path: str) -> Answer:
        return self.count(lambda: visitor.get(path))

    def count(self, act: Callable[[], Answer]) -> Answer:
        started = time.perf_counter()
        answer = act()
        with self.tally.lock:
            self.tally.statuses[f"{answer.status}"] += 1
            self.tally.times_ms.append((time.perf_counter() - started) * 1000)
        return answer

    def buy(self, visitor: Visitor, *, place: bool) -> None:
        """Put up to three products into the basket; perhaps place the order."""
        for slug in self.random.sample(self.products, 3):
            page = self.ask(visitor, f"/p/{slug}/")
            try:
                form = page.form("/basket/add/")
            except LookupError:
                continue
            self.count(lambda form=form: visitor.send(form))
        basket = self.ask(visitor, "/basket/?pin=110001")
        if place and basket.status == 200:
            self.checkout(visitor)

    def checkout(self, visitor: Visitor) -> None:
        """The two pages after the basket, with the fields that they ask for."""
        page = self.ask(visitor, "/checkout/address/")
        try:
            form = page.form("/checkout/address/")
        except LookupError:
            return
        answers = {name: VALUES[name] for name in form.fields if name in VALUES}
        page = self.count(lambda: visitor.send(form, **answers))
        try:
            form = page.form("/checkout/pay/")
        except LookupError:
            self.refused("address", page)
            return
        chosen = {name: values[0] for name, values in form.choices.items()}
        page = self.count(lambda: visitor.send(form, **chosen))
        if "/o/" not in page.address:
            self.refused("pay", page)
            return
        with self.tally.lock:
            self.tally.orders += 1

    def refused(self, place: str, page: Answer) -> None:
        """No order came of it: count why."""
        with self.tally.lock:
            self.tally.refusals.update(f"{place} ({page.status}): {words}" for words in page.problems() or [page.address])


VALUES = {
    "mobile": "9876543210",
    "name": "Soak Test",
    "pin": "110001",
    "line1": "House 1, Street 1",
    "line2": "",
    "city": "New Delhi",
    "email": "soak@example.org",
}


def main() -> int:
    """Run the soak and print its figures; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    wanted = parser.parse_args().requests
    with running_shop(application="benchmarks.timed_wsgi:application", processes=2, TRUSTED_PROXIES="1", DATABASE_URL="") as shop:
        shop.manage("load_demo", "--products", "400")
        listing = Visitor(shop.address).get("/products/").body
        products = sorted(set(re.findall(r'href="/p/([\w-]+)/"', listing)))
        tally = Tally(wanted=wanted)
        started = time.perf_counter()
        clients = [Client(shop, tally, products, seed) for seed in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        took_s = time.perf_counter() - started
        writes = sorted(float(line) for file in shop.var_dir.glob("transactions-*.txt") for line in file.read_text().split())
    times = sorted(tally.times_ms)
    print(f"{tally.total()} requests in {took_s:.1f} s, {tally.orders} orders, statuses {dict(tally.statuses)}")
    for words, times_said in tally.refusals.most_common():
        print(f"no order, {times_said} times: {words}")
    print(f"answer p50 {times[len(times) // 2]:.0f} ms, p95 {times[len(times) * 95 // 100]:.0f} ms, longest {times[-1]:.0f} ms")
    print(f"{len(writes)} write transactions, p95 {writes[len(writes) * 95 // 100]:.0f} ms, longest {writes[-1]:.0f} ms")
    failed = [status for status in tally.statuses if status.startswith("5")]
    problems = [f"{tally.statuses[status]} answers with {status}" for status in failed]
    if writes[-1] > LONGEST_WRITE_MS:
        problems.append(f"a write transaction of {writes[-1]:.0f} ms (at most {LONGEST_WRITE_MS})")
    if not tally.orders:
        problems.append("no order was placed")
    print("\n".join(problems) or "Every promise was kept.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
