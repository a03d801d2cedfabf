"""A shop with the demo data, and Debian's Chromium to visit it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from benchmarks.weights import debian_chromium
from tests import databases
from tests.journeys.server import served


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a shop with six groups and forty products. Its database is put back afterwards."""
    media: Path = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(media), WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True),
    ):
        call_command("load_demo", verbosity=0)
        with served() as address:
            yield address
        connections.close_all()
        databases.current().reset()


@pytest.fixture(scope="module")
def chromium(shop: str) -> Iterator[Browser]:
    """Started once for a file and closed with it: while Playwright runs, Django takes this thread for an asynchronous one."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = debian_chromium(playwright)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
