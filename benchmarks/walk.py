"""What each request of a whole order costs, in one process and without a server: ``python -m benchmarks.walk --orders 20``.

Needs the environment of a shop with demo data (``VAR_DIR``, or ``DATABASE_URL`` for PostgreSQL). Processor time is that of this process:
with SQLite it holds the database's, with PostgreSQL it does not. ``--profile place`` tells where the time of that request goes.
The medians of many orders are told, so that what else the machine does matters little.
"""

import argparse
import cProfile
import gc
import os
import pstats
import secrets
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from urllib.request import Request

import django
from django.db import connection, transaction
from django.test import Client

from benchmarks.buyers import GOODS, Buyer
from benchmarks.visitor import REDIRECTS, Answer, Visitor

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


class Costs:
    """What requests cost, by the step that they are."""

    def __init__(self, profiled: str = "") -> None:
        self.cpu_ms: dict[str, list[float]] = defaultdict(list)
        self.statements: dict[str, int] = {}
        self.locked_ms: dict[str, list[float]] = defaultdict(list)
        self.profiled = profiled
        self.profile = cProfile.Profile(time.thread_time)  # not the time for which the database is waited for
        self._count = 0

    def of(self, step: str, act: Callable[[], Any]) -> Any:
        """Do it and note what it cost."""
        self._count, locked = 0, _Locked()
        with connection.execute_wrapper(self._seen), locked:
            if step == self.profiled:
                self.profile.enable()
            began = time.process_time()
            answer = act()
            used = time.process_time() - began
            self.profile.disable()
        self.cpu_ms[step].append(used * 1000)
        self.locked_ms[step].append(locked.longest_ms)
        self.statements[step] = self._count
        return answer

    def _seen(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self._count += not sql.startswith(CONTROL)
        return execute(sql, params, many, context)

    def tell(self, orders: int) -> None:
        """A table on standard output."""
        print(f"{'request':44} {'a walk':>6} {'CPU ms':>8} {'least':>8} {'SQL':>4} {'locked':>7}")
        whole = 0.0
        for step, found in self.cpu_ms.items():
            times, middle = len(found) / orders, statistics.median(found)
            whole += times * middle
            locked = statistics.median(self.locked_ms[step])
            print(f"{step:44} {times:6.0f} {middle:8.1f} {min(found):8.1f} {self.statements[step]:4} {locked:7.1f}")
        print(f"{'a whole order':44} {'':6} {whole:8.1f}")
        if self.profiled:
            for order in ("cumulative", "tottime"):
                pstats.Stats(self.profile).sort_stats(order).print_stats(90)


class _Locked:
    """Processor time of the longest outermost transaction of a block, from the moment it was begun: others who write wait that long."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._began = 0.0
        self._enter, self._exit = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def __enter__(self) -> None:
        def enter(atomic: transaction.Atomic) -> None:
            is_outermost = not connection.in_atomic_block
            self._enter(atomic)
            if is_outermost:
                self._began = time.process_time()

        def leave(atomic: transaction.Atomic, *error: Any) -> None:
            self._exit(atomic, *error)
            if not connection.in_atomic_block:
                self.longest_ms = max(self.longest_ms, (time.process_time() - self._began) * 1000)

        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]

    def __exit__(self, *error: object) -> None:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = self._enter, self._exit  # type: ignore[method-assign]


class InProcess(Visitor):
    """A visitor who calls the shop instead of going through a server."""

    def __init__(self, costs: Costs) -> None:
        super().__init__("http://127.0.0.1:8000")
        self.costs = costs
        self.client = Client(HTTP_HOST="127.0.0.1:8000")
        self.client.defaults["REMOTE_ADDR"] = ".".join(str(secrets.randbelow(250) + 1) for _ in range(4))

    def _open(self, request: Request, *, follows: bool = True) -> Answer:
        path, method = request.full_url.removeprefix(self.address), request.get_method()
        while True:
            data = dict(parse_qsl(request.data.decode())) if method == "POST" and isinstance(request.data, bytes) else {}
            headers = {name.lower(): value for name, value in request.header_items()}

            def ask(method: str = method, path: str = path, data: dict[str, str] = data, headers: dict[str, str] = headers) -> Any:
                return getattr(self.client, method.lower())(path, data, headers=headers)

            answer = self.costs.of(_step(method, path), ask)
            leads_to = answer["Location"] if answer.status_code in REDIRECTS else ""
            if not (leads_to and follows):
                here = urljoin(self.address, path)
                return Answer(answer.status_code, here, answer.content.decode(), urljoin(here, leads_to) if leads_to else "")
            path, method = urlsplit(leads_to)._replace(scheme="", netloc="").geturl(), "GET"


def _step(method: str, path: str) -> str:
    """The name of a request, without what is different in each order."""
    parts = urlsplit(path).path.split("/")
    return f"{method} /{parts[1]}/" if parts[1] in ("o", "p") else f"{method} {urlsplit(path).path}"


def walk(costs: Costs, orders: int) -> None:
    """So many orders of five lines and three groups."""
    for _one in range(orders):
        buyer = Buyer("http://127.0.0.1:8000", GOODS)
        buyer.visitor = InProcess(costs)
        buyer.fill()
        buyer.answer()
        buyer.place()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.walk", description=__doc__)
    parser.add_argument("--orders", type=int, default=20)
    parser.add_argument("--profile", default="", help='a request as the table names it, such as "POST /checkout/pay/"')
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    from producers.oscar.models import StockRecord  # models can be imported only now

    StockRecord.objects.update(num_in_stock=1_000_000)
    walk(Costs(), 3)  # a process that has been used
    gc.collect()
    gc.freeze()  # as the web server does: its garbage is not looked for among what stays
    costs = Costs(asked.profile)
    walk(costs, asked.orders)
    print(connection.vendor)
    costs.tell(asked.orders)


if __name__ == "__main__":
    main()
