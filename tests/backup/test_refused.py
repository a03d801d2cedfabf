"""Archives that are not what they say, and disks without room: refused before anything is touched."""

import errno
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from marketplace.backup import reading, sealing
from marketplace.backup.problems import BackupProblem, Damaged
from tests.backup.conftest import EmptyShop
from tests.backup.shops import backup, files_below, rewritten, with_manifest, with_member

pytestmark = [pytest.mark.sqlite, pytest.mark.long]


def refused(file: Path, tmp_path: Path, empty_shop: EmptyShop, words: str) -> None:
    """The restore of ``file`` ends with these words and has left no trace."""
    empty_shop("second")
    before = files_below(tmp_path / "second")
    with pytest.raises(CommandError, match=words):
        call_command("restore", file, verbosity=0)
    assert files_below(tmp_path / "second") == before


def test_one_flipped_bit_anywhere_is_found(tmp_path: Path) -> None:
    """On a small archive every byte is tried: of the gzip header, the data, the padding and the seal itself."""
    file = tmp_path / "small.tar.gz"
    with file.open("wb") as plain:
        writer = sealing.SealedWriter(plain)
        with tarfile.open(fileobj=writer, mode="w|gz") as tar:
            tar.addfile(tarfile.TarInfo("manifest.json"))
        writer.close_with_seal()
    sealing.check_seal(file)
    whole = file.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << (place % 8)
        file.write_bytes(flipped)
        with pytest.raises(Damaged):
            sealing.check_seal(file)


def test_a_damaged_archive_is_refused_before_anything_is_touched(archive: Path, tmp_path: Path, empty_shop: EmptyShop) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 4
    archive.write_bytes(content)
    refused(archive, tmp_path, empty_shop, "damaged")


@pytest.mark.parametrize("length", [0, 1, 100, 0.5, -1])
def test_a_truncated_archive_is_refused(archive: Path, tmp_path: Path, empty_shop: EmptyShop, length: float) -> None:
    content = archive.read_bytes()
    kept = int(len(content) * length) if isinstance(length, float) else length % len(content)
    archive.write_bytes(content[:kept])
    refused(archive, tmp_path, empty_shop, "damaged|too short")


def test_an_archive_opens_without_our_code(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        assert tar.getnames()[-1] == "manifest.json"


NAMES = {
    "out of the folder": with_member("media/../../escaped"),
    "an absolute name": with_member("/tmp/escaped"),
    "a name from another system": with_member("media/..\\escaped"),
    "not one of ours": with_member("secret_key"),
    "twice the same": with_member("database.sqlite3"),
    "a link": with_member("media/link", kind=tarfile.SYMTYPE),
    "a hard link": with_member("media/link", kind=tarfile.LNKTYPE),
    "a folder": with_member("media/folder", kind=tarfile.DIRTYPE),
    "a device": with_member("media/device", kind=tarfile.CHRTYPE),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_member_that_does_not_belong_into_a_backup_is_refused(archive: Path, tmp_path: Path, empty_shop: EmptyShop, case: str) -> None:
    planted = rewritten(archive, tmp_path / "planted.tar.gz", NAMES[case])
    refused(planted, tmp_path, empty_shop, "does not belong into a backup")
    assert not (tmp_path / "escaped").exists()


CHANGED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "the other kind of database": (lambda plain: plain.update(database="postgresql"), "is not what its manifest says"),
    "another format": (lambda plain: plain.update(format=99), "another version"),
    "no figures": (lambda plain: plain.pop("figures"), "manifest can not be read"),
    "a checksum": (lambda plain: plain["members"]["database.sqlite3"].update(sha256="0" * 64), "is not what its manifest says"),
    "a missing upload": (
        lambda plain: plain["members"].update({"media/gone.jpg": {"size": 1, "sha256": "0"}}),
        "is not what its manifest says",
    ),
    "newer migrations": (
        lambda plain: plain.update(migration_hash="newer", migrations=[*plain["migrations"], "orders.9999_from_the_future"]),
        "newer than this code, which does not know orders.9999_from_the_future",
    ),
    "another number of rows": (lambda plain: plain["figures"]["rows"].update(order_order=7), "order_order: 7 / 1"),
    "another sum": (
        lambda plain: plain["figures"]["sums_paise"].update({"payments_payment.amount_paise": 7}),
        "payments_payment.amount_paise: 7 / ",
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_manifest_that_does_not_fit_is_refused(archive: Path, tmp_path: Path, empty_shop: EmptyShop, case: str) -> None:
    change, words = CHANGED[case]
    refused(rewritten(archive, tmp_path / "changed.tar.gz", with_manifest(change)), tmp_path, empty_shop, words)


def test_an_archive_of_the_other_kind_of_database_is_refused(archive: Path, tmp_path: Path, empty_shop: EmptyShop) -> None:
    def other_kind(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        next(header for header, _content in members if header.name == "database.sqlite3").name = "database.dump"
        with_manifest(
            lambda plain: plain.update(
                database="postgresql", members={name.replace("sqlite3", "dump"): member for name, member in plain["members"].items()}
            )
        )(members)

    refused(
        rewritten(archive, tmp_path / "other.tar.gz", other_kind),
        tmp_path,
        empty_shop,
        "holds a postgresql database, this shop is set to sqlite",
    )


def test_an_older_archive_is_taken_and_asks_for_the_migrations(
    archive: Path, tmp_path: Path, empty_shop: EmptyShop, capsys: pytest.CaptureFixture[str]
) -> None:
    older = rewritten(
        archive, tmp_path / "older.tar.gz", with_manifest(lambda plain: plain.update(migration_hash="older", key_mark="other"))
    )
    empty_shop("second")
    call_command("restore", older)
    said = capsys.readouterr().out
    assert "older than this code: run `manage.py migrate`" in said
    assert "another SECRET_KEY" in said
    assert (tmp_path / "second" / "migrations.hash").read_text() == "older\n"  # so that `prepare` migrates


def test_checking_alone_changes_nothing(archive: Path, tmp_path: Path, empty_shop: EmptyShop, capsys: pytest.CaptureFixture[str]) -> None:
    empty_shop("second")
    before = files_below(tmp_path / "second")
    call_command("restore", archive, check=True)
    assert "whole" in capsys.readouterr().out
    assert files_below(tmp_path / "second") == before


def test_a_file_that_is_there_is_not_overwritten(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.tar.gz").write_bytes(b"yesterday's")
    with pytest.raises(CommandError, match="is there already"):
        backup(tmp_path / "kept.tar.gz")
    assert (tmp_path / "kept.tar.gz").read_bytes() == b"yesterday's"


def test_a_disk_without_room_is_told_before_anything_is_written(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, 1024))
    with pytest.raises(CommandError, match="disk is too full"):
        backup(tmp_path / "new" / "kept.tar.gz")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_that_runs_full_meanwhile_leaves_nothing_behind(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: sealing.SealedWriter, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sealing.SealedWriter, "write", full)
    with pytest.raises(CommandError, match="The disk is full"):
        backup(tmp_path / "new" / "kept.tar.gz")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_that_runs_full_while_restoring_leaves_the_shop_as_it_was(
    archive: Path, tmp_path: Path, empty_shop: EmptyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(content: object, written: object = None) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    examined = reading.examine(archive)
    monkeypatch.setattr("marketplace.backup.restoring.examine", lambda file: examined)
    monkeypatch.setattr(reading, "_read", full)
    refused(archive, tmp_path, empty_shop, "The disk is full")


def test_an_archive_that_can_not_be_read_back_is_not_kept(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing_disk(file: Path) -> None:
        raise Damaged(file, "it is damaged")

    monkeypatch.setattr("marketplace.backup.writing.examine", failing_disk)
    with pytest.raises(CommandError, match="damaged"):
        backup(tmp_path / "new" / "kept.tar.gz")
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_killed_backup_left_behind_does_not_stop_the_next_one(shop: Path, tmp_path: Path) -> None:
    part = tmp_path / "kept.tar.gz.part"
    part.write_bytes(b"half")
    with pytest.raises(BackupProblem, match="too short"):
        reading.examine(part)
    backup(tmp_path / "kept.tar.gz")
    assert not part.exists()
