"""Which language a page is in: the first part of its path, English without one. No cookie, no header, so pages stay cacheable."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from words import loading

_PREFIXES = {code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


def language_of(path: str) -> str:
    """The language code that ``path`` starts with, English for any other path."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in _PREFIXES else settings.LANGUAGE_CODE


def without_prefix(path: str) -> str:
    """The English path of the same page: ``/ur/groups/`` becomes ``/groups/``."""
    language = language_of(path)
    return path if language == settings.LANGUAGE_CODE else "/" + path.lstrip("/")[len(language) :].lstrip("/")


class PathLanguageMiddleware:
    """Activates the language of the path for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        loading.freshen()
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
