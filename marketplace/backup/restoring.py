"""Putting an archive in place: into an empty shop, or instead of the old one, which is kept aside."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from journal import audit
from marketplace import seed
from marketplace.backup.databases import configured
from marketplace.backup.figures import known_migrations
from marketplace.backup.manifest import UPLOADS, Manifest
from marketplace.backup.problems import BackupProblem, disk_full_told
from marketplace.backup.reading import examine, unpack
from marketplace.backup.writing import OWNER_ONLY, SPARE_BYTES

# What `prepare` and `make run` remember about the data; it is made anew for the restored ones.
REMEMBERED = ("migrations.hash", "ready")


def restore(file: Path, *, replace: bool) -> Manifest:
    """Everything is examined and unpacked beside the data before anything is moved. Raises ``BackupProblem``."""
    manifest = examine(file)
    check_fits(file, manifest)
    if not replace and not is_empty():
        raise BackupProblem(
            f"There is a shop in {settings.VAR_DIR} already. Name another VAR_DIR (or database), "
            "or add --replace: the old data are kept aside."
        )
    var_dir = Path(settings.VAR_DIR)
    with disk_full_told(var_dir):
        if shutil.disk_usage(var_dir).free < manifest.size + SPARE_BYTES:
            raise BackupProblem(f"The disk is too full: {manifest.size // 2**20} MB are needed in {var_dir}. Nothing was changed.")
        with tempfile.TemporaryDirectory(dir=var_dir, prefix=".restore-") as folder:
            unpack(file, manifest, Path(folder))
            _put_in_place(Path(folder), manifest, _aside(var_dir) if replace else None)
    with transaction.atomic():
        audit.record(action="backup.restored", subject=("backup", file.name), actor="command:restore", after={"made_at": manifest.made_at})
    return manifest


def is_empty() -> bool:
    """Whether there is neither a table nor an upload."""
    has_uploads = any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
    return configured().is_empty() and not has_uploads


def check_fits(file: Path, manifest: Manifest) -> None:
    """Raises ``BackupProblem`` when the archive is of the other kind of database or of newer code."""
    if manifest.database != connection.vendor:
        raise BackupProblem(
            f"{file} holds a {manifest.database} database, this shop is set to {connection.vendor}. Set DATABASE_URL accordingly."
        )
    if manifest.migration_hash != seed.migration_hash():
        unknown = sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known_migrations()})
        if unknown:
            raise BackupProblem(
                f"{file} is newer than this code, which does not know {', '.join(unknown[:3])}. Install the newer code first."
            )


def _aside(var_dir: Path) -> Path:
    folder = var_dir / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
    folder.mkdir(mode=0o700)
    return folder


def _put_in_place(folder: Path, manifest: Manifest, aside: Path | None) -> None:
    """The database first: it is the one that may refuse."""
    database = folder / manifest.database_name
    database.chmod(OWNER_ONLY)
    try:
        configured().restore(database, manifest.figures, aside)
    except BaseException:
        if aside is not None and not any(aside.iterdir()):
            aside.rmdir()
        raise
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and aside is not None:
        media.rename(aside / "media")
    elif media.exists():
        shutil.rmtree(media)  # holds folders only
    new = folder / UPLOADS
    new.mkdir(exist_ok=True)
    for path in new.rglob("*"):
        path.chmod(0o755 if path.is_dir() else settings.FILE_UPLOAD_PERMISSIONS)
    new.chmod(0o755)
    new.rename(media)
    for name in REMEMBERED:
        (Path(settings.VAR_DIR) / name).unlink(missing_ok=True)
    (Path(settings.VAR_DIR) / REMEMBERED[0]).write_text(manifest.migration_hash + "\n", encoding="utf-8")
