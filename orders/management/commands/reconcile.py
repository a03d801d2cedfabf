"""Compare provider, bank, allocations and ledger."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from orders.reconciling import reconcile


class Command(BaseCommand):
    help = (
        "Post what the ledger lacks for rows that exist, compare all rows with it, and list what needs a person. "
        "The second run changes nothing. Ends with 1 where rows and ledger differ."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = reconcile()
        if options["verbosity"]:
            self.stdout.write(f"{report.compared} rows compared, {report.posted} posted.")
            for words in report.to_do:
                self.stdout.write(f"To do: {words}")
        for words in report.wrong:
            self.stderr.write(f"Wrong: {words}")
        if report.wrong:
            sys.exit(1)
