"""Effects that were given up after too many attempts: list them, and give them a fresh start once the cause is mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from journal import outbox
from journal.models import Effect


class Command(BaseCommand):
    help = "List effects that were given up; --revive gives them a fresh set of attempts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--revive", nargs="*", type=int, metavar="ID", help="these, or all of them when no id is given")

    def handle(self, *args: Any, **options: Any) -> None:
        dead = Effect.objects.filter(dead_at__isnull=False, done_at__isnull=True).order_by("pk")
        if options["revive"] is None:
            for row in dead:
                when = f"{row.dead_at:%Y-%m-%d %H:%M}"
                self.stdout.write(f"{row.pk} {row.kind}, given up {when} after {row.attempts} attempts: {row.last_error}")
            return
        wanted = options["revive"] or list(dead.values_list("pk", flat=True))
        self.stdout.write(f"{outbox.revive(wanted)} revived")
