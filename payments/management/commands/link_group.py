"""Name a group's own account at the licensed gateway."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from payments import linking
from producers.models import ProducerGroup


class Command(BaseCommand):
    help = "Name a group's account at the licensed gateway; the one before is ended. Shares made before keep theirs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="slug of the group")
        parser.add_argument("account", help="the gateway's name for the group's account")
        parser.add_argument("--by", required=True, help="e-mail address of the member of staff who looked at it")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            group = ProducerGroup.objects.get(slug=options["group"])
            person = User.objects.get(email=options["by"], is_staff=True)
        except (ProducerGroup.DoesNotExist, User.DoesNotExist) as missing:
            raise CommandError(str(missing)) from missing
        try:
            account = linking.link(group=group, account_id=options["account"], acting_user=person)
        except linking.LinkRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{group.name} is paid to {account.account_id}.")
