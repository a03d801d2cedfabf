"""The drill: an archive becomes a shop that answers, with the same rows, orders and balances. On both kinds of database."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from journal.models import AuditEntry
from marketplace.backup import databases, figures, reading
from payments.models import Payment
from tests.backup.conftest import EmptyShop, Kept
from tests.backup.shops import UPLOADS, backup, balances, files_below, fill_media, uploads_in, use
from tests.server_thread import server_thread

pytestmark = pytest.mark.long

both = pytest.mark.parametrize(
    "", [pytest.param(marks=pytest.mark.sqlite, id="sqlite"), pytest.param(marks=pytest.mark.postgres, id="postgres")]
)


def answers() -> tuple[int, int]:
    return Client().get("/").status_code, Client().get("/readyz").status_code


@both
def test_a_restored_copy_answers_and_holds_the_same_rows_orders_and_balances(kept: Kept, empty_shop: EmptyShop, settings: Settings) -> None:
    assert len(kept.balances) == 3
    assert kept.figures.sums_paise["payments_payment.amount_paise"] > 0
    empty_shop("second")
    call_command("restore", kept.file, verbosity=0)
    assert AuditEntry.objects.get(action="backup.restored").subject == "kept.tar.gz"
    restored = figures.count(connection)
    restored.rows["journal_auditentry"] -= 1  # that very entry
    assert restored == kept.figures
    assert balances() == kept.balances
    assert uploads_in(Path(settings.MEDIA_ROOT)) == UPLOADS
    assert answers() == (200, 200)


@both
def test_a_shop_that_is_there_is_replaced_only_when_asked_and_is_kept_aside(archive: Path, empty_shop: EmptyShop, tmp_path: Path) -> None:
    name = empty_shop("second")
    call_command("restore", archive, verbosity=0)
    Payment.objects.update(amount_paise=1)
    (tmp_path / "second" / "media" / "later.jpg").write_bytes(b"later")
    with pytest.raises(CommandError, match="add --replace"):
        call_command("restore", archive, verbosity=0)
    assert set(Payment.objects.values_list("amount_paise", flat=True)) == {1}
    call_command("restore", archive, replace=True, verbosity=0)
    assert 1 not in set(Payment.objects.values_list("amount_paise", flat=True))
    assert not (tmp_path / "second" / "media" / "later.jpg").exists()
    (aside,) = (tmp_path / "second").glob("before-restore-*")
    assert (aside / "media" / "later.jpg").read_bytes() == b"later"
    kept = str(aside / Path(name).name) if connection.vendor == "sqlite" else (aside / "database.txt").read_text().split()[6]
    with databases.opened(kept) as old, old.cursor() as cursor:
        cursor.execute("SELECT DISTINCT amount_paise FROM payments_payment")
        assert cursor.fetchall() == [(1,)]


@both
def test_nothing_is_replaced_while_the_shop_runs(archive: Path, empty_shop: EmptyShop) -> None:
    name = empty_shop("second")
    call_command("restore", archive, verbosity=0)
    Payment.objects.update(amount_paise=1)
    with databases.opened(name) as other, other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM payments_payment")
        with pytest.raises(CommandError, match="still running"):
            call_command("restore", archive, replace=True, verbosity=0)
    assert set(Payment.objects.values_list("amount_paise", flat=True)) == {1}


@pytest.mark.sqlite
def test_nothing_is_replaced_while_a_web_server_runs_that_nobody_visits_just_now(archive: Path, empty_shop: EmptyShop) -> None:
    empty_shop("second")
    call_command("restore", archive, verbosity=0)
    with server_thread() as ask:
        assert ask("/readyz")[0] == 200
        with pytest.raises(CommandError, match="still running"):
            call_command("restore", archive, replace=True, verbosity=0)
    call_command("restore", archive, replace=True, verbosity=0)


@pytest.mark.sqlite
def test_figures_that_differ_from_the_manifest_stop_the_restore(
    archive: Path, empty_shop: EmptyShop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty_shop("second")
    before = files_below(tmp_path / "second")
    count = figures.count
    monkeypatch.setattr(figures, "count", lambda database: figures.Figures(rows={**count(database).rows, "order_order": 7}, sums_paise={}))
    with pytest.raises(CommandError, match="order_order: 1 / 7"):
        call_command("restore", archive, verbosity=0)
    assert files_below(tmp_path / "second") == before


@pytest.mark.sqlite
def test_a_copy_taken_while_others_write_is_one_state_of_the_database(shop: Path, tmp_path: Path) -> None:
    """A writer adds two rows in each transaction: a copy with an odd number would be none."""
    file, stop, started = str(connection.settings_dict["NAME"]), threading.Event(), threading.Event()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE pairs (n INTEGER)")

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=20)) as database:
            while not stop.is_set():
                with database:
                    database.execute("INSERT INTO pairs VALUES (1)")
                    database.execute("INSERT INTO pairs VALUES (2)")
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    started.wait(10)
    try:
        made = reading.examine(backup(tmp_path / "busy.tar.gz"))
    finally:
        stop.set()
        writer.join()
    assert made.figures.rows["pairs"] > 0
    assert made.figures.rows["pairs"] % 2 == 0


@both
def test_only_the_owner_may_read_an_archive(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


@pytest.mark.postgres
def test_without_the_programs_of_postgresql_the_package_is_named(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(CommandError, match=r"pg_dump was not found\. Install the package postgresql-client"):
        backup(tmp_path / "none.tar.gz")
    assert list(tmp_path.glob("none*")) == []


def test_another_media_folder_is_not_touched(archive: Path, empty_shop: EmptyShop, tmp_path: Path, settings: Settings) -> None:
    """Uploads without a database are a shop as well."""
    empty_shop("second")
    fill_media(tmp_path / "second" / "media")
    with pytest.raises(CommandError, match="add --replace"):
        call_command("restore", archive, verbosity=0)
    use(settings, tmp_path / "second")
    assert uploads_in(tmp_path / "second" / "media") == UPLOADS
