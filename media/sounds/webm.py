"""Opus in WebM (RFC 8794, RFC 9559): what Chromium records, with clusters whose sizes it does not know while it writes."""

from collections.abc import Iterator

from media.sounds import opus

MAGIC = b"\x1a\x45\xdf\xa3"
EBML, SEGMENT, CLUSTER, TRACKS, TRACK, GROUP = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0xA0
DOC_TYPE, TRACK_TYPE, CODEC, SIMPLE_BLOCK, BLOCK = 0x4282, 0x83, 0x86, 0xA3, 0xA1
ENTERED = frozenset({EBML, SEGMENT, CLUSTER, TRACKS, TRACK, GROUP})
ENDLESS = frozenset({SEGMENT, CLUSTER})
AUDIO, LACED = 2, 0x06


def length_ms(data: bytes) -> int:
    """Raises ``ValueError`` for another codec, a second track, or a file that is cut off."""
    tracks, samples, said = 0, 0, {DOC_TYPE: b"", TRACK_TYPE: b"", CODEC: b""}
    for name, begin, end in _elements(data):
        if name == TRACK:
            tracks += 1
        elif name in said:
            said[name] = data[begin:end].rstrip(b"\0")
        elif name in (SIMPLE_BLOCK, BLOCK):
            samples += _block(data, begin, end)
    if tracks != 1 or said != {DOC_TYPE: b"webm", TRACK_TYPE: bytes([AUDIO]), CODEC: b"A_OPUS"}:
        raise ValueError("Not one track of Opus.")
    return samples * 1000 // opus.RATE


def _elements(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(name, begin, end) of every element; what holds others is entered, so that its size need not be known."""
    at = 0
    while at < len(data):
        name, at, _is_full = _number(data, at, keeps_mark=True)
        size, at, is_full = _number(data, at)
        if is_full and name not in ENDLESS:
            raise ValueError("A size that nobody knows.")
        end = at if is_full else at + size
        if end > len(data):
            raise ValueError("Cut off.")
        yield name, at, end
        at = at if name in ENTERED else end


def _number(data: bytes, at: int, *, keeps_mark: bool = False) -> tuple[int, int, bool]:
    """A number of one to eight bytes, where the next begins, and whether all its bits are set (size unknown)."""
    width = 9 - data[at].bit_length()
    if width > 8 or at + width > len(data):
        raise ValueError("No number.")
    value = int.from_bytes(data[at : at + width])
    plain = value & ((1 << 7 * width) - 1)
    return value if keeps_mark else plain, at + width, plain == (1 << 7 * width) - 1


def _block(data: bytes, begin: int, end: int) -> int:
    _track, at, _is_full = _number(data, begin)
    if data[at + 2] & LACED:
        raise ValueError("Laced blocks, which no recorder writes.")
    return opus.samples(data[at + 3 : end])
