"""Recordings for tests, put together byte by byte, as recorders write them."""

import struct

# One frame of 20 ms, CELT, which is silence.
OPUS_FRAME = b"\xf8\xff\xfe"
FRAME_MS = 20
AMR_FRAME = b"\x3c" + bytes(31)  # 12.2 kbit/s
OPUS_HEAD = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48_000, 0, 0)


def _frames(seconds: float) -> int:
    return round(seconds * 1000 / FRAME_MS)


def _page(packets: list[bytes], number: int, *, flags: int = 0, serial: int = 7) -> bytes:
    sizes = b"".join(bytes([255]) * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    return struct.pack("<4sBBqIIIB", b"OggS", 0, flags, 0, serial, number, 0, len(sizes)) + sizes + b"".join(packets)


def ogg(seconds: float = 3, *, head: bytes = OPUS_HEAD, frame: bytes = OPUS_FRAME, serial: int = 7) -> bytes:
    """Opus in Ogg, up to 50 packets a page."""
    frames = [frame] * _frames(seconds)
    pages = [_page([head], 0, flags=2), _page([b"OpusTags" + bytes(8)], 1)]
    pages += [_page(frames[at : at + 50], 2 + at // 50, serial=serial) for at in range(0, len(frames), 50)]
    return b"".join(pages)


def _element(name: int, body: bytes, *, is_endless: bool = False) -> bytes:
    head = name.to_bytes((name.bit_length() + 7) // 8)
    return head + (b"\x01" + b"\xff" * 7 if is_endless else (len(body) | 1 << 56).to_bytes(8)) + body


def webm(seconds: float = 3, *, kind: bytes = b"\x02", codec: bytes = b"A_OPUS", tracks: int = 1, flags: int = 0x80) -> bytes:
    """Opus in WebM as Chromium writes it: segment and clusters without a size."""
    track = _element(0xAE, _element(0xD7, b"\x01") + _element(0x83, kind) + _element(0x86, codec))
    block = _element(0xA3, b"\x81\x00\x00" + bytes([flags]) + OPUS_FRAME)
    cluster = _element(0x1F43B675, _element(0xE7, b"\x00") + block * _frames(seconds), is_endless=True)
    segment = _element(0x18538067, _element(0x1654AE6B, track * tracks) + cluster, is_endless=True)
    return _element(0x1A45DFA3, _element(0x4282, b"webm")) + segment


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def _track(handler: bytes, codec: bytes, samples: int, scale: int) -> bytes:
    entry = _box(codec, bytes(28))
    table = _box(b"stsd", struct.pack(">II", 0, 1) + entry) + _box(b"stts", struct.pack(">IIII", 0, 1, samples, 1024))
    media = _box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, scale, 0)) + _box(b"hdlr", struct.pack(">II4s", 0, 0, handler))
    return _box(b"trak", _box(b"mdia", media + _box(b"minf", _box(b"stbl", table))))


def mp4(seconds: float = 3, *, codec: bytes = b"mp4a", handlers: tuple[bytes, ...] = (b"soun",), brand: bytes = b"M4A ") -> bytes:
    """AAC in MP4, in one piece."""
    samples = round(seconds * 44_100 / 1024)
    tracks = b"".join(_track(handler, codec, samples, 44_100) for handler in handlers)
    return _box(b"ftyp", brand + bytes(4)) + _box(b"moov", tracks) + _box(b"mdat", bytes(100))


def fragmented_mp4(seconds: float = 3) -> bytes:
    """AAC in MP4 in fragments, as Safari records: half of them say the length of each sample, half that of all."""
    samples = round(seconds * 44_100 / 1024 / 2)
    head = _box(b"ftyp", b"iso5" + bytes(4))
    moov = _box(b"moov", _track(b"soun", b"mp4a", 0, 44_100) + _box(b"mvex", _box(b"trex", struct.pack(">IIIIII", 0, 1, 1, 1024, 0, 0))))
    usual = _box(b"tfhd", struct.pack(">III", 0x08, 1, 1024)) + _box(b"trun", struct.pack(">II", 0, samples))
    each = _box(b"tfhd", struct.pack(">II", 0, 1)) + _box(
        b"trun", struct.pack(">IIi", 0x101, samples, 0) + struct.pack(">I", 1024) * samples
    )
    parts = [_box(b"moof", _box(b"traf", body)) + _box(b"mdat", bytes(50)) for body in (usual, each)]
    return head + moov + b"".join(parts)


def wav(seconds: float = 3, *, rate: int = 8_000, a_second: int = 0) -> bytes:
    """Plain sound of one channel with 16 bits."""
    data = bytes(round(seconds * rate) * 2)
    body = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, a_second or rate * 2, 2, 16) + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def amr(seconds: float = 3, *, frame: bytes = AMR_FRAME) -> bytes:
    """Narrow-band AMR."""
    return b"#!AMR\n" + frame * _frames(seconds)
