"""Making an archive while the shop runs: copy, pack, seal, read back, and only then give it its name."""

import gzip
import hashlib
import hmac
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.utils import timezone

from marketplace import seed
from marketplace.backup import manifest as archive
from marketplace.backup.databases import configured
from marketplace.backup.manifest import Manifest, Member
from marketplace.backup.problems import BackupProblem, disk_full_told
from marketplace.backup.reading import examine
from marketplace.backup.sealing import SealedWriter

OWNER_ONLY = 0o600  # the archive holds names, addresses and password hashes
SPARE_BYTES = 16 * 1024 * 1024


def key_mark() -> str:
    """Tells two secret keys apart without telling either."""
    return hmac.new(settings.SECRET_KEY.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def default_target() -> Path:
    """A new name in the backups folder; names sort by time."""
    return Path(settings.VAR_DIR) / "backups" / f"shop-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"


def make(target: Path) -> Manifest:
    """Write an archive to ``target``. Raises ``BackupProblem``; what is half written is removed."""
    if target.exists():
        raise BackupProblem(f"{target} is there already. Name another file.")
    part = target.with_name(f"{target.name}.part")
    with disk_full_told(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        _check_space(target.parent)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder, _half_written(part):
            made = _pack(part, Path(folder))
            if examine(part) != made:
                raise BackupProblem("The archive could not be read back as it was written. Is the disk failing?")
            part.rename(target)
    return made


def _check_space(folder: Path) -> None:
    """The copy of the database lies beside the archive for a while; packing saves little on pictures."""
    needed = 2 * configured().size() + sum(path.stat().st_size for path in _uploads()) + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupProblem(
            f"The disk is too full: {needed // 2**20} MB are needed in {folder}, {free // 2**20} MB are free. Nothing was written."
        )


@contextmanager
def _half_written(part: Path) -> Iterator[None]:
    part.unlink(missing_ok=True)
    try:
        yield
    finally:
        part.unlink(missing_ok=True)


def _pack(part: Path, folder: Path) -> Manifest:
    """Database first: an upload that comes in meanwhile is then one file too many, never one too few."""
    copied = configured().copy_to(folder)
    members: dict[str, Member] = {}
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as plain:
        sealed = SealedWriter(plain)
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=cast(IO[bytes], sealed), mtime=0)
        with packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            name = archive.DATABASE_NAMES[_kind(copied.file)]
            members[name] = _add(tar, name, copied.file)
            for upload in _uploads():
                _add_upload(tar, upload, members)
            made = Manifest(
                made_at=timezone.now().isoformat(timespec="seconds"),
                database=_kind(copied.file),
                migration_hash=seed.migration_hash(),
                migrations=copied.migrations,
                key_mark=key_mark(),
                figures=copied.figures,
                members=members,
            )
            text = made.as_bytes()
            tar.addfile(_header(archive.NAME, len(text)), io.BytesIO(text))
        sealed.close_with_seal()
        plain.flush()
        os.fsync(plain.fileno())
    return made


def _kind(file: Path) -> str:
    return next(kind for kind, name in archive.DATABASE_NAMES.items() if name == file.name)


def _uploads() -> Iterator[Path]:
    """Every uploaded file and rendition; links are not followed."""
    root = Path(settings.MEDIA_ROOT)
    yield from sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _add_upload(tar: tarfile.TarFile, file: Path, members: dict[str, Member]) -> None:
    """Add one upload, unless somebody has just deleted it."""
    name = archive.UPLOADS + file.relative_to(settings.MEDIA_ROOT).as_posix()
    try:
        members[name] = _add(tar, name, file)
    except FileNotFoundError:
        members.pop(name, None)


def _add(tar: tarfile.TarFile, name: str, file: Path) -> Member:
    """Add a file, hashing the bytes that go in. Raises ``BackupProblem`` when it shrinks meanwhile."""
    with file.open("rb") as content:
        size = os.fstat(content.fileno()).st_size
        hashing = _Hashing(content)
        try:
            tar.addfile(_header(name, size), cast(IO[bytes], hashing))
        except OSError as error:
            if str(error) != "unexpected end of data":
                raise
            raise BackupProblem(f"{file} changed while it was copied. Run it again.") from error
    return Member(size=size, sha256=hashing.digest.hexdigest())


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, OWNER_ONLY
    return header
