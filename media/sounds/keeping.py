"""Takes in a recording, hands it out, and deletes its file once nobody needs it. None has a public address unless a page gives it one."""

import hashlib
import re
import secrets
from typing import IO

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journal import outbox
from media.sounds.reading import KINDS, NoSound, read

# A minute of uncompressed sound in one channel at 48 kHz; what browsers record in that time has a twentieth of it.
MOST_BYTES = 6 * 1024 * 1024
LONGEST_S = 60
GRACE_MS = 1_000  # a recorder that is stopped at its sixtieth second has written a little more
DELETE = "media.delete_sound"
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class SoundRefused(ValueError):
    """The file was not taken in. ``reason`` says why, in words for the person who sent it."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


class SoundFile(ContentFile):
    """The bytes of a recording under a random name, with what was read from them."""

    def __init__(self, data: bytes, *, content_type: str, length_ms: int) -> None:
        super().__init__(data, name=f"{secrets.token_hex(16)}.{KINDS[content_type].ending}")
        self.content_type, self.length_ms = content_type, length_ms
        self.sha256 = hashlib.sha256(data).hexdigest()

    def facts(self) -> dict[str, object]:
        """The fields of ``media.models.Recorded``."""
        return {
            "file": self,
            "content_type": self.content_type,
            "length_ms": self.length_ms,
            "size": self.size,
            "sha256": self.sha256,
        }


def too_large(most_bytes: int) -> str:
    """Why a recording of more bytes is not taken."""
    return _("This recording is larger than %(size)s KB. Please record it anew, or shorter.") % {"size": most_bytes // 1024}


def take_in(file: IO[bytes], *, most_bytes: int = MOST_BYTES, is_for_browsers: bool = False) -> SoundFile:
    """The recording ready to be kept. ``is_for_browsers`` refuses what they do not play. Raises ``SoundRefused``."""
    data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise SoundRefused(too_large(most_bytes))
    try:
        kind, length_ms = read(data)
    except NoSound:
        raise SoundRefused(_("This is no recording that we can take. Record it with the phone, as sound without a picture.")) from None
    if length_ms > LONGEST_S * 1000 + GRACE_MS:
        raise SoundRefused(_("This recording is longer than %(seconds)s seconds. Please say it shorter.") % {"seconds": LONGEST_S})
    if is_for_browsers and not kind.is_for_browsers:
        raise SoundRefused(_("Browsers do not play this recording. Record it as Ogg, WebM, MP4 or WAV."))
    return SoundFile(data, content_type=kind.content_type, length_ms=length_ms)


def response(request: HttpRequest, file: FieldFile, content_type: str, *, cache: str = "private, no-store") -> HttpResponse:
    """The recording, or the part of it that was asked for: players of phones ask for parts. Raises ``Http404``."""
    try:
        with file.open("rb") as opened:
            data = opened.read()
    except OSError as error:
        raise Http404 from error
    begin, end = _wanted(request.headers.get("Range", ""), len(data))
    is_part = (begin, end) != (0, len(data))
    answer = HttpResponse(data[begin:end], content_type=content_type, status=206 if is_part else 200)
    if is_part:
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(data)}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = cache
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def owe_deletion(file: FieldFile) -> None:
    """The file goes after the caller's transaction, which took its row away."""
    if file.name:
        outbox.owe(DELETE, key=file.name, payload={"name": file.name})


def _wanted(header: str, length: int) -> tuple[int, int]:
    """The bytes that were asked for; all of them where the question can not be read."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return 0, length
    begin, last = match[1], match[2]
    if not begin:
        return max(0, length - int(last)), length
    end = min(int(last) + 1, length) if last else length
    return (int(begin), end) if int(begin) < end else (0, length)
