"""Fault points: finding them in the source, and dying at one."""

import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.faults.workers import Forked

ORDERS = Path(__file__).parents[2] / "orders"
PAYMENTS = ORDERS.with_name("payments")
_POINT = re.compile(r'faults\.point\("([\w.]+)"\)')


def points_of(file: str, room: Path = ORDERS) -> list[str]:
    """The names of the points in one file of a room, in the order of the source."""
    return _POINT.findall((room / file).read_text())


def die_at(point: str, act: Callable[[], Any]) -> None:
    """Run ``act`` in a process of its own that is killed at the point, as by a power cut."""

    def run() -> None:
        settings.FAULT_POINT = point
        act()

    code = Forked(run).wait()
    assert code == -signal.SIGKILL, f"{point}: ended with {code}"
