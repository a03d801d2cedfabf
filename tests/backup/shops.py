"""Shops to back up and empty ones to restore into, on either kind of database."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from pytest_django import Settings

from marketplace.backup import manifest as archive
from marketplace.backup.sealing import seal
from orders.models import OrderRecord
from payments.models import Allocation, Payment

UPLOADS = {"pictures/जौ-barley.avif": b"barley" * 900, "pictures/empty.jpg": b"", "documents/trace.pdf": bytes(range(256)) * 40}


def balances() -> list[tuple[object, ...]]:
    """Orders with their sums, and what was paid for which part."""
    return [
        *OrderRecord.objects.order_by("pk").values_list("order__number", "total_paise", "payment_status"),
        *Payment.objects.order_by("pk").values_list("number", "amount_paise", "status"),
        *Allocation.objects.order_by("pk").values_list("pk", "captured_paise", "refunded_paise"),
    ]


def fill_media(root: Path) -> None:
    """A few uploads, one with a long name in another script."""
    for name, content in UPLOADS.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def uploads_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def use(settings: Settings, folder: Path, database: str | None = None) -> None:
    """Let the shop of this process live in ``folder``, on another database of the same kind if one is named."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    settings.VAR_DIR, settings.MEDIA_ROOT = folder, str(folder / "media")
    if database is not None:
        connections.close_all()
        connection.settings_dict["NAME"] = database


def backup(to: Path) -> Path:
    call_command("backup", to=to, verbosity=0)
    return to


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def rewritten(source: Path, target: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], Any]) -> Path:
    """The archive with other members, packed and sealed as if it were one of ours."""
    body = gzip.decompress(source.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        members = [(header, tar.extractfile(header).read()) for header in tar]
    change(members)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        for header, content in members:
            tar.addfile(header, io.BytesIO(content))
    target.write_bytes(packed.getvalue() + seal(hashlib.sha256(packed.getvalue()).hexdigest()))
    return target


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    """A change of the manifest alone."""

    def apply(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        header, content = members.pop()
        assert header.name == archive.NAME
        plain = json.loads(content)
        change(plain)
        text = json.dumps(plain).encode()
        header.size = len(text)
        members.append((header, text))

    return apply


def with_member(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    """One more member, which the manifest knows."""

    def apply(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        header = tarfile.TarInfo(name)
        header.type, header.linkname = kind, "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
        header.size = len(content) if kind == tarfile.REGTYPE else 0
        members.insert(0, (header, content if kind == tarfile.REGTYPE else b""))
        digest = hashlib.sha256(content).hexdigest()
        with_manifest(lambda plain: plain["members"].update({name: {"size": len(content), "sha256": digest}}))(members)

    return apply
