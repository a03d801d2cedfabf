"""Whether to ask Elasticsearch at all: after two failures in a row nobody waits for it for a while. One for each process, no table."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

FAILURES = 2
FIRST_REST_S = 5.0
LONGEST_REST_S = 60.0


@dataclass
class Breaker:
    """Closed: everybody asks. Open: nobody does. When its rest is over, one asker tries; the others go on without."""

    now: Callable[[], float] = time.monotonic
    failures: int = 0
    rest_s: float = 0.0
    open_until: float = 0.0
    is_trying: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self) -> bool:
        """Whether the caller may ask now; it must then say ``succeeded`` or ``failed``."""
        if not self.rest_s:
            return True
        with self.lock:
            if self.is_trying or self.now() < self.open_until:
                return False
            self.is_trying = True
            return True

    def succeeded(self) -> None:
        if not self.failures and not self.rest_s:
            return
        with self.lock:
            if self.rest_s:
                log.info("elasticsearch_back")
            self.failures, self.rest_s, self.is_trying = 0, 0.0, False

    def failed(self, error: Exception) -> None:
        with self.lock:
            self.failures += 1
            self.is_trying = False
            if self.failures >= FAILURES:
                self.rest_s = min(LONGEST_REST_S, self.rest_s * 2 or FIRST_REST_S)
                self.open_until = self.now() + self.rest_s
            log.warning("elasticsearch_failed", error=type(error).__name__, failures=self.failures, rest_s=self.rest_s)

    def gave_up(self) -> None:
        """The caller asked and never heard: something else went wrong in between."""
        with self.lock:
            self.is_trying = False
