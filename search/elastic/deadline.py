"""One budget for a whole question to Elasticsearch: the connection, the headers and every byte of the answer.

A timeout of a socket begins anew with each byte, so a server that drips keeps a page waiting for ever. These sockets look at the clock
before each read and wait no longer than what is left. No thread and no timer stands behind a question.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from elastic_transport import NodeConfig, Urllib3HttpNode
from urllib3.connection import HTTPConnection, HTTPSConnection

_ends_at: ContextVar[float | None] = ContextVar("elasticsearch_ends_at", default=None)
# What a socket is given when the time is over already: it fails at once instead of waiting without an end.
NO_TIME_S = 0.001


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that is asked inside of this has so much time together."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def left(otherwise: float | None) -> float | None:
    """The seconds that are left, or ``otherwise`` where there is no end."""
    ends_at = _ends_at.get()
    return otherwise if ends_at is None else max(NO_TIME_S, ends_at - time.monotonic())


class TimelySocket(socket.socket):
    """A connection that waits for its next bytes no longer than what is left."""

    def recv_into(self, *given: Any) -> int:
        self.settimeout(left(self.gettimeout()))
        return super().recv_into(*given)

    def sendall(self, *given: Any) -> None:
        self.settimeout(left(self.gettimeout()))
        super().sendall(*given)


class TimelyTlsSocket(ssl.SSLSocket):
    """The same over TLS."""

    def recv_into(self, *given: Any) -> int:
        self.settimeout(left(self.gettimeout()))
        return super().recv_into(*given)

    def sendall(self, *given: Any) -> None:
        self.settimeout(left(self.gettimeout()))
        super().sendall(*given)


class _Timely:
    """Connections that are made of such sockets."""

    timeout: Any

    def _new_conn(self) -> socket.socket:
        self.timeout = left(self.timeout)
        plain: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the class beside which this one stands
        timeout = plain.gettimeout()
        timely = TimelySocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        timely.settimeout(left(timeout))
        return timely


class TimelyConnection(_Timely, HTTPConnection):
    """Plain http."""


class TimelyTlsConnection(_Timely, HTTPSConnection):
    """Https; the handshake is inside the budget too."""


class TimelyNode(Urllib3HttpNode):
    """A node of the cluster that is reached by such connections."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self.pool.ConnectionCls = TimelyTlsConnection if config.scheme == "https" else TimelyConnection


def trusting() -> ssl.SSLContext:
    """For https: the authorities that the machine trusts (``SSL_CERT_FILE`` names others)."""
    found = ssl.create_default_context()
    found.sslsocket_class = TimelyTlsSocket
    return found
