"""Cut the fonts of static/fonts out of Debian's Noto again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from words import fonts


class Command(BaseCommand):
    """``manage.py cut_fonts``: needs the Debian package fonts-noto-core; not part of a start."""

    help = "Cuts the fonts for Nastaliq and Tibetan script out of fonts-noto-core into static/fonts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each file with its size."""
        for one in fonts.CUTS:
            if not (fonts.NOTO / one.source).exists():
                raise CommandError(f"{one.source} is not in {fonts.NOTO}: install fonts-noto-core.")
            target = fonts.cut(one, settings.BASE_DIR / "static" / "fonts")
            self.stdout.write(f"{target.name}: {target.stat().st_size / 1024:.0f} KB")
