"""A shop with an order and uploads and its archive, made once a file; and places to restore into."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as shop_settings
from django.db import connection, connections
from pytest_django import Settings

from marketplace.backup import figures, writing
from marketplace.backup.manifest import Figures
from tests import databases
from tests.backup.shops import balances, fill_media, use
from tests.orders import factories

EmptyShop = Callable[[str], str]


@dataclass(frozen=True)
class Kept:
    """An archive, and what the shop held when it was made."""

    file: Path
    figures: Figures
    balances: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The database of this process holds one paid order while the tests of a file run."""
    folder = tmp_path_factory.mktemp("kept")
    own = shop_settings.VAR_DIR, shop_settings.MEDIA_ROOT
    with django_db_blocker.unblock():
        use(shop_settings, folder)
        fill_media(folder / "media")
        goods = factories.make_listing(factories.make_group("apricot-growers"))
        factories.make_paid_order(goods, user=factories.make_member(factories.make_group("weavers")))
        writing.make(folder / "kept.tar.gz")
        yield Kept(folder / "kept.tar.gz", figures.count(connection), balances())
        shop_settings.VAR_DIR, shop_settings.MEDIA_ROOT = own
        connections.close_all()
        databases.current().reset()


@pytest.fixture
def archive(kept: Kept, tmp_path: Path) -> Path:
    """An archive of this test's own."""
    return Path(shutil.copy(kept.file, tmp_path / "kept.tar.gz"))


@pytest.fixture
def shop(kept: Kept, tmp_path: Path, settings: Settings) -> Path:
    """The data folder of the shop, with three uploads."""
    use(settings, tmp_path / "shop")
    fill_media(tmp_path / "shop" / "media")
    return tmp_path / "shop"


@pytest.fixture
def empty_shop(kept: Kept, tmp_path: Path, settings: Settings) -> Iterator[EmptyShop]:
    """Makes a new folder with an empty database the shop of this process; afterwards the file's own database is back."""
    own, made = connection.settings_dict["NAME"], []

    def make(name: str) -> str:
        database = str(tmp_path / name / "db.sqlite3")
        if connection.vendor == "postgresql":
            database = f"bazaar_{name}_{os.getpid()}"
            made.append(database)
            databases.PostgresStore("backup")._on_server(f'CREATE DATABASE "{database}" TEMPLATE template0')
        use(settings, tmp_path / name, database)
        return database

    yield make
    connections.close_all()
    for database in made:
        store = databases.PostgresStore("backup")
        for (name,) in store._on_server(f"SELECT datname FROM pg_database WHERE datname LIKE '{database}%'"):
            store._on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.settings_dict["NAME"] = own
