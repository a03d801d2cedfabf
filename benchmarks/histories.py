"""Second half of `make soak`: ten thousand random histories of money (or as many as HISTORIES says), on both cores.

The result of the last run is kept in `benchmarks/histories.txt`.
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

COUNT = 10_000
RESULT = Path(__file__).with_name("histories.txt")


def main() -> int:
    """Play them and keep what came of it; the exit code of the tests."""
    count = int(os.environ.get("HISTORIES") or COUNT)
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "tests/orders/test_histories.py", "-q", "-n", "2", "--dist", "worksteal"]
    code = subprocess.run(command, env={**os.environ, "HISTORIES": str(count)}, check=False).returncode
    outcome = "every one right to the paisa" if code == 0 else "FAILED"
    day = datetime.now(UTC).date().isoformat()
    RESULT.write_text(f"{day}, {database}: {count} histories in {time.monotonic() - started:.0f} s, {outcome}\n", encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"), end="")
    return code


if __name__ == "__main__":
    sys.exit(main())
