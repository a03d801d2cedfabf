"""The seal at the end of an archive: a hash of every byte before it, so that one flipped bit is noticed before anything is unpacked.

The seal is an empty gzip member whose comment holds the hash. `tar xzf` passes over it, so an archive opens without our code.
It shows damage, not forgery: whoever can write the archive can seal it again.
"""

import hashlib
import hmac
from pathlib import Path
from typing import IO

from marketplace.backup.problems import Damaged

_HEADER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"  # gzip, deflate, with a comment, no time, system unknown
_EMPTY = b"\x03\x00" + bytes(8)  # no data: its checksum and length are zero
_CHUNK = 1024 * 1024


def seal(digest: str) -> bytes:
    """The seal over bytes whose SHA-256 is ``digest``."""
    return _HEADER + b"sha256:" + digest.encode("ascii") + b"\x00" + _EMPTY


LENGTH = len(seal("0" * 64))


class SealedWriter:
    """A file that is written once, from beginning to end, and sealed at its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def close_with_seal(self) -> None:
        self._file.write(seal(self._digest.hexdigest()))


def check_seal(file: Path) -> None:
    """Read the whole file. Raises ``Damaged`` when a single bit of it is not as it was written."""
    length = file.stat().st_size - LENGTH
    if length <= 0:
        raise Damaged(file, "it is too short to be a backup")
    digest = hashlib.sha256()
    with file.open("rb") as archive:
        left = length
        while left:
            chunk = archive.read(min(left, _CHUNK))
            if not chunk:
                raise Damaged(file, "it ends too early")
            digest.update(chunk)
            left -= len(chunk)
        if not hmac.compare_digest(archive.read(), seal(digest.hexdigest())):
            raise Damaged(file, "it is damaged or was not written to its end")
