"""Sound in MP4 and 3GP (ISO/IEC 14496-12): what phones and Safari record, in one piece or in fragments."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

ENTERED = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"})
OF_PHONES = (b"samr", b"sawb")  # AMR in 3GP: no browser plays it
CODECS = (b"mp4a", b"Opus", *OF_PHONES)
# Bits of ``tfhd`` and ``trun``: which fields are there.
HAS_BASE, HAS_DESCRIPTION, HAS_DEFAULT = 0x01, 0x02, 0x08
HAS_OFFSET, HAS_FIRST, HAS_DURATION, PER_SAMPLE = 0x01, 0x04, 0x100, (0x100, 0x200, 0x400, 0x800)


@dataclass
class _Found:
    """What the boxes said so far."""

    handlers: tuple[bytes, ...] = ()
    codec: bytes = b""
    scale: int = 0
    ticks: int = 0
    usual: int = 0  # ticks of a sample in fragments, for the file
    here: int = 0  # the same for the fragment that is being read
    has_data: bool = False


def length_ms(data: bytes) -> int:
    """Raises ``ValueError`` for another codec, a second track, or a file that is cut off."""
    found = _walk(data)
    if found.handlers != (b"soun",) or found.codec not in CODECS or not found.has_data:
        raise ValueError("Not one track of sound.")
    return found.ticks * 1000 // found.scale


def codec(data: bytes) -> bytes:
    """The four letters of how the sound is written."""
    return _walk(data).codec


def _walk(data: bytes) -> _Found:
    found = _Found()
    for name, begin, end in _boxes(data):
        body = data[begin : min(end, begin + 64)]
        if name == b"hdlr":
            found.handlers += (body[8:12],)
        elif name == b"stsd":
            found.codec = body[12:16]
        elif name == b"mdhd":
            found.scale = struct.unpack_from(">I", body, 20 if body[0] else 12)[0]
        elif name == b"stts":
            found.ticks += _table(data[begin:end])
        elif name == b"trex":
            found.usual = struct.unpack_from(">I", body, 12)[0]
        elif name == b"tfhd":
            found.here = _default(body, found.usual)
        elif name == b"trun":
            found.ticks += _run(data[begin:end], found.here)
        elif name == b"mdat":
            found.has_data = found.has_data or end > begin
    return found


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, begin, end) of every box; those that hold what is asked are entered."""
    at = 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        begin = at + 8
        if size == 1:
            size, begin = struct.unpack_from(">Q", data, begin)[0], begin + 8
        end = len(data) if size == 0 else at + size
        if end < begin or end > len(data):
            raise ValueError("Cut off.")
        yield name, begin, end
        at = begin if name in ENTERED else end


def _table(body: bytes) -> int:
    """``stts``: so many samples of so many ticks each."""
    (count,) = struct.unpack_from(">I", body, 4)
    if 8 + 8 * count > len(body):
        raise ValueError("Cut off.")
    return sum(samples * ticks for samples, ticks in struct.iter_unpack(">II", body[8 : 8 + 8 * count]))


def _default(body: bytes, usual: int) -> int:
    """``tfhd``: the ticks of a sample of this fragment."""
    flags = int.from_bytes(body[1:4])
    at = 8 + (8 if flags & HAS_BASE else 0) + (4 if flags & HAS_DESCRIPTION else 0)
    return int(struct.unpack_from(">I", body, at)[0]) if flags & HAS_DEFAULT else usual


def _run(body: bytes, usual: int) -> int:
    """``trun``: the ticks of its samples."""
    flags, count = int.from_bytes(body[1:4]), struct.unpack_from(">I", body, 4)[0]
    if not flags & HAS_DURATION:
        return int(count * usual)
    at = 8 + (4 if flags & HAS_OFFSET else 0) + (4 if flags & HAS_FIRST else 0)
    step = 4 * sum(1 for bit in PER_SAMPLE if flags & bit)
    if at + step * count > len(body):
        raise ValueError("Cut off.")
    return sum(struct.unpack_from(">I", body, at + step * place)[0] for place in range(count))
