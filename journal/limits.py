"""Time limits on work that may hang: it is stopped from inside, and if that does not help, the worker's process ends."""

import faulthandler
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# How long after its limit the worker's process is ended, when raising did not help (the work hangs outside of Python).
HARD_GRACE_S = 10.0
# A lease lasts this much longer than the limit: nobody else begins before the first one is certainly over.
LEASE_GRACE_S = 30.0
# A worker that gives no sign of life for this long hangs where no limit reaches, for example in a dead network connection.
HANGS_AFTER_S = 300.0
SIGN_OF_LIFE_EVERY_S = 10.0


class TimeLimitReached(BaseException):
    """Raised inside work that took too long. Not an ``Exception``, so that no handler swallows it by accident."""


class Watchdog:
    """Ends this process when it hangs, even while Python itself is stuck. It sleeps until ``watch`` wakes it."""

    def __init__(self) -> None:
        self.is_awake = False
        self._shown_at = 0.0

    def watch(self) -> None:
        """From now on this process must show life."""
        self.is_awake = True
        self._end_after(HANGS_AFTER_S)

    def show_life(self) -> None:
        """Cheap enough for every round of a loop."""
        if self.is_awake and time.monotonic() - self._shown_at >= SIGN_OF_LIFE_EVERY_S:
            self._end_after(HANGS_AFTER_S)

    def rest(self) -> None:
        """No more watching."""
        self.is_awake = False
        faulthandler.cancel_dump_traceback_later()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """A tighter watch for the time of the block."""
        if self.is_awake:
            self._end_after(seconds)
        try:
            yield
        finally:
            if self.is_awake:
                self._end_after(HANGS_AFTER_S)

    def _end_after(self, seconds: float) -> None:
        self._shown_at = time.monotonic()
        faulthandler.dump_traceback_later(seconds, exit=True)


watchdog = Watchdog()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise ``TimeLimitReached`` in the block after ``seconds``. A limit around this one goes on afterwards.

    Python gives signals to the main thread only: in another thread the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitReached(f"took longer than {seconds:g} s")

    began_at = time.monotonic()
    before = signal.signal(signal.SIGALRM, stop)
    outer_s, _interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with watchdog.at_most(seconds + HARD_GRACE_S):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if outer_s:
            signal.setitimer(signal.ITIMER_REAL, max(outer_s - (time.monotonic() - began_at), 0.001))
