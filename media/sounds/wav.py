"""Uncompressed sound in WAV: its length is that of its bytes."""

import struct

PLAIN, A_LAW, MU_LAW, EXTENSIBLE = 1, 6, 7, 0xFFFE


def length_ms(data: bytes) -> int:
    """Raises ``ValueError`` for another codec, figures that do not fit together, or a file that is cut off."""
    if struct.unpack_from("<I", data, 4)[0] + 8 not in (len(data), len(data) - 1):
        raise ValueError("Cut off, or longer than it says.")
    a_second, block, length, at = 0, 0, 0, 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > len(data):
            raise ValueError("Cut off.")
        if name == b"fmt ":
            code, channels, rate, a_second, block, bits = struct.unpack_from("<HHIIHH", data, at + 8)
            if code not in (PLAIN, A_LAW, MU_LAW, EXTENSIBLE) or block != channels * bits // 8 or a_second != rate * block:
                raise ValueError("Figures that do not fit together.")
        elif name == b"data":
            length += size
        at += 8 + size + size % 2
    return length * 1000 // a_second
