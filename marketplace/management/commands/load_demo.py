"""Fill the shop with invented groups, products and people."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.demo import load, scale
from marketplace.demo.people import PASSWORD, SHOPPER, STAFF
from marketplace.demo.progress import Progress


class Command(BaseCommand):
    help = "Load invented producer groups with products, stories, orders and log-ins. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--products", type=int, default=0, metavar="N", help=f"bring the shop to N plain products for scale work, up to {scale.MOST:,}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SHOP_OPEN:
            raise CommandError("SHOP_OPEN is 1: an open shop takes no invented groups. Load the demo into a shop of its own.")
        if not 0 <= options["products"] <= scale.MOST:
            raise CommandError(f"--products takes a number from 0 to {scale.MOST}.")
        progress = Progress(self.stdout)
        count = load.load(progress)
        if options["products"]:
            count = scale.load(options["products"], progress)
        if options["verbosity"]:
            self.stdout.write(f"{count} products of {load.ProducerGroup.objects.filter(status='approved').count()} groups are on sale.")
            self.stdout.write(f"Log in as {SHOPPER}, {STAFF} or a group's own address with the password {PASSWORD}.")
