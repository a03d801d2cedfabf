"""Days and moments of parameters, counted from when a test runs: parameters are written down long before."""

from datetime import timedelta
from typing import Any

from django.utils import timezone


def from_today(said: dict[str, Any]) -> dict[str, Any]:
    """The same, with a day in the place of each ``timedelta``."""
    return {name: timezone.localdate() + value if isinstance(value, timedelta) else value for name, value in said.items()}


def from_now(said: dict[str, Any]) -> dict[str, Any]:
    """The same, with a moment in the place of each ``timedelta``."""
    return {name: timezone.now() + value if isinstance(value, timedelta) else value for name, value in said.items()}
