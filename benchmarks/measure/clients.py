"""Clients that ask again as soon as they are answered. They read no page, only how it begins and how long it is: they cost little."""

import socket
import statistics
import threading
import time
from dataclasses import dataclass, field

READ_AT_ONCE = 262_144
HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


class Refused(Exception):
    """An answer that was none: another status than 200, or a broken one. ``str()`` says which."""


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> tuple[bytes, int]:
        """The head of the answer, and how many bytes its body has. Raises ``Refused``."""
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/html\r\n\r\n"
        try:
            self.socket.sendall(asked.encode())
            return self._read(path)
        except ConnectionError:  # the server ended a connection that it had kept long enough
            self.__init__(self.port)  # type: ignore[misc]
            self.socket.sendall(asked.encode())
            return self._read(path)

    def _read(self, path: str) -> tuple[bytes, int]:
        got = b""
        while HEAD_END not in got:
            piece = self.socket.recv(READ_AT_ONCE)
            if not piece:
                raise ConnectionResetError(path)
            got += piece
        head, _end, body = got.partition(HEAD_END)
        if b" 200 " not in head[:16]:
            raise Refused(f"{path}: {head.splitlines()[0].decode()}")
        lower = head.lower()
        if LENGTH not in lower:
            raise Refused(f"{path}: an answer without a length")
        length = int(lower.split(LENGTH)[1].split(b"\r\n")[0])
        left = length - len(body)
        while left > 0:
            piece = self.socket.recv(min(left, READ_AT_ONCE))
            if not piece:
                raise ConnectionResetError(path)
            left -= len(piece)
        return head, length


@dataclass
class Timing:
    """What the clients of one round saw."""

    seconds: float = 0.0
    times_ms: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def count(self) -> int:
        return len(self.times_ms)

    @property
    def a_second(self) -> float:
        return self.count / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def p95(self) -> float:
        return sorted(self.times_ms)[min(self.count - 1, self.count * 95 // 100)]


def drive(port: int, paths: tuple[str, ...], *, clients: int, seconds: float, may_fail: bool = False) -> Timing:
    """Let ``clients`` ask for ``paths`` in turn for so long. The first failure of any of them is raised, or counted where it may fail."""
    timing, failures = Timing(), []
    until = time.perf_counter() + seconds

    def ask(number: int) -> None:
        try:
            line = Line(port)
            while (began := time.perf_counter()) < until:
                number += 1
                try:
                    line.get(paths[number % len(paths)])
                except Refused:
                    if not may_fail:
                        raise
                    timing.failed += 1
                    line = Line(port)
                    continue
                timing.times_ms.append((time.perf_counter() - began) * 1000)
        except (OSError, Refused) as failure:
            failures.append(failure)

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    timing.seconds = time.perf_counter() - started
    return timing
