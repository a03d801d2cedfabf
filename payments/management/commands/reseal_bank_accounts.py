"""Seal every account number under the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.bank_accounts import reseal
from payments.households import bank_details
from payments.sealing import NotOpened


class Command(BaseCommand):
    help = "Seal the account numbers of groups and households under the first of BANK_KEYS. Run it at any time; see docs/payouts.md."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = reseal() + bank_details.reseal()
        except NotOpened as error:
            raise CommandError(f"A number does not open, and nothing is lost: put its key back into BANK_KEYS. {error}") from error
        self.stdout.write(f"{changed} account numbers were sealed anew. The newest key opens all of them; older ones may go.")
