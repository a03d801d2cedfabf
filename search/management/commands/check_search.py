"""Compare what search reads with what it should be, and put it right with --repair."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import checking


class Command(BaseCommand):
    help = "Compare facts, words and index with the listings. Fails when something differs, unless --repair puts it right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write again what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checking.compare()
        for what, keys in vars(found).items():
            if keys:
                self.stdout.write(f"{what}: {len(keys)} differ, the first: {', '.join(map(str, keys[:10]))}")
        if not found:
            self.stdout.write("Facts, words and index are right.")
        elif not options["repair"]:
            raise CommandError("Search does not show what is for sale. Run it with --repair.")
        else:
            checking.repair(found)
            if checking.compare():
                raise CommandError("Something differs still: it was changed meanwhile, or it can not be written. Run it again.")
            self.stdout.write("Put right.")
