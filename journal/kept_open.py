"""SQLite's connections stay open from one request to the next: opening one, and reading the schema anew, was half of a page.

A connection is closed all the same where its file is not the shop's any more (a restore has put another in its place), where a request left
a transaction open, and after an error: what still holds on to the error may hold a statement that was not read to its end, and with it an
old state of the database.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.signals import got_request_exception, request_finished, request_started
from django.db import connections
from django.db.backends.signals import connection_created

SQLITE = "sqlite"


def watch() -> None:
    """Look at the connections of each request, before it and after it."""
    connection_created.connect(_opened, dispatch_uid="kept_open")
    request_started.connect(_close_replaced, dispatch_uid="kept_open")
    got_request_exception.connect(_mark_doubtful, dispatch_uid="kept_open")
    request_finished.connect(_close_unfinished, dispatch_uid="kept_open")


def _opened(connection: Any, **_more: Any) -> None:
    if connection.vendor == SQLITE:
        vars(connection).update(opened_file=_file_of(connection), is_doubtful=False)


def _close_replaced(**_more: Any) -> None:
    for connection in _open_ones():
        if connection.opened_file != _file_of(connection):
            connection.close()


def _mark_doubtful(**_more: Any) -> None:
    for connection in _open_ones():
        connection.is_doubtful = True


def _close_unfinished(**_more: Any) -> None:
    for connection in _open_ones():
        if connection.is_doubtful or connection.connection.in_transaction:
            connection.close()


def _open_ones() -> list[Any]:
    """Those of this thread that belong to the request alone: a test's transaction surrounds many."""
    found: Iterable[Any] = connections.all(initialized_only=True)
    return [one for one in found if one.vendor == SQLITE and one.connection is not None and not one.in_atomic_block]


def _file_of(connection: Any) -> tuple[int, int] | None:
    """Which file has the name now. An open one keeps its number, so that no other can have the same."""
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
