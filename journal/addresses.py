"""Addresses of pages with one name in them, made without asking every pattern of the shop each time."""

import re

from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.urls.converters import SlugConverter, StringConverter
from django.utils.translation import get_language

# What every slug and text in an address may be, written there as it is.
_AS_IT_IS = re.compile(r"[A-Za-z0-9_-]+")
_SAMPLE = "-0-sample-0-"
_known: dict[tuple[object, ...], tuple[str, str] | None] = {}


def path(name: str, value: object) -> str:
    """``reverse(name, args=[value])``. What stands before and behind the value is learnt once for each language."""
    place = (name, get_language(), get_urlconf(), get_script_prefix())
    if place not in _known:
        _known[place] = _ends(name)
    ends = _known[place]
    if ends is None or not isinstance(value, str) or not _AS_IT_IS.fullmatch(value):
        return reverse(name, args=[value])
    return f"{ends[0]}{value}{ends[1]}"


def _ends(name: str) -> tuple[str, str] | None:
    """Before and behind; nothing where the address hangs on more than a slug."""
    possible = get_resolver(get_urlconf()).reverse_dict.getlist(name)
    if len(possible) != 1 or any(type(kind) not in (SlugConverter, StringConverter) for kind in possible[0][3].values()):
        return None
    before, found, behind = reverse(name, args=[_SAMPLE]).partition(_SAMPLE)
    return (before, behind) if found and _SAMPLE not in behind else None
