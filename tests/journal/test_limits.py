"""Time limits."""

import signal
from threading import Event, Thread

import pytest

from journal.limits import TimeLimitReached, limited


def test_work_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TimeLimitReached, match=r"0\.02 s"), limited(0.02):
        Event().wait(20)


def test_a_handler_that_catches_every_exception_does_not_swallow_the_limit() -> None:
    def stubborn() -> None:
        try:
            Event().wait(20)
        except Exception:  # noqa: BLE001 - the point of the test
            Event().wait(20)

    with pytest.raises(TimeLimitReached), limited(0.02):
        stubborn()


def test_quick_work_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    outer_s = signal.getitimer(signal.ITIMER_REAL)[0]
    with limited(5):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert outer_s - 1 <= signal.getitimer(signal.ITIMER_REAL)[0] <= outer_s


def test_a_limit_around_another_one_goes_on_afterwards() -> None:
    def work() -> None:
        with limited(5):
            pass
        Event().wait(20)

    with pytest.raises(TimeLimitReached, match=r"0\.05 s"), limited(0.05):
        work()


def test_in_another_thread_work_goes_on_without_a_limit() -> None:
    done = Event()

    def work() -> None:
        with limited(0.01):
            done.set()

    thread = Thread(target=work)
    thread.start()
    thread.join(5)
    assert done.is_set()
