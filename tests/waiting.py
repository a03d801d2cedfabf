"""Waiting for other processes: looking again and again until a deadline, never for a fixed time."""

import time
from collections.abc import Callable
from pathlib import Path

LOOK_EVERY_S = 0.01


def until(holds: Callable[[], object], within_s: float = 60.0) -> None:
    """Return as soon as ``holds`` is true. Raises ``AssertionError`` when it is not within the time."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {within_s:g} s"
        time.sleep(LOOK_EVERY_S)


def is_running(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False
