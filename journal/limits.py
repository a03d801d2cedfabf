"""Time limits on work that is not ours to trust: an effect that hangs is stopped, and if it can not be stopped, its process ends."""

import faulthandler
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# How long after the limit the process is ended, when raising in it did not help (it hangs outside of Python).
HARD_GRACE_S = 10.0
# A lease lasts this much longer than the limit: nobody else can begin before the first one is certainly over.
LEASE_GRACE_S = 30.0


class TimeLimitReached(BaseException):
    """Raised inside work that took too long. Not an ``Exception``, so that no handler swallows it by accident."""


@contextmanager
def limited(seconds: float, *, may_end_process: bool = False) -> Iterator[None]:
    """Raise ``TimeLimitReached`` in the block after ``seconds``; with ``may_end_process`` end the process a little later.

    Python gives signals to the main thread only: in another thread the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitReached(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    if may_end_process:
        end_process_after(seconds + HARD_GRACE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if may_end_process:
            faulthandler.cancel_dump_traceback_later()


def end_process_after(seconds: float) -> None:
    """End this process unless this is called again in time. Works even while Python itself is stuck."""
    faulthandler.dump_traceback_later(seconds, exit=True)
