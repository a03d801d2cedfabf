"""The two kinds of database: copied while the shop runs, and put in place again."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import OperationalError

from marketplace.backup import figures
from marketplace.backup.manifest import DATABASE_NAMES, Figures
from marketplace.backup.problems import BackupProblem

CLIENT_PACKAGE = "postgresql-client"
COMMAND_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
STILL_RUNNING = "The shop is still running: its database is open. Stop web server and worker, then run it again."


@dataclass(frozen=True)
class Copied:
    """A copy of the database in a file, with the figures of that very state."""

    file: Path
    figures: Figures
    migrations: list[str]


class Database(Protocol):
    """The configured database as the commands see it."""

    def copy_to(self, folder: Path) -> Copied: ...
    def size(self) -> int: ...
    def is_empty(self) -> bool: ...
    def restore(self, source: Path, expected: Figures, aside: Path | None) -> None: ...


def configured() -> Database:
    """The database that the settings name."""
    return SqliteDatabase() if connection.vendor == "sqlite" else PostgresDatabase()


@contextmanager
def opened(name: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to the database ``name`` of the same kind and server."""
    other: BaseDatabaseWrapper = connection.copy()
    other.settings_dict["NAME"] = name
    try:
        yield other
    finally:
        other.close()


def compare(name: str, expected: Figures) -> None:
    """Raises ``BackupProblem`` when the database ``name`` does not hold what the manifest says."""
    with opened(name) as database:
        differences = expected.differences(figures.count(database))
    if differences:
        raise BackupProblem("The restored database differs from the manifest (manifest / restored):\n" + "\n".join(differences[:20]))


class SqliteDatabase:
    """A file. The copy is one read transaction: in WAL mode it stops no writer, and no writer disturbs it."""

    def __init__(self) -> None:
        self.file = Path(str(connection.settings_dict["NAME"]))

    def copy_to(self, folder: Path) -> Copied:
        copy = folder / DATABASE_NAMES["sqlite"]
        with closing(sqlite3.connect(self.file, timeout=20)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        with opened(str(copy)) as database:
            copied = Copied(copy, figures.count(database), figures.applied_migrations(database))
            with database.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")  # our connections switch WAL on
        return copied

    def size(self) -> int:
        return sum(part.stat().st_size for part in self.file.parent.glob(f"{self.file.name}*"))

    def is_empty(self) -> bool:
        return not self.file.exists() or self.file.stat().st_size == 0

    def restore(self, source: Path, expected: Figures, aside: Path | None) -> None:
        """Compare the new file, then move the old one ``aside`` and the new one into its place."""
        with closing(sqlite3.connect(source)) as database:
            found = database.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupProblem(f"The database in the archive is broken: {found}")
        compare(str(source), expected)
        connections.close_all()
        if aside is not None:
            self._close_for_others()
        for old in self.file.parent.glob(f"{self.file.name}*"):
            if aside is None:
                old.unlink()
            else:
                old.rename(aside / old.name)
        source.rename(self.file)

    def _close_for_others(self) -> None:
        """Raises ``BackupProblem`` while another process has the file open; a broken file may be replaced."""
        if self.is_empty():
            return
        with closing(sqlite3.connect(self.file, timeout=1)) as old:
            try:
                old.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise BackupProblem(STILL_RUNNING) from error
            except sqlite3.DatabaseError:
                return


class PostgresDatabase:
    """A database on a server, through pg_dump and pg_restore."""

    def __init__(self) -> None:
        self.settings = connection.settings_dict
        self.name = str(self.settings["NAME"])

    def copy_to(self, folder: Path) -> Copied:
        """The figures are counted in the very snapshot that pg_dump reads."""
        copy = folder / DATABASE_NAMES["postgresql"]
        with opened(self.name) as database, database.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges", f"--file={copy}", self.name)
            copied = Copied(copy, figures.count(database), figures.applied_migrations(database))
            cursor.execute("ROLLBACK")
        return copied

    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def is_empty(self) -> bool:
        return connection.introspection.table_names() == []

    def restore(self, source: Path, expected: Figures, aside: Path | None) -> None:
        """Into the empty database; or into a new one beside it that takes its name when the figures are right."""
        connections.close_all()
        if aside is None:
            self._load(source, self.name)
            compare(self.name, expected)
            return
        fresh, old = f"{self.name[:30]}_new_{aside.name[-15:]}", f"{self.name[:30]}_old_{aside.name[-15:]}"
        self._on_server(f'CREATE DATABASE "{fresh}" TEMPLATE template0')
        try:
            self._load(source, fresh)
            compare(fresh, expected)
            self._on_server(f'ALTER DATABASE "{self.name}" RENAME TO "{old}"')
        except BaseException:
            self._on_server(f'DROP DATABASE "{fresh}"')
            raise
        self._on_server(f'ALTER DATABASE "{fresh}" RENAME TO "{self.name}"')
        (aside / "database.txt").write_text(f"The database before the restore is {old} on the same server.\n", encoding="utf-8")

    def _load(self, source: Path, name: str) -> None:
        self._run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={name}", str(source))

    def _on_server(self, statement: str) -> None:
        """A statement about whole databases, sent from a connection to none of them."""
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute(statement)
        except OperationalError as error:
            raise BackupProblem(STILL_RUNNING if "being accessed" in str(error) else str(error)) from error

    def _run(self, program: str, *arguments: str) -> None:
        """A program of PostgreSQL. The password goes through its environment: command lines are seen by everybody."""
        command = shutil.which(program)
        if command is None:
            raise BackupProblem(f"{program} was not found. Install the package {CLIENT_PACKAGE}, of the server's version or newer.")
        done = subprocess.run([command, *arguments], env=self._environment(), capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            raise BackupProblem(f"{program} failed:\n{done.stderr.strip()[-2000:]}")

    def _environment(self) -> dict[str, str]:
        _arguments, variables = DatabaseClient.settings_to_cmd_args_env(self.settings, [])
        place = {"PGHOST": self.settings["HOST"], "PGPORT": self.settings["PORT"], "PGUSER": self.settings["USER"]}
        given = {name: str(value) for name, value in place.items() if value}
        return {"PATH": COMMAND_PATH, "LC_ALL": "C.UTF-8", **cast(dict[str, str], variables or {}), **given}
