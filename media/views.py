"""Hands out files of pictures, and of screens that are read aloud."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from media.models import SpokenScreen
from media.sounds import keeping

TYPES = {".avif": "image/avif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
SPOKEN = "spoken"
# Folders of the upload storage that hold pictures for everybody. Documents, voice notes and half-finished uploads are not among them.
PUBLIC_FOLDERS = ("derivatives", "images", "original_images", "categories")
# The name of a file never gets another content: it holds a random number or the content's hash.
CACHE_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """One picture or screen read aloud, cacheable for ever, in a sandbox in case it is ever opened as a page."""
    path = PurePosixPath(name)
    if path.parts[:1] == (SPOKEN,) and "\0" not in name:
        return _spoken(request, path)
    content_type = TYPES.get(path.suffix.lower())
    if content_type is None or path.parts[0] not in PUBLIC_FOLDERS or ".." in path.parts or "\0" in name or "\\" in name:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    response.headers["Cache-Control"] = CACHE_FOR_EVER
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _spoken(request: HttpRequest, path: PurePosixPath) -> HttpResponseBase:
    """Only a recording that stands in a row: one that was replaced is gone at once, whatever the worker does."""
    row = SpokenScreen.objects.filter(file=str(path)).first()
    if row is None:
        raise Http404
    return keeping.response(request, row.file, row.content_type, cache=CACHE_FOR_EVER)
