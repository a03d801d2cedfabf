"""Prove the tax papers."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from payments.models import TaxPaper
from payments.papers.verifying import faults


class Command(BaseCommand):
    help = "Check numbers, sums and credit of every tax paper, and that they foot to what was received and earned. Ends with 1 on a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for fault in faults():
            found += 1
            self.stderr.write(fault)
        if found:
            sys.exit(1)
        if options["verbosity"]:
            self.stdout.write(f"{TaxPaper.objects.count()} tax papers foot, without a gap in their numbers.")
