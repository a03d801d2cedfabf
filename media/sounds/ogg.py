"""Opus in Ogg (RFC 3533, RFC 7845): what Firefox records, and what messengers send."""

import struct
from collections.abc import Iterator

from media.sounds import opus

HEAD_BYTES = 27
# Of a packet no more is looked at than its first bytes.
BEGINNING = 8


def length_ms(data: bytes) -> int:
    """Raises ``ValueError`` for another codec, a second stream, or a file that is cut off."""
    packets = _packets(data)
    if next(packets, b"") != b"OpusHead" or next(packets, b"") != b"OpusTags":
        raise ValueError("Not Opus.")
    return sum(opus.samples(packet) for packet in packets) * 1000 // opus.RATE


def _packets(data: bytes) -> Iterator[bytes]:
    """The beginning of every packet."""
    at, serial, pending = 0, None, b""
    while at < len(data):
        magic, version, _flags, _granule, stream, _sequence, _sum, count = struct.unpack_from("<4sBBqIIIB", data, at)
        if magic != b"OggS" or version or serial not in (None, stream):
            raise ValueError("A broken page, or a second stream.")
        serial = stream
        sizes = data[at + HEAD_BYTES : at + HEAD_BYTES + count]
        at += HEAD_BYTES + count
        if len(sizes) < count or at + sum(sizes) > len(data):
            raise ValueError("Cut off.")
        for size in sizes:
            pending += data[at : at + min(size, BEGINNING - len(pending))] if len(pending) < BEGINNING else b""
            at += size
            if size < 255:  # a packet ends with the first segment that is not full
                yield pending
                pending = b""
