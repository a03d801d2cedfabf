"""A screen read aloud: recordings are put to screens by staff (``media.spoken``). Where there is none there is no player."""

from django import template
from django.template import Context
from django.utils.translation import get_language

from media import spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def recording(context: Context) -> str:
    """The address of this screen's recording in the reader's language; empty where nobody has recorded it."""
    request = context.get("request")
    name = spoken.file_of(spoken.screen_of(getattr(request, "resolver_match", None)), get_language() or "en")
    return spoken.address_of(name) if name else ""
