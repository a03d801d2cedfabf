"""Gather every sentence of the interface into locale/."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from words import gathering


class Command(BaseCommand):
    """``manage.py gather_words [hi ur ...]``: all languages when none is named."""

    help = "Gathers every sentence of code, templates and data files into locale/ and compiles what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which languages to write."""
        parser.add_argument("languages", nargs="*", help="codes such as hi; all of the shop's when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print for each language how many sentences there are and how many lack words."""
        known = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        wanted = options["languages"] or known
        if unknown := sorted(set(wanted) - set(known)):
            raise CommandError(f"The shop has no such language: {', '.join(unknown)}.")
        try:
            gathered = gathering.gather(settings.BASE_DIR)
        except gathering.ToolMissing as error:
            raise CommandError(str(error)) from error
        for code in wanted:
            file = settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"
            count, empty = gathering.merge(gathered, file, code)
            self.stdout.write(f"{code}: {count} sentences, {empty} without words")
