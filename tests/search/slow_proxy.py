"""A way to a server that can be made slow, dripping or dead while it is in use."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """Passes bytes on. ``wait_s``: so long before an answer begins; ``drip_s``: so long after each single byte of it; ``dead``: never."""

    target: tuple[str, int]
    url: str = ""
    wait_s: float = 0.0
    drip_s: float = 0.0
    is_dead: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """As quick as the server itself."""
        self.wait_s, self.drip_s, self.is_dead = 0.0, 0.0, False

    def serve(self, server: socket.socket) -> None:
        while not self.over.is_set():
            with suppress(TimeoutError):
                caller, _address = server.accept()
                threading.Thread(target=self.carry, args=(caller,), daemon=True).start()

    def carry(self, caller: socket.socket) -> None:
        with suppress(OSError), caller, socket.create_connection(self.target) as server:
            threading.Thread(target=self.forth, args=(caller, server), daemon=True).start()
            while answer := server.recv(65536):
                self.back(caller, answer)

    def forth(self, caller: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while asked := caller.recv(65536):
                server.sendall(asked)
            server.shutdown(socket.SHUT_WR)

    def back(self, caller: socket.socket, answer: bytes) -> None:
        self.over.wait(self.wait_s)
        while self.is_dead and not self.over.is_set():
            time.sleep(0.01)
        if not self.drip_s:
            caller.sendall(answer)
            return
        for place in range(len(answer)):
            caller.sendall(answer[place : place + 1])
            if self.over.wait(self.drip_s):
                return


@contextmanager
def before(url: str) -> Iterator[Proxy]:
    """A proxy before the server at ``url``, until the block ends."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        proxy = Proxy((parts.hostname, parts.port), f"http://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=proxy.serve, args=(server,))
        thread.start()
        try:
            yield proxy
        finally:
            proxy.over.set()
            thread.join()
