"""SQLite's connections stay open between requests, and none stays with something half done or with a file that is not the shop's any more."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

from marketplace import urls as shop
from tests.orders import factories
from tests.server_thread import Ask, server_thread

pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("committed_db")]

held: list[Any] = []


def name(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(Site.objects.get().name)


def half_done(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE django_site SET name = 'half done'")
    return HttpResponse("half done")


def half_read(_request: HttpRequest) -> HttpResponse:
    """An error, while rows are being read, that something holds on to: a report of it, or a circle that waits for the collector."""
    cursor = connection.cursor()
    cursor.execute("SELECT 1 FROM journal_auditentry UNION ALL SELECT id FROM auth_permission")
    cursor.fetchone()
    held.append(cursor)
    raise RuntimeError("in the middle of the rows")


def which(_request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    held.append(connection.connection)
    return HttpResponse("kept")


urlpatterns = [
    path("name", name),
    path("which", which),
    path("half-done", half_done),
    path("half-read", half_read),
    *shop.urlpatterns,
]


@pytest.fixture
def ask(settings: Settings) -> Iterator[Ask]:
    """The shop, with the pages above."""
    settings.ROOT_URLCONF = __name__
    with server_thread() as asked:
        yield asked
    held.clear()


def test_a_thread_asks_over_the_same_connection_in_its_next_request(ask: Ask) -> None:
    ask("/which")
    ask("/name")
    ask("/which")
    assert held[0] is held[1]


def test_pages_leave_no_transaction_open(ask: Ask) -> None:
    """While one reads, the log of a database can not be emptied."""
    market = factories.make_market()
    pages = (
        "/",
        "/products/",
        f"/p/{market.stole.slug}/",
        f"/groups/{market.wool.slug}/",
        "/search/?q=apricot",
        "/groups/",
        "/feeds/goods.xml",
    )
    assert {page: ask(page)[0] for page in pages} == dict.fromkeys(pages, 200)
    ask("/which")
    assert not held[0].in_transaction
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert cursor.fetchone()[0] == 0


def test_a_transaction_that_a_request_left_open_is_undone_with_its_connection(ask: Ask) -> None:
    before = ask("/name")
    assert ask("/half-done") == (200, "half done")
    Site.objects.update(domain="others.may.write.example")  # at once, not after 20 seconds
    assert ask("/name") == before


def test_after_an_error_nobody_is_shown_the_state_in_which_it_happened(ask: Ask) -> None:
    ask("/name")
    assert ask("/half-read")[0] == 500
    Site.objects.update(name="after the error")
    assert ask("/name") == (200, "after the error")


def test_the_next_request_reads_the_database_that_was_put_in_the_place_of_the_old_one(ask: Ask, tmp_path: Path) -> None:
    """The old one stays open for who is in the middle of a request, and is neither read nor written by the next."""
    file = Path(connection.settings_dict["NAME"])
    before = ask("/name")
    connections.close_all()
    shutil.copyfile(file, tmp_path / "other.sqlite3")
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other, other:
        other.execute("UPDATE django_site SET name = 'restored'")
    for part in file.parent.glob(f"{file.name}*"):
        part.rename(tmp_path / part.name)
    (tmp_path / "other.sqlite3").rename(file)
    assert ask("/name") == (200, "restored")
    Site.objects.update(name="written later")  # by another connection, into the log that lies beside the new file
    assert ask("/name") == (200, "written later")
    with closing(sqlite3.connect(tmp_path / file.name)) as old:
        assert old.execute("SELECT name FROM django_site").fetchone()[0] == before[1]
