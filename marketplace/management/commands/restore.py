"""Examine an archive and put it in place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace import seed
from marketplace.backup import reading, restoring, writing
from marketplace.backup.manifest import Manifest
from marketplace.backup.problems import BackupProblem


class Command(BaseCommand):
    help = "Put a backup into the empty shop that VAR_DIR and DATABASE_URL name. See docs/backup.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="Instead of the shop that is there, which is kept aside.")
        parser.add_argument("--check", action="store_true", help="Only examine the archive.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"]).absolute()
        try:
            if options["check"]:
                manifest = reading.examine(file)
                restoring.check_fits(file, manifest)
            else:
                manifest = restoring.restore(file, replace=options["replace"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self._tell(file, manifest, "whole" if options["check"] else "restored")

    def _tell(self, file: Path, manifest: Manifest, word: str) -> None:
        self.stdout.write(f"{file}: {word}. Made {manifest.made_at}; {manifest}.")
        if manifest.migration_hash != seed.migration_hash():
            self.stdout.write("It is older than this code: run `manage.py migrate` and `manage.py load_reference` before the start.")
        if manifest.key_mark != writing.key_mark():
            self.stdout.write("It was made with another SECRET_KEY: links in mails and log-ins will not open. Use the old key.")
