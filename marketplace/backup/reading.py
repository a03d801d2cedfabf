"""Reading an archive: first everything is examined and nothing written, then it is unpacked."""

import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from marketplace.backup import manifest as archive
from marketplace.backup.manifest import Manifest, Member
from marketplace.backup.problems import Damaged
from marketplace.backup.sealing import check_seal

_CHUNK = 1024 * 1024
MANIFEST_BYTES = 64 * 1024 * 1024


def examine(file: Path) -> Manifest:
    """The manifest, when seal, names and checksums of all members are right. Raises ``Damaged`` otherwise; writes nothing."""
    if not file.is_file():
        raise Damaged(file, "there is no such file")
    check_seal(file)
    found: dict[str, Member] = {}
    manifest = None
    with _opened(file) as tar:
        for header in tar:
            _check_name(header, found, file)
            content = tar.extractfile(header)
            if content is None:
                raise Damaged(file, f"{header.name!r} is not a plain file")
            if header.name == archive.NAME:
                manifest = Manifest.read(content.read(MANIFEST_BYTES), file)
            else:
                found[header.name] = _read(content)
    if manifest is None:
        raise Damaged(file, "it holds no manifest")
    if found != manifest.members or manifest.database_name not in found:
        raise Damaged(file, "what it holds is not what its manifest says")
    return manifest


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write the members into ``folder``; only names that were examined, whatever the archive has become since."""
    left = dict(manifest.members)
    with _opened(file) as tar:
        for header in tar:
            if header.name == archive.NAME:
                continue
            content = tar.extractfile(header) if header.isreg() else None
            expected = left.pop(header.name, None)
            if content is None or expected is None:
                raise Damaged(file, "it changed while it was read")
            target = folder / header.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as written:
                if _read(content, written) != expected:
                    raise Damaged(file, "it changed while it was read")
    if left:
        raise Damaged(file, "it changed while it was read")


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    """The archive, read as a stream from its beginning."""
    try:
        with tarfile.open(file, "r|gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise Damaged(file, "it is no archive, or damaged") from error


def _check_name(header: tarfile.TarInfo, found: dict[str, Member], file: Path) -> None:
    """A plain file with one of our names, once. Nothing that could lead out of the folder it is unpacked into."""
    path = PurePosixPath(header.name)
    is_ours = header.name in (archive.NAME, *archive.DATABASE_NAMES.values()) or header.name.startswith(archive.UPLOADS)
    is_straight = str(path) == header.name and ".." not in path.parts and not set(header.name) & {"\\", "\0"}
    if not (header.isreg() and is_ours and is_straight) or header.name in found:
        raise Damaged(file, f"{header.name!r} does not belong into a backup")


def _read(content: IO[bytes], written: IO[bytes] | None = None) -> Member:
    """Size and hash of a member, which is copied to ``written`` on the way."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if written is not None:
            written.write(chunk)
    return Member(size=size, sha256=digest.hexdigest())
