"""A shop with the demo data, and Debian's Chromium to visit it with."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from benchmarks.weights import lean_chromium
from tests import databases
from tests.journeys import founders
from tests.journeys.server import served


@contextmanager
def open_shop(prepare: Callable[[], object], media: Path, blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a shop that ``prepare`` has filled. Its database is put back afterwards."""
    with (
        blocker.unblock(),
        override_settings(MEDIA_ROOT=str(media), WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True),
    ):
        try:
            prepare()
            with served() as address:
                yield address
        finally:
            connections.close_all()
            databases.current().reset()


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop with goods of three groups."""
    with open_shop(founders.open_market, tmp_path_factory.mktemp("media"), django_db_blocker) as address:
        yield address


@pytest.fixture(scope="module")
def new_shop(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop with staff and one approved group that has listed nothing yet."""
    with open_shop(founders.arrive, tmp_path_factory.mktemp("media"), django_db_blocker) as address:
        yield address


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Started once for a file and closed with it: while Playwright runs, Django takes this thread for an asynchronous one."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Django keeps connections of its own for the time in which Playwright runs. What was opened before would outlive the database
    # that a shop of that time puts back, and what was opened while an earlier Playwright ran leads to one that is gone.
    connections.close_all()
    with sync_playwright() as playwright:
        connections.close_all()
        browser = lean_chromium(playwright)
        yield browser
        browser.close()
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
