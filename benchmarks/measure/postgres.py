"""A PostgreSQL of the measurement's own: in memory, on a loopback port, gone afterwards. Loaded databases are kept in ``var/bench``."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
NEEDED_MEMORY_MB = 6000
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # as in compose.yml: see docs/scaling.md
    "shared_buffers": "512MB",
    "max_connections": "80",
}


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _programs() -> Path:
    """Where Debian keeps PostgreSQL's programs. Raises ``FileNotFoundError``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    if not found:
        raise FileNotFoundError("PostgreSQL is missing: apt-get install postgresql")
    return found[-1].parent


@dataclass
class Postgres:
    """A running server, and the folder in which its data stay when it stops."""

    folder: Path
    kept: Path
    port: int = field(default_factory=free_port)

    def url(self, database: str) -> str:
        return f"postgres://bazaar@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> str:
        """One statement; what it answers, a line a row."""
        command = [str(_programs() / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "bazaar", "-d", database, "-XqAtc", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def has(self, database: str) -> bool:
        return self.run(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"  # noqa: S608 - names of our own

    def copy(self, source: str, target: str) -> None:
        """``target`` made anew as ``source`` is now."""
        self.drop(target)
        self.run(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY file_copy')

    def drop(self, database: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def keep(self) -> None:
        """Put what is in the databases now where the next run finds it."""
        self._stop("fast")
        part = self.kept.with_name(self.kept.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(self.folder / "data"), str(part)], check=True)
        shutil.rmtree(self.kept, ignore_errors=True)
        part.rename(self.kept)
        self.start()

    def prepare(self) -> None:
        """The kept data, or none."""
        if self.kept.exists():
            subprocess.run(["cp", "-a", str(self.kept), str(self.folder / "data")], check=True)
        else:
            self._as_postgres(f"{_programs()}/initdb -D {self.folder}/data -U bazaar --auth=trust --encoding=UTF8 --locale=C.UTF-8")

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        own = f"-p {self.port} -k {self.folder} {options}"
        self._as_postgres(f"{_programs()}/pg_ctl -D {self.folder}/data -w -t 120 -l {self.folder}/log -o '{own}' start")

    def _stop(self, how: str) -> None:
        self._as_postgres(f"{_programs()}/pg_ctl -D {self.folder}/data -m {how} -w stop", check=False)

    def remove(self) -> None:
        self._stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def process(self) -> int:
        """The process from which all of the server's others come."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    @staticmethod
    def _as_postgres(command: str, *, check: bool = True) -> None:
        """PostgreSQL refuses to run as the superuser."""
        words = ["su", "postgres", "-s", "/bin/bash", "-c", f"cd / && {command}"] if os.geteuid() == 0 else ["bash", "-c", command]
        subprocess.run(words, check=check, stdout=subprocess.DEVNULL)


@contextmanager
def private_postgres(kept: Path | None = None) -> Iterator[Postgres]:
    """The server, up until the block ends, with what an earlier run has ``kept``. Its data lie in memory where there is room."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > NEEDED_MEMORY_MB * 2**20
    with tempfile.TemporaryDirectory(prefix="bazaar-bench-", dir=MEMORY if has_room else None, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Postgres(folder, kept or folder / "kept")
        try:
            server.prepare()
            server.start()
            yield server
        finally:
            server.remove()
