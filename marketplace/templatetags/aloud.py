"""A screen read aloud: recordings are data, one file for each language and screen. Where there is none there is no button.

A recording of the screen with the URL name ``workspace-stock`` in Hindi is ``static/audio/hi/workspace-stock.mp3`` (60 KB at most, so
that it plays on a slow line).
"""

from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import get_language

register = template.Library()
FOLDER = Path(settings.BASE_DIR) / "static" / "audio"
ENDING = ".mp3"


@cache
def recordings(folder: Path = FOLDER) -> frozenset[str]:
    """``language/screen`` of every recording. Read once: new ones come with a new version of the shop."""
    return frozenset(f"{file.parent.name}/{file.stem}" for file in folder.glob(f"*/*{ENDING}"))


@register.simple_tag(takes_context=True)
def recording(context: Context) -> str:
    """The static path of this screen's recording in the reader's language; empty where nobody has recorded it."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    name = f"{(get_language() or 'en')}/{match.url_name}" if match and match.url_name else ""
    return f"audio/{name}{ENDING}" if name in recordings() else ""
