"""Pages for what went wrong. The last ones are plain files: when the database is away, nothing may be asked of it."""

import sys
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

PLAIN_PAGES = Path(settings.BASE_DIR) / "templates" / "plain"
RETRY_AFTER_S = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself can not be understood."""
    words = _("Something in the address or in what was sent can not be read. Go back and try once more.")
    return _small(request, 400, _("We did not understand that"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: a form sent by another site, or a page for somebody else."""
    words = _("This was sent from another place, or the page was open for too long. Go back, load it again and repeat the last step.")
    return _small(request, 403, _("That is not open to you"), words)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: with ways to go on."""
    return render(request, "storefront/looking/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 when the database is away or busy, which passes. Sent as they lie on disk."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(_file("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
    return HttpResponse(_file("500.html"), status=500)


def _file(name: str) -> str:
    return (PLAIN_PAGES / name).read_text(encoding="utf-8")


def _small(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "storefront/looking/error.html", {"title": title, "words": words, "status": status}, status=status)
