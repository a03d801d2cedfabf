"""Few requests compute at the same time, and one that is slow to arrive keeps nobody waiting."""

import io
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from marketplace.turns import IN_MEMORY, Turns
from tests import waiting

SHORT = 10  # seconds after which a thread that hangs has failed


def _start(*_more: Any) -> None:
    pass


class Counting:
    """An application that stays in its turn until it is let go, and counts who else is in."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = self.most = self.answered = 0
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.go_on.wait(SHORT)
        with self.lock:
            self.inside -= 1
            self.answered += 1
        return [b"done"]


class SlowBody(io.RawIOBase):
    """A body whose last byte comes when it is let go."""

    def __init__(self) -> None:
        self.arrives = threading.Event()
        self.asked = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.asked.set()
        assert self.arrives.wait(SHORT)
        return b"a"


def _ask(application: Turns, environ: dict[str, Any]) -> threading.Thread:
    thread = threading.Thread(target=application, args=(environ, _start), daemon=True)
    thread.start()
    return thread


def test_of_eight_requests_two_compute_at_the_same_time() -> None:
    shop = Counting()
    application = Turns(shop, at_once=2)
    threads = [_ask(application, {}) for _ in range(8)]
    waiting.until(lambda: shop.inside == 2)
    shop.go_on.set()
    for thread in threads:
        thread.join(SHORT)
    assert (shop.answered, shop.most) == (8, 2)


def test_a_body_that_is_slow_to_arrive_keeps_nobody_waiting() -> None:
    shop = Counting()
    shop.go_on.set()
    application = Turns(shop, at_once=1)
    photo = SlowBody()
    slow = _ask(application, {"CONTENT_LENGTH": "1", "wsgi.input": photo})
    assert photo.asked.wait(SHORT)
    _ask(application, {}).join(SHORT)
    assert shop.answered == 1
    photo.arrives.set()
    slow.join(SHORT)
    assert shop.answered == 2


def test_a_request_that_fails_gives_its_turn_back() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise RuntimeError("out of paper")

    application = Turns(broken, at_once=1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            application({}, _start)


@pytest.mark.parametrize("length", [1, 70_000, IN_MEMORY + 1])
def test_the_application_reads_the_body_as_it_was_sent(length: int) -> None:
    def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return [environ["wsgi.input"].read()]

    sent = bytes(range(256)) * (length // 256 + 1)
    answer = Turns(echo)({"CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(sent)}, _start)
    assert list(answer) == [sent[:length]]


@pytest.mark.parametrize("announced", ["", "0", "many", "-5", "٣", "101"])
def test_what_announces_no_length_or_too_much_is_left_to_the_application(announced: str) -> None:
    def unread(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return [str(environ["wsgi.input"].tell()).encode()]

    answer = Turns(unread, longest_body=100)({"CONTENT_LENGTH": announced, "wsgi.input": io.BytesIO(b"x" * 200)}, _start)
    assert list(answer) == [b"0"]


def test_a_client_that_hangs_up_leaves_a_short_body() -> None:
    def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return [environ["wsgi.input"].read()]

    answer = Turns(echo)({"CONTENT_LENGTH": "50", "wsgi.input": io.BytesIO(b"half")}, _start)
    assert list(answer) == [b"half"]
