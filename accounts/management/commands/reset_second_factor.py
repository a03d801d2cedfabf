"""For the day when nobody is left who can reset a second factor on screen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import second_factor
from accounts.errors import NoReason, NothingToReset
from accounts.models import User


class Command(BaseCommand):
    help = "Take a lost second factor off an account. Written into the journal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="How you made sure who asked.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(email=options["email"].strip().lower())
            second_factor.reset(user=user, acting_user=None, reason=options["reason"], actor="command:reset_second_factor")
        except User.DoesNotExist as error:
            raise CommandError("Nobody has this e-mail address.") from error
        except NothingToReset as error:
            raise CommandError("This person has no second factor.") from error
        except NoReason as error:
            raise CommandError("Give a reason.") from error
        self.stdout.write("The second factor is reset. At the next login a new one is set up.")
