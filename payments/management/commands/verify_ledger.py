"""Prove the ledger."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand

from payments.comparing import LIMITS
from payments.ledger.balances import open_sources
from payments.ledger.verifying import verify


class Command(BaseCommand):
    help = (
        "Check every journal, entry, seal and balance of the ledger, and since when money stands in clearing accounts. "
        "Names the first broken row and ends with 1."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        verdict = verify()
        seconds = time.monotonic() - started
        if verdict.faults:
            self.stderr.write(f"Broken: {verdict.faults[0]}")
            if len(verdict.faults) > 1:
                self.stderr.write(f"{len(verdict.faults) - 1} more were found after it.")
            sys.exit(1)
        if options["verbosity"]:
            speed = round(verdict.entries / seconds) if seconds else 0
            self.stdout.write(
                f"{verdict.journals} journals with {verdict.entries} entries balance; {verdict.sealed} journals are sealed. "
                f"{seconds:.1f} s, {speed} entries a second."
            )
            self._ages()

    def _ages(self) -> None:
        """For each clearing account how much is open, and since when."""
        found = open_sources()
        for account in LIMITS:
            open_here = [one for one in found if one.account == account]
            if open_here:
                total = sum(one.paise for one in open_here)
                self.stdout.write(f"{account}: {total} paise of {len(open_here)} sources, the oldest since {open_here[0].since:%Y-%m-%d}.")
