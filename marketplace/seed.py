"""The seed database: all migrations and reference data applied once, kept compressed beside the code.

Migrating Wagtail and Oscar from nothing takes over a minute of processor time, nearly all of it Django rendering model
states. A start copies this file instead. ``make seed`` builds it by real migrations; CI builds it again and compares.
"""

import gzip
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

SEED_FILE = Path(__file__).resolve().parent / "seed.sqlite3.gz"
HASH_FILE = Path(__file__).resolve().parent / "seed.hash"
REFERENCE_DATA = (
    "catalogue/data",
    "cms/data",
    "cms/data/policies",
    "delivery/data",
    "notices/data",
    "payments/data",
    "producers/data",
    "provenance/data",
)
REFERENCE_CODE = ("marketplace/roles.py",)


def migration_files() -> Iterator[Path]:
    """Every migration file of every installed app, and the reference data that the seed holds."""
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        module = settings.MIGRATION_MODULES.get(config.label, "")
        folder = Path(config.path) / "migrations"
        if module:
            folder = Path(__import__(module, fromlist=["__path__"]).__path__[0])
        yield from sorted(folder.glob("[0-9]*.py"))
    for folder_name in REFERENCE_DATA:
        yield from sorted(path for path in (settings.BASE_DIR / folder_name).glob("*") if path.is_file())
    yield from (settings.BASE_DIR / name for name in REFERENCE_CODE)


def migration_hash() -> str:
    """One hash over names and bytes of all migrations: two equal hashes need no migration."""
    digest = hashlib.sha256()
    for path in migration_files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def unpack(target: Path) -> None:
    """Write the seed database to ``target``; a half written file never stays.

    Its journal is a write-ahead log from the beginning: two processes that are the first to open a file and turn it into one at the
    same moment do not wait for each other, and one of them fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with gzip.open(SEED_FILE, "rb") as packed, part.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    connection = sqlite3.connect(part)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    part.replace(target)


def pack(source: Path) -> None:
    """Store ``source`` as the seed: vacuumed, so that the same content gives the same size."""
    compact = source.with_suffix(".compact")
    compact.unlink(missing_ok=True)
    connection = sqlite3.connect(source)
    connection.execute("VACUUM INTO ?", (str(compact),))
    connection.close()
    with compact.open("rb") as plain, gzip.GzipFile(SEED_FILE, "wb", compresslevel=9, mtime=0) as packed:
        shutil.copyfileobj(plain, packed)
    compact.unlink()
    HASH_FILE.write_text(migration_hash() + "\n", encoding="utf-8")
