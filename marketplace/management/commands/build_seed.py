"""Build the seed database by real migrations (`make seed`)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from marketplace import migrating, seed


class Command(BaseCommand):
    help = "Migrate an empty SQLite database, load the reference data and keep the result as the seed."

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("The seed is a SQLite file: leave DATABASE_URL empty.")
        connection.close()
        target = settings.VAR_DIR / "build" / "seed.sqlite3"
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob("seed.sqlite3*"):
            leftover.unlink()
        connection.settings_dict["NAME"] = str(target)
        self.stdout.write("Applying every migration to an empty database; this takes one to two minutes.")
        migrating.from_nothing()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        seed.pack(Path(target))
        self.stdout.write(f"Wrote {seed.SEED_FILE.name}, {seed.SEED_FILE.stat().st_size // 1024} KB.")
