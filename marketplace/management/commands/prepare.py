"""Make the data of a laptop shop ready in one process: database, static files, demo data."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from marketplace import seed
from orders import reconciling


class Command(BaseCommand):
    help = "Copy or migrate the database, collect static files, load the demo data. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("Database", self._database)
        self._step("Static files", lambda: call_command("collectstatic", interactive=False, verbosity=0))
        if not settings.SHOP_OPEN:
            self._step("Demo groups, products and pictures", lambda: call_command("load_demo", verbosity=1))

    def _step(self, name: str, act: Callable[[], object]) -> None:
        started = time.monotonic()
        self.stdout.write(f"{name} ...")
        self.stdout.flush()
        act()
        self.stdout.write(f"{name}: ready in {time.monotonic() - started:.1f} s")

    def _database(self) -> None:
        """A new SQLite database is the seed; an old one, or PostgreSQL, is migrated when its hash differs."""
        if connection.vendor == "sqlite":
            file = Path(str(connection.settings_dict["NAME"]))
            if not file.exists() or file.stat().st_size == 0:
                connection.close()
                seed.unpack(file)
                self._mark(seed.HASH_FILE.read_text(encoding="utf-8").strip())
        if self._marked() != seed.migration_hash():
            call_command("migrate", verbosity=0)
            call_command("load_reference", verbosity=0)
            reconciling.fill()
            self._mark(seed.migration_hash())

    def _marker(self) -> Path:
        return Path(settings.VAR_DIR) / "migrations.hash"

    def _marked(self) -> str:
        return self._marker().read_text(encoding="utf-8").strip() if self._marker().exists() else ""

    def _mark(self, value: str) -> None:
        self._marker().write_text(value + "\n", encoding="utf-8")
