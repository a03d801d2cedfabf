"""Second part of `make soak`: ten thousand purchases (or as many as PURCHASES says) of the same goods by two processes at the same time.

Half as many pieces are in stock, so half of the purchases must come too late. They are played on SQLite, and on PostgreSQL where
DATABASE_URL names one. The last result of each database is kept in `benchmarks/races.json` and shown in docs/performance.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.commits import commit
from benchmarks.written import PAGE, write_between

PROJECT_DIR = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_name("races.json")
MARKS = ("<!-- races -->", "<!-- end of races -->")
COUNT = 10_000
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True)
class Race:
    """What came of one race. ``orders`` are those of each process; ``passed`` says whether the test found every row as it must be."""

    database: str
    day: str
    commit: str
    purchases: int
    stock: int
    sold: int
    refused: int
    orders: list[int]
    seconds: int
    passed: bool

    @property
    def is_exact(self) -> bool:
        """Whether the stock was sold, nothing beside it, and every purchase was answered."""
        return self.passed and self.sold == self.stock == sum(self.orders) and self.sold + self.refused == self.purchases


def read() -> list[Race]:
    """What is kept."""
    return [Race(**row) for row in json.loads(RESULT.read_text(encoding="utf-8"))] if RESULT.exists() else []


def keep(new: Race) -> None:
    """One line for each database, as data and on the page."""
    races = sorted([*(race for race in read() if race.database != new.database), new], key=lambda race: race.database)
    rows = ",\n".join(json.dumps(asdict(race)) for race in races)
    RESULT.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    write_between(PAGE, *MARKS, table(races))


def table(races: Iterable[Race]) -> str:
    """The results for people."""
    lines = [
        "| database | purchases | in stock | sold | refused | orders of each process | seconds | played |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for race in races:
        cells = (race.purchases, race.stock, race.sold, race.refused, " and ".join(map(str, race.orders)), race.seconds)
        told = " | ".join(map(str, cells))
        lines.append(f"| {race.database} | {told} | {race.day}, `{race.commit}`{'' if race.is_exact else ', **wrong**'} |")
    return "\n".join(lines)


def play(database: str, count: int, state: str) -> Race:
    """One race, by the very test of CI. Raises ``SystemExit`` where it did not come to its end."""
    address = os.environ["DATABASE_URL"] if database == POSTGRESQL else ""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "race.json"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/orders/test_process_races.py"]
        var_dir = Path(os.environ.get("VAR_DIR") or "var") / "test"
        asked = {"LONG": "1", "PURCHASES": str(count), "RACE_REPORT": str(report), "DATABASE_URL": address, "VAR_DIR": str(var_dir)}
        code = subprocess.run(command, cwd=PROJECT_DIR, env={**os.environ, **asked}, check=False).returncode
        if not report.exists():
            raise SystemExit(
                f"The race on {database} did not come to its end (pytest ended with {code}); what was kept of the last one stays."
            )
        told = json.loads(report.read_text(encoding="utf-8"))
    return Race(database, datetime.now(UTC).date().isoformat(), state, passed=code == 0, **told)


def main() -> int:
    """Play on each database that is there; 1 where one sold more or less than its stock."""
    count, state = int(os.environ.get("PURCHASES") or COUNT), commit()  # before a result is kept, which changes it
    databases = [SQLITE]
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        databases.append(POSTGRESQL)
    else:
        print("PostgreSQL is left out: DATABASE_URL names none.")
    races = []
    for database in databases:
        race = play(database, count, state)
        keep(race)
        races.append(race)
        outcome = "exactly the stock" if race.is_exact else "NOT exactly the stock"
        print(f"{database}: {race.sold} of {race.stock} sold, {race.refused} of {count} purchases refused, {race.seconds} s: {outcome}")
    return 0 if all(race.is_exact for race in races) else 1


if __name__ == "__main__":
    sys.exit(main())
