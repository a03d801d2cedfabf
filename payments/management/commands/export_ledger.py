"""Write the ledger as text for an accountant."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.ledger import exporting


class Command(BaseCommand):
    help = "Write the ledger in the format of hledger and Ledger (plain-text accounting), of all days or of some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="begin", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the first day")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last day")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["begin"] and options["end"] and options["end"] < options["begin"]:
            raise CommandError("The last day is before the first.")
        for line in exporting.lines(options["begin"], options["end"]):
            self.stdout.write(line)
