"""Write one archive of database and uploads; the shop may run meanwhile."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from journal import audit
from marketplace.backup import writing
from marketplace.backup.problems import BackupProblem


class Command(BaseCommand):
    help = "Write one sealed archive of database and uploads. The shop may run meanwhile. See docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FILE", type=Path, help="A file that is not there yet. Default: a new one in VAR_DIR/backups.")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["to"] or writing.default_target()).absolute()
        try:
            made = writing.make(target)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        with transaction.atomic():
            audit.record(action="backup.made", subject=("backup", target.name), actor="command:backup")
        rows = sum(made.figures.rows.values())
        self.stdout.write(
            f"{target}: {len(made.members) - 1} uploads, {len(made.figures.rows)} tables, {rows} rows. Read back and found whole."
        )
