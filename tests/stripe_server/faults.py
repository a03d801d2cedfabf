"""Faults on order: what goes wrong with the next call of a kind."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["broken before", "broken after", "silent before", "silent after", "too many"]


@dataclass
class Fault:
    """The next ``times`` calls of this method and beginning of a path go wrong.

    ``broken``: answered with 500, which Stripe keeps under the call's key like any other answer. ``silent``: the connection ends
    without a word; when the work was done, its answer is kept under the key. ``before`` and ``after`` say whether the work was done.
    ``too many``: answered with 429, nothing kept.
    """

    method: str
    path: str
    kind: Kind
    times: int = 1

    def takes(self, method: str, path: str) -> bool:
        """Whether this call is to fail; counts it."""
        if self.times and method == self.method and path.startswith(self.path):
            self.times -= 1
            return True
        return False
