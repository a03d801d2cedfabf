"""Idempotency keys: the same key with the same call gets the first answer again, whatever it was, and nothing is done twice.

https://docs.stripe.com/api/idempotent_requests: kept are answers of calls that began to be carried out, failures included; not kept
are calls that were refused before.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tests.stripe_server.state import Refused


@dataclass(frozen=True)
class Answer:
    """What a call was answered with."""

    status: int
    body: dict[str, Any]


class Keys:
    """The keys that were used. Called under the lock of the state."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Answer]] = {}

    def earlier(self, key: str, path: str, fields: dict[str, Any]) -> Answer | None:
        """The answer that this key got before. Raises ``Refused`` when it was used for another call."""
        if key not in self._kept:
            return None
        asked, answer = self._kept[key]
        if asked != _print(path, fields):
            words = f"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}'"
            raise Refused(400, "idempotency_error", words)
        return answer

    def keep(self, key: str, path: str, fields: dict[str, Any], answer: Answer) -> None:
        self._kept[key] = (_print(path, fields), answer)

    def forget(self) -> None:
        """A day has gone by."""
        self._kept.clear()


def _print(path: str, fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([path, fields], sort_keys=True).encode()).hexdigest()
