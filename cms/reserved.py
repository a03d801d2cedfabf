"""First parts of addresses that belong to views: a page of the CMS with such a slug would never be seen."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

_LITERAL_START = re.compile(r"\^?/?([A-Za-z0-9_-]+)(?=[/$.\\]|$)")


@cache
def reserved_slugs() -> frozenset[str]:
    """The first segment of every route, read from the URLconf itself, of the static files, and the prefixes of the languages."""
    languages = {code for code, _name in settings.LANGUAGES}
    return frozenset(_first_segments(get_resolver().url_patterns)) | languages | {settings.STATIC_URL.strip("/")}


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        route = _route(entry)
        first = route.split("/", 1)[0]
        if first and not first.startswith("<"):
            yield first
        elif not route and isinstance(entry, URLResolver):
            yield from _first_segments(entry.url_patterns)


def _route(entry: URLPattern | URLResolver) -> str:
    """What an entry matches first, without its language prefix; empty where it matches nothing by itself or anything at all."""
    pattern = entry.pattern
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    assert isinstance(pattern, RegexPattern)  # noqa: S101  # the only other kind that Django has
    literal = _LITERAL_START.match(str(pattern))
    return literal.group(1) if literal else ""
