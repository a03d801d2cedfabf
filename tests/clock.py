"""Days and moments of parameters, counted from when a test runs: parameters are written down long before."""

from datetime import date, timedelta
from typing import Any


def counted(said: dict[str, Any], start: date) -> dict[str, Any]:
    """The same, with a day (or a moment, as ``start`` is one) in the place of each ``timedelta``."""
    return {name: start + value if isinstance(value, timedelta) else value for name, value in said.items()}
