"""What stands between a listing and its going live, told as data."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["refuse", "review"]


@dataclass(frozen=True)
class Problem:
    """One problem. ``message`` is for people. A ``review`` problem may be overruled by staff, a ``refuse`` one by nobody."""

    code: str
    message: str
    verdict: Verdict = "refuse"
    field: str = ""
