"""A line on loopback as it is in the valleys: down, or ten kilobytes a second with connections that drop, or as fast as it goes."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

BYTES_A_SECOND = 10_000
STEP = 1_000
# What the first connections live to carry: some die in the middle of what is sent, some before the answer has come back. Later ones hold.
LIVES = (5_000, 30_000, 80_000, 1_500, 60_000)
ENDLESS = 1_000_000_000


@dataclass
class Line:
    """A proxy. ``state`` is "down", "slow" or "fast" and may be changed at any time."""

    port: int
    state: str = "fast"
    dropped: int = 0
    carried: int = 0
    _lives: Iterator[int] = field(default_factory=lambda: itertools.chain(LIVES, itertools.repeat(ENDLESS)))

    @property
    def limit(self) -> int:
        return next(self._lives) if self.state == "slow" else ENDLESS

    def join(self, phone: socket.socket) -> None:
        """Carry one connection until it ends or dies."""
        if self.state == "down":
            phone.close()
            return
        shop = socket.create_connection(("127.0.0.1", self.port))
        rest = [self.limit]
        ways = [threading.Thread(target=self._carry, args=(*way, rest), daemon=True) for way in ((phone, shop), (shop, phone))]
        for way in ways:
            way.start()
        for way in ways:
            way.join()
        phone.close()
        shop.close()

    def _carry(self, source: socket.socket, target: socket.socket, rest: list[int]) -> None:
        with suppress(OSError):
            while (data := source.recv(STEP)) and self.state != "down":
                if self.state == "slow":
                    time.sleep(len(data) / BYTES_A_SECOND)
                    self.carried += len(data)
                rest[0] -= len(data)
                if rest[0] < 0:
                    self.dropped += 1
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def slow_line(port: int) -> Iterator[tuple[str, Line]]:
    """The address of the line, and the line, which leads to the shop at ``port``."""
    line = Line(port)
    listener = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        with suppress(OSError):
            while True:
                phone, _address = listener.accept()
                threading.Thread(target=line.join, args=(phone,), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", line
    finally:
        line.state = "down"
        listener.close()
