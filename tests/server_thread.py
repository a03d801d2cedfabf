"""One thread of a web server: answers requests one after the other over its own connection, signals and all, which the test client leaves out."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import RequestFactory

# A page's address; its status and body.
Ask = Callable[[str], tuple[int, str]]


@contextmanager
def server_thread() -> Iterator[Ask]:
    """A shop in a thread until the block ends. It has to see the database: the test commits what it writes."""
    shop: Callable[..., Any] = WSGIHandler()

    def get(address: str) -> tuple[int, str]:
        told: list[str] = []
        answer = shop(RequestFactory().get(address).environ, lambda status, headers, *more: told.append(status))
        body = b"".join(answer).decode(errors="replace")
        answer.close()
        return int(told[0][:3]), body

    with ThreadPoolExecutor(1) as thread:
        yield lambda address: thread.submit(get, address).result()
        thread.submit(connections.close_all).result()
