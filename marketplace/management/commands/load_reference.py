"""Load what every shop needs, real or demo: districts, places, product types, tax rates, zones, pages. Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from marketplace.reference import LOADERS


class Command(BaseCommand):
    help = "Load or refresh the reference data from the data files of the rooms."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, loader in LOADERS:
            with transaction.atomic():
                count = loader()
            if options["verbosity"]:
                self.stdout.write(f"{name}: {count}")
