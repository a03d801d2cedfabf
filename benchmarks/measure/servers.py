"""Web servers of one worker process each, and what a request costs them and their database."""

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from benchmarks.measure.clients import Timing, drive
from benchmarks.measure.postgres import Postgres, free_port
from benchmarks.measure.processes import family, memory_mb, processor_s

PROJECT = Path(__file__).resolve().parent.parent.parent
THREADS = 8
# Ours, and stock Oscar's.
PRODUCT = re.compile(r'href="(/p/[^/"?]+/|/catalogue/product-[^/"?]+/)')


@dataclass
class Server:
    """A web server with one worker."""

    name: str
    port: int
    process: int
    database: Postgres | None = None
    # Whose processor time counts as the database's too, such as a search engine's.
    others: tuple[int, ...] = ()

    def worker(self) -> int:
        """The process that answers: the master's youngest child, or the only process."""
        return family(self.process)[-1]

    def memory_mb(self) -> float:
        return memory_mb(self.worker())

    def used_s(self) -> tuple[float, float]:
        """Processor seconds so far, of the server and of the database's whole server."""
        stores = [*([self.database.process()] if self.database else []), *self.others]
        return processor_s(self.process), sum(map(processor_s, stores))

    def goods_on(self, path: str) -> set[str]:
        """The addresses of the products that a page leads to: a list of none costs little. Raises ``OSError`` for an error page."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return set(PRODUCT.findall(answer.read().decode()))

    def round(self, paths: tuple[str, ...], *, clients: int, seconds: float, may_fail: bool = False) -> "Round":
        """Drive it for so long; what it cost."""
        app, database = self.used_s()
        timing = drive(self.port, paths, clients=clients, seconds=seconds, may_fail=may_fail)
        app_after, database_after = self.used_s()
        return Round(timing, (app_after - app) * 1000 / timing.count, (database_after - database) * 1000 / timing.count)


@dataclass
class Round:
    """One round: what the clients saw, and milliseconds of processor time a request."""

    timing: Timing
    app_ms: float
    database_ms: float


@dataclass
class Figures:
    """The medians of rounds."""

    rounds: list[Round] = field(default_factory=list)

    def median(self, name: str) -> float:
        if name == "cpu_ms":
            return statistics.median(one.app_ms + one.database_ms for one in self.rounds)
        if name in ("app_ms", "database_ms"):
            return statistics.median(getattr(one, name) for one in self.rounds)
        return statistics.median(getattr(one.timing, name) for one in self.rounds)

    def told(self) -> dict[str, float]:
        """For the result file."""
        names = ("a_second", "p50", "p95", "cpu_ms", "app_ms", "database_ms")
        told = {name: round(self.median(name), 2) for name in names}
        return {**told, "failed": sum(one.timing.failed for one in self.rounds)}


def gunicorn(application: str, port: int, *, python: str = sys.executable, threads: int = THREADS) -> list[str]:
    """The command of the server that all are measured on."""
    program = str(Path(python).parent / "gunicorn")
    options = ["--workers=1", f"--threads={threads}", "--no-control-socket", "--log-level=error", "--timeout=120"]
    return [program, application, f"--bind=127.0.0.1:{port}", *options]


@contextmanager
def serving(
    name: str, command: list[str], port: int, environment: Mapping[str, str], *, probe: str, database: Postgres | None = None
) -> Iterator[Server]:
    """The server, up until the block ends. ``probe`` is a path that it answers once it is ready."""
    server = subprocess.Popen(command, cwd=PROJECT, env=dict(environment))
    try:
        _wait(f"http://127.0.0.1:{port}{probe}", server)
        yield Server(name, port, server.pid, database)
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", *, timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server of {address} ended by itself.")
        try:
            with urlopen(address, timeout=60) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer in {timeout_s:.0f} s")


def inherited(**more: str) -> dict[str, str]:
    """The variables of this process and more, with compiled modules kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **more}


__all__ = ["PROJECT", "Figures", "Round", "Server", "free_port", "gunicorn", "inherited", "serving"]
