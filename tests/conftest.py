"""Databases for tests: a copy of the seed for each worker, and one that may be committed to and is put back."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from benchmarks.shop import Shop, running_shop
from tests import databases
from tests.split_server import SplitServer
from tests.stripe_server import StripeServer

LONGER_THAN_MOST_TESTS_S = 15


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: looking through them for garbage again and again was a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Nothing: the database is copied, not created by migrations."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of this worker's own, holding schema and reference data."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        store = databases.store(worker)
        store.create()
    yield
    with django_db_blocker.unblock():
        store.remove()


@pytest.fixture(scope="session", autouse=True)
def _words_stay() -> None:
    """No page of a test looks for new decisions about words; those that need it do so themselves."""
    django_settings.WORDS_CHECK_S = None


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database that threads and other processes see and write to; put back to the seed afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        databases.current().reset()


@pytest.fixture(autouse=True)
def _one_day() -> None:
    """No test begins in the last seconds of a day in India: what it said of today would be said of yesterday when it looks."""
    now = timezone.localtime()
    left_s = (now.replace(hour=23, minute=59, second=59) - now).total_seconds() + 1
    if left_s < LONGER_THAN_MOST_TESTS_S:
        time.sleep(left_s)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test sees what another one cached or counted, nor what a process keeps of types and sites."""
    cache.clear()
    for kept in ("contenttypes.ContentType", "sites.Site"):
        apps.get_model(kept).objects.clear_cache()


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Throttles count in windows of the clock. None ends in the middle of a test, but for one that moves the clock."""
    started = time.monotonic()
    monkeypatch.setattr("accounts.throttles.time", SimpleNamespace(time=lambda: time.time() if _is_travelling() else started))


def _is_travelling() -> bool:
    return bool(time_machine.escape_hatch.is_travelling())


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with the demo data, for browsers. Prepared once for all workers of a run, and started by each that needs one."""
    own = tmp_path_factory.getbasetemp()
    of_the_run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with running_shop(processes=1, pattern=of_the_run / "demo-shop") as shop:
        yield shop


@pytest.fixture
def media_dir(tmp_path: Path, settings: Settings) -> Path:
    """Uploads of this test go to a folder of its own."""
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = str(folder)  # through the fixture, which tells the storage
    return folder


@pytest.fixture
def split(settings: Settings) -> Iterator[SplitServer]:
    """A licensed gateway of this test's own, which the shop has the keys of, and which is the mode of the shop."""
    from payments.settlement import LICENSED_GATEWAY
    from tests.payments import payees

    with SplitServer() as server, payees.modes(payees.row(LICENSED_GATEWAY, tcs=True, tds=True)):
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


@pytest.fixture
def stripe(settings: Settings) -> Iterator[StripeServer]:
    """A Stripe of this test's own, which the shop has the keys of. Its messages wait until the test delivers them."""
    with StripeServer() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server
