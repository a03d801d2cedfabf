"""Measures the worker: delay, idle writes, backlog, memory, and how soon work goes on after a kill.

`python -m benchmarks.worker` copies the seed into a folder of its own and prints one figure a line; it takes two minutes. With
DATABASE_URL it uses that PostgreSQL database, which must be migrated and of no worth.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

PROJECT = Path(__file__).resolve().parent.parent
NOTE = "benchmarks.note"
BUSY_LIMIT_S = 5.0


def note(payload: dict[str, Any]) -> None:
    """Says when it began; with ``holds`` it then does nothing for that long."""
    with (Path(payload["folder"]) / "notes").open("a") as notes:
        notes.write(f"{payload['number']} {time.time()}\n")
    time.sleep(payload.get("holds", 0))


def work() -> None:
    """A worker that knows the benchmark's effect."""
    django.setup()
    from django.core.management import call_command

    from journal import outbox

    outbox.effect(NOTE, time_limit_s=BUSY_LIMIT_S)(note)
    call_command("worker")


def until(holds: Callable[[], object], within_s: float = 120) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(0.005)


class Bench:
    """The supervised worker and the notes it leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.log = folder / "log"

    def start(self) -> None:
        from journal.supervisor import Child

        code = f"from journal.supervisor import Child, run; run([{Child('worker', [sys.executable, '-m', __spec__.name, 'work'], {})!r}])"
        code = code.replace("env={}", "env=dict(__import__('os').environ)")
        with self.log.open("ab") as log:
            self.supervisor = subprocess.Popen([sys.executable, "-c", code], stderr=log, cwd=PROJECT)

    def worker_pid(self) -> int:
        entries = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [int(entry["pid"]) for entry in entries if entry["event"] == "child_started"][-1]

    def owe(self, count: int = 1, **more: Any) -> float:
        """Owe so many effects in one transaction; when it was committed."""
        from django.db import transaction

        from journal import outbox

        with transaction.atomic():
            for _ in range(count):
                self.number += 1
                payload = {"folder": str(self.folder), "number": self.number, **more}
                outbox.owe(NOTE, key=f"{self.folder.name}-{self.number}", payload=payload)
        return time.time()

    def begun(self) -> list[float]:
        """When each run of the newest effect began."""
        file = self.folder / "notes"
        rows = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
        return [float(at) for number, at in rows if int(number) == self.number]

    def next_delay_s(self) -> float:
        committed_at = self.owe()
        until(self.begun)
        return self.begun()[0] - committed_at


def pss_mb(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in rollup if line.startswith("Pss:")).split()[1]) // 1024


def commits_seen(seconds: float) -> int:
    """How many commits of others this connection notices: SQLite's data version, PostgreSQL's count of written rows."""
    from django.db import connection

    def version() -> int:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA data_version")
            else:
                cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")
            return int(cursor.fetchone()[0])

    seen, last, deadline = 0, version(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.05)
        now = version()
        seen, last = seen + (now != last), now
    return seen


def measure(bench: Bench) -> None:
    def say(name: str, value: object) -> None:
        print(f"{name}: {value}", flush=True)

    bench.owe(500)
    began_at = time.time()
    bench.start()
    until(bench.begun)
    say("backlog of 500, with the start of the process", f"{time.time() - began_at:.1f} s")
    say("memory (PSS) of the whole shop's worker", f"{pss_mb(bench.worker_pid())} MB")
    bench.owe(500)
    began_at = time.time()
    until(bench.begun)
    say("backlog of 500, worker running", f"{time.time() - began_at:.1f} s")
    delays = []
    for _ in range(36):
        time.sleep(random.uniform(0, 0.3))
        delays.append(bench.next_delay_s() * 1000)
    say("commit to begin, p50 and p95 of 36", f"{statistics.median(delays):.0f} and {sorted(delays)[34]:.0f} ms")
    say("commits in 20 idle seconds", commits_seen(20))
    os.kill(bench.worker_pid(), signal.SIGKILL)
    say("idle worker killed: next effect begins after", f"{bench.next_delay_s():.1f} s")
    bench.owe(holds=30)
    until(bench.begun)
    killed_at = time.time()
    os.kill(bench.worker_pid(), signal.SIGKILL)
    busy = bench.number
    say("busy worker killed: next effect begins after", f"{bench.next_delay_s():.1f} s")
    bench.number = busy
    until(lambda: len(bench.begun()) == 2)
    say(f"busy worker killed: its effect (limit {BUSY_LIMIT_S:g} s) runs again after", f"{bench.begun()[1] - killed_at:.1f} s")
    bench.supervisor.terminate()
    bench.supervisor.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ["VAR_DIR"] = name
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from journal import outbox
        from marketplace import seed

        if connection.vendor == "sqlite":
            seed.unpack(Path(name) / "db.sqlite3")
            call_command("migrate", verbosity=0)
        outbox.effect(NOTE)(note)
        measure(Bench(Path(name)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    work() if sys.argv[1:] == ["work"] else main()
