"""The shop's WSGI application, writing down what each request cost (`make bench` only).

A line of `costs.txt` is one request: method, path, status, SQL statements (transaction control left out), writes among them, and
milliseconds of processor time. While a file `cold` lies beside it every request begins with empty caches, as the first one of a
process does.
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import connection

from marketplace.wsgi import application as shop

FOLDER = Path(os.environ["VAR_DIR"])
WRITES = ("INSERT", "UPDATE", "DELETE")
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Counter:
    """Counts what is executed."""

    def __init__(self) -> None:
        self.statements = 0
        self.writes = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.startswith(CONTROL):
            self.statements += 1
            self.writes += sql.startswith(WRITES)
        return execute(sql, params, many, context)


def forget() -> None:
    """Empty what a process keeps between requests."""
    from django.contrib.contenttypes.models import ContentType  # models can be imported only once the shop is set up
    from django.contrib.sites.models import Site

    for cache in caches.all(initialized_only=True):
        cache.clear()
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the shop does."""
    if (FOLDER / "cold").exists():
        forget()
    counter, started, answered = Counter(), time.thread_time(), []

    def note_status(status: str, *more: Any) -> Any:
        answered.append(status)
        return start_response(status, *more)

    with connection.execute_wrapper(counter):
        body = shop(environ, note_status)
    cost = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "status": int(answered[-1].split()[0]),
        "sql": counter.statements,
        "writes": counter.writes,
        "cpu_ms": round((time.thread_time() - started) * 1000, 1),
    }
    with (FOLDER / "costs.txt").open("a", encoding="utf-8") as costs:
        costs.write(json.dumps(cost) + "\n")
    return body
