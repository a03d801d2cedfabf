"""Where a test run keeps its databases: a file for SQLite, a database made from a template for PostgreSQL."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, connections

from marketplace import migrating, seed

_current: "Store | None" = None


class Store(Protocol):
    """A database that can be made from the seed, put back to it and removed."""

    def create(self) -> None: ...
    def reset(self) -> None: ...
    def remove(self) -> None: ...


def store(worker: str) -> Store:
    """The store for one test worker on the configured database."""
    global _current
    _current = SqliteStore(worker) if connection.vendor == "sqlite" else PostgresStore(worker)
    return _current


def current() -> Store:
    """The store in use. Raises ``RuntimeError`` before a test asked for the database."""
    if _current is None:
        raise RuntimeError("No test database was made.")
    return _current


@contextmanager
def _one_builder() -> Iterator[None]:
    """Lets one test worker build the template while the others wait for it."""
    folder = Path(settings.VAR_DIR) / "databases"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SqliteStore:
    """A copy of the seed file."""

    def __init__(self, worker: str) -> None:
        self.folder = Path(settings.VAR_DIR) / "databases"
        self.file = self.folder / f"{worker}.sqlite3"

    def template(self) -> Path:
        """The seed, migrated up to date once for each state of the migrations."""
        ready = self.folder / f"template-{seed.migration_hash()[:16]}.sqlite3"
        if not ready.exists():
            part = self.folder / f"{self.file.stem}.building"
            self.folder.mkdir(parents=True, exist_ok=True)
            if seed.SEED_FILE.exists():
                seed.unpack(part)
            connection.settings_dict["NAME"] = str(part)
            if not seed.HASH_FILE.exists() or seed.HASH_FILE.read_text().strip() != seed.migration_hash():
                migrating.from_nothing()
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections.close_all()
            part.replace(ready)
        return ready

    def create(self) -> None:
        with _one_builder():
            template = self.template()
        connections.close_all()
        self._delete()
        shutil.copyfile(template, self.file)
        connection.settings_dict["NAME"] = str(self.file)

    reset = create

    def remove(self) -> None:
        connections.close_all()
        self._delete()

    def _delete(self) -> None:
        for leftover in self.folder.glob(f"{self.file.name}*"):
            leftover.unlink()


class PostgresStore:
    """A database made from a template database on the same server."""

    def __init__(self, worker: str) -> None:
        self.base = settings.DATABASES["default"]["NAME"]
        self.name = f"{self.base}_test_{worker}"
        self.template_name = f"{self.base}_template_{seed.migration_hash()[:12]}"

    def _on_server(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements outside any of our databases; the rows of the last one."""
        connections.close_all()
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
        connections.close_all()
        return rows

    def create(self) -> None:
        with _one_builder():
            self._make_template()
        self.reset()

    def _make_template(self) -> None:
        exists = self._on_server(f"SELECT 1 FROM pg_database WHERE datname = '{self.template_name}'")
        if not exists:
            building = f"{self.template_name}_{self.name[-6:]}"
            self._on_server(f'DROP DATABASE IF EXISTS "{building}"', f'CREATE DATABASE "{building}"')
            connection.settings_dict["NAME"] = building
            migrating.from_nothing()
            self._on_server(f'ALTER DATABASE "{building}" RENAME TO "{self.template_name}"')

    def reset(self) -> None:
        copying = "STRATEGY file_copy" if self._server_version >= 150000 else ""  # a third of the time of the default
        self._on_server(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template_name}" {copying}',
        )
        connection.settings_dict["NAME"] = self.name

    @cached_property
    def _server_version(self) -> int:
        return int(str(self._on_server("SHOW server_version_num")[0][0]))

    def remove(self) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
