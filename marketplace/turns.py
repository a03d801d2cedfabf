"""Requests take turns: many may be slow to arrive, few are worked on at the same time.

Phones in a valley send a photograph for a minute, so a process needs more threads than it can use: Python computes in one at a time,
and the others take it away from whoever holds a write transaction open. Measured with 8 clients on 2 cores (``make soak``): with four
threads computing the longest write transaction was 320 ms, with two 110 to 190 ms, at the same number of answers a second.
"""

import tempfile
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any, BinaryIO

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

AT_ONCE = 2
IN_MEMORY = 1024 * 1024  # bytes of a body; what is longer waits in a file
LONGEST_BODY = 64 * 1024 * 1024  # bytes: five photographs as large as one may be


class Turns:
    """A WSGI application that lets ``at_once`` requests compute; bodies come in before a turn, answers go out after it.

    A body of more than ``longest_body`` bytes is left for the application to refuse.
    """

    def __init__(self, application: Application, *, longest_body: int = LONGEST_BODY, at_once: int = AT_ONCE) -> None:
        self.application = application
        self.longest_body = longest_body
        self.turns = BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request. The answer's bytes are sent by the server after the turn."""
        length = _length(environ)
        if not 0 < length <= self.longest_body:
            with self.turns:
                return self.application(environ, start_response)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            _read(environ["wsgi.input"], length, body)
            environ["wsgi.input"] = body
            with self.turns:
                return self.application(environ, start_response)


def _length(environ: dict[str, Any]) -> int:
    """The announced length of the body; zero where none is announced or the text is no number."""
    text = environ.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _read(source: BinaryIO, length: int, body: Any) -> None:
    """Copy at most ``length`` bytes; less where the client hangs up, which the application then finds out itself."""
    left = length
    while left > 0 and (piece := source.read(min(left, 64 * 1024))):
        body.write(piece)
        left -= len(piece)
    body.seek(0)
