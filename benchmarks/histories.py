"""Third part of `make soak`: ten thousand random histories of money (or as many as HISTORIES says), on both cores.

They are played in spans of seeds. What came of a span is kept in `benchmarks/histories.json` as soon as it has ended: the day, the commit,
the database, the seeds that failed, the kinds of journals that were reached, and the *state*: a hash over the code that was played. A span
that this very state has played on this database is not played again, so a run that was stopped goes on where it was. What another state
has played stands there under its own hash until it is played again.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.commits import commit

PROJECT_DIR = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_name("histories.json")
COUNT = 10_000
SPAN = 1000
# What a history runs through: the rooms, with their data, and the acts themselves.
ROOMS = ("accounts", "catalogue", "delivery", "journal", "marketplace", "money", "notices", "orders", "payments", "producers", "provenance")
ACTS = ("tests/orders", "tests/payments")
PLAYER = "test_histories.py"


@dataclass(frozen=True)
class Span:
    """Seeds from ``first`` to ``last``, and what came of them. ``failed`` names the first seed of each shop whose books were wrong."""

    first: int
    last: int
    database: str
    day: str
    commit: str
    state: str
    seconds: int
    failed: list[int]
    kinds: list[str]

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def is_of(self, first: int, last: int, database: str) -> bool:
        """Whether it tells of these seeds, and perhaps of more that begin with the same one."""
        return (self.first, self.database) == (first, database) and self.last >= last


def wanted(count: int) -> Iterator[tuple[int, int]]:
    """The first and the last seed of each span of so many histories."""
    for first in range(0, count, SPAN):
        yield first, min(first + SPAN, count) - 1


def missing(kept: Iterable[Span], count: int, database: str, state: str) -> list[tuple[int, int]]:
    """The spans that this state has not played on this database yet, or not without a failure."""
    done = [span for span in kept if span.state == state and not span.failed]
    return [(first, last) for first, last in wanted(count) if not any(span.is_of(first, last, database) for span in done)]


def with_span(kept: Iterable[Span], new: Span) -> list[Span]:
    """What is kept once a span was played: it takes the place of what was known of its seeds on its database."""
    others = [span for span in kept if (span.first, span.database) != (new.first, new.database)]
    return sorted([*others, new], key=lambda span: (span.database, span.first))


def read() -> list[Span]:
    """What is kept."""
    return [Span(**row) for row in json.loads(RESULT.read_text(encoding="utf-8"))] if RESULT.exists() else []


def keep(spans: Iterable[Span]) -> None:
    """One line for each span."""
    rows = ",\n".join(json.dumps(asdict(span)) for span in spans)
    RESULT.write_text(f"[\n{rows}\n]\n", encoding="utf-8")


def state_of(folder: Path) -> str:
    """A hash over everything that a history runs through, as it lies in the folder now."""
    files = [file for room in ROOMS for file in (folder / room).rglob("*") if file.suffix in (".py", ".json", ".csv")]
    files += [file for acts in ACTS for file in (folder / acts).glob("*.py") if file.name == PLAYER or not file.name.startswith("test_")]
    told = hashlib.sha256()
    for file in sorted(files):
        told.update(f"{file.relative_to(folder)}\n{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()[:12]


def _play(first: int, last: int, database: str, state: str) -> Span:
    """One span, by the very test of CI. Raises ``SystemExit`` where the test did not come to its end, or the code was changed meanwhile."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "tests/orders/test_histories.py", "-q", "-n", "2", "--dist", "worksteal"]
        asked = {"HISTORIES": str(last - first + 1), "HISTORIES_FROM": str(first), "HISTORIES_REPORT": folder, "HISTORY": ""}
        code = subprocess.run(command, cwd=PROJECT_DIR, env={**os.environ, **asked}, check=False).returncode
        told = [json.loads(file.read_text(encoding="utf-8")) for file in Path(folder).glob("*.json")]
    if state_of(PROJECT_DIR) != state:
        raise SystemExit(f"The code was changed while the histories {first} to {last} were played: nobody can say what they prove.")
    if code not in (0, 1) or sum(report["seeds"] for report in told) != last - first + 1:
        raise SystemExit(f"The histories {first} to {last} did not come to their end; those before them are kept.")
    return Span(
        first=first,
        last=last,
        database=database,
        day=datetime.now(UTC).date().isoformat(),
        commit=commit(),
        state=state,
        seconds=round(time.monotonic() - started),
        failed=sorted(seed for report in told for seed in report["failed"]),
        kinds=sorted({kind for report in told for kind in report["kinds"]}),
    )


def main() -> int:
    """Play what is missing and keep what came of it; 1 where the books were wrong once."""
    count = int(os.environ.get("HISTORIES") or COUNT)
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    state = state_of(PROJECT_DIR)
    for first, last in missing(read(), count, database, state):
        keep(with_span(read(), _play(first, last, database, state)))
    played = [span for span in read() if span.state == state and span.database == database]
    failed = [seed for span in played for seed in span.failed]
    outcome = f"wrong in the shops of {failed}" if failed else "every one right to the paisa"
    print(f"{database}: {sum(span.count for span in played)} histories of this state ({state}), {outcome}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
