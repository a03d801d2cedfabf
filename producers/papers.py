"""Papers of groups: a photo, drawn anew, or a PDF. What a file is, is read from its bytes; none has a public address."""

import hashlib
import secrets
from typing import IO

from django.core.files.base import ContentFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from media.uploads import PictureRefused, clean_file
from producers.errors import PaperRefused
from producers.models import GroupPaper

MAX_PDF_BYTES = 5 * 1024 * 1024
PDF, JPEG = "application/pdf", "image/jpeg"


class PaperFile(ContentFile):
    """The bytes of a paper under a random name."""

    def __init__(self, data: bytes, content_type: str) -> None:
        ending = "pdf" if content_type == PDF else "jpg"
        super().__init__(data, name=f"{secrets.token_hex(16)}.{ending}")
        self.content_type = content_type
        self.sha256 = hashlib.sha256(data).hexdigest()


def take_in(file: IO[bytes]) -> PaperFile:
    """The paper ready to be kept. Call it outside a transaction: drawing a photo anew takes up to a second. Raises ``PaperRefused``."""
    beginning = file.read(5)
    file.seek(0)
    if beginning == b"%PDF-":
        data = file.read(MAX_PDF_BYTES + 1)
        if len(data) > MAX_PDF_BYTES:
            raise PaperRefused(_("This PDF is larger than 5 MB. Send a photo of the paper instead."))
        return PaperFile(data, PDF)
    try:
        return PaperFile(clean_file(file).clean.data, JPEG)
    except PictureRefused as refusal:
        raise PaperRefused(refusal.reason) from None


def response(paper: GroupPaper) -> FileResponse:
    """The paper for somebody who may see it: kept in no cache, a PDF never opened inside the shop's own address. Raises ``Http404``."""
    try:
        file = paper.file.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(file, content_type=paper.content_type)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = "inline" if paper.content_type == JPEG else 'attachment; filename="paper.pdf"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
