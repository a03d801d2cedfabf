"""What processes used: processor time and memory, of a process and of all that come from it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
MB = 1024


def _stat(process: str) -> list[str]:
    """The fields after the name; none for a process that has just gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _processes() -> list[str]:
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]


def family(root: int) -> list[int]:
    """``root`` and every process that comes from it."""
    parents = {int(name): int(fields[1]) for name in _processes() if (fields := _stat(name))}
    found = [root]
    for process in found:
        found.extend(child for child, parent in parents.items() if parent == process)
    return found


def processor_s(root: int) -> float:
    """Seconds of processor time of ``root`` and its family, those among them that have ended included."""
    total = 0
    for process in family(root):
        if fields := _stat(str(process)):
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def memory_mb(process: int) -> float:
    """Its proportional share of memory (PSS)."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / MB
    raise LookupError(f"Process {process} says nothing of its memory.")
