"""Compare the seed in the repository with one built just now by real migrations."""

import gzip
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from marketplace import migrating, seed


def description(file: Path) -> dict[str, Any]:
    """What two seeds have to share: schema, content types, permissions and row counts."""
    database = sqlite3.connect(file)
    rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").fetchall()
    tables = [name for kind, name, sql in rows if kind == "table" and "VIRTUAL" not in (sql or "") and not name.endswith(FTS_SHADOWS)]
    found: dict[str, Any] = {f"schema of {name}": sql for _kind, name, sql in rows if not name.endswith(FTS_SHADOWS)}
    for table in tables:
        found[f"rows in {table}"] = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - names from the schema
    found["content types"] = database.execute("SELECT app_label, model FROM django_content_type ORDER BY 1, 2").fetchall()
    found["permissions"] = database.execute(PERMISSIONS).fetchall()
    database.close()
    return found


PERMISSIONS = """
    SELECT c.app_label, c.model, p.codename FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
    ORDER BY 1, 2, 3
"""
FTS_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


class Command(BaseCommand):
    help = "Build a seed by real migrations and fail where the one in the repository differs."

    def handle(self, *args: Any, **options: Any) -> None:
        if seed.HASH_FILE.read_text(encoding="utf-8").strip() != seed.migration_hash():
            raise CommandError("Migrations or reference data have changed since the seed was built: run `make seed` and commit it.")
        with tempfile.TemporaryDirectory() as folder:
            kept, fresh = Path(folder) / "kept.sqlite3", Path(folder) / "fresh.sqlite3"
            with gzip.open(seed.SEED_FILE, "rb") as packed, kept.open("wb") as plain:
                shutil.copyfileobj(packed, plain)
            connection.close()
            connection.settings_dict["NAME"] = str(fresh)
            migrating.from_nothing()
            connection.close()
            differences = self.differences(description(kept), description(fresh))
        if differences:
            raise CommandError("The seed differs from one built by real migrations:\n" + "\n".join(differences))
        self.stdout.write("The seed equals one built by real migrations.")

    def differences(self, kept: dict[str, Any], fresh: dict[str, Any]) -> list[str]:
        """One line for each thing that is not the same."""
        keys = sorted(key for key in {*kept, *fresh} if kept.get(key) != fresh.get(key))
        return [f"  {key}: {kept.get(key)!r:.80} / {fresh.get(key)!r:.80}" for key in keys]
