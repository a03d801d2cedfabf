"""A photo or a recording in pieces of 64 KB, for lines that drop: each is checked, kept once, and the phone goes on where it stopped.

The text that it belongs to comes first and says how large the whole is and what its checksum is (``begin``). Pieces come in their
order (``add``); a repeated one changes nothing. When all are there, a picture is drawn anew (``drawn``) and a recording read to its end
(``heard``) outside of any transaction; then it is kept once (``finish``, ``arrived``). What never ended is forgotten after two weeks.
"""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from media.models import PhotoPiece, PhotoUpload, Picture
from media.sounds import keeping
from media.uploads import CleanFile, PictureRefused, clean_file, keep

if TYPE_CHECKING:
    from accounts.models import User

PIECE_BYTES = 64 * 1024
# What one person may have on its way at a time: many listings with small photos, or a few large ones.
QUOTA_BYTES = 60 * 1024 * 1024
KEEP_DAYS = 14
State = PhotoUpload.State
Kind = PhotoUpload.Kind
_KEY = re.compile(r"[0-9A-Za-z-]{8,40}")
_SUM = re.compile(r"[0-9a-f]{64}")


class PieceRefused(Exception):
    """The piece was not taken. ``code``: damaged, too_large, elsewhere (send from ``received`` on)."""

    def __init__(self, code: str, received: int = 0) -> None:
        super().__init__(code)
        self.code, self.received = code, received


class UploadRefused(ValueError):
    """What was announced can not be taken. ``reason`` says why, in words for the person who sends it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def begin(*, owner: "User", key: str, belongs_to: str, size: int, sha256: str, kind: Kind = Kind.PHOTO, language: str = "") -> PhotoUpload:
    """Announce a photo or a recording, in the caller's transaction; a second time it is the same one. Raises ``UploadRefused``."""
    if not _KEY.fullmatch(key) or not _SUM.fullmatch(sha256):
        raise UploadRefused(_("This file can not be told from others. Please choose it again."))
    _refuse_size(kind, size)
    known = PhotoUpload.objects.filter(owner=owner, key=key).first()
    if known is not None:
        return known
    waiting = PhotoUpload.objects.filter(owner=owner, state=State.OPEN).aggregate(bytes=Sum("size"))["bytes"] or 0
    if waiting + size > QUOTA_BYTES:
        raise UploadRefused(_("Too many photos are on their way already. Send those first."))
    return PhotoUpload.objects.create(
        owner=owner, key=key, kind=kind, language=language[:8], belongs_to=belongs_to, size=size, sha256=sha256
    )


def _refuse_size(kind: Kind, size: int) -> None:
    if kind == Kind.SOUND and not 0 < size <= keeping.MOST_BYTES:
        raise UploadRefused(keeping.too_large(keeping.MOST_BYTES))
    if kind == Kind.PHOTO and not 0 < size <= settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // (1024 * 1024)
        raise UploadRefused(_("This picture is larger than %(size)d MB. Please send a smaller one.") % {"size": largest})


def add(upload: PhotoUpload, *, offset: int, data: bytes, checksum: str) -> int:
    """Keep one piece; returns how many bytes are here now. Raises ``PieceRefused``."""
    if hashlib.sha256(data).hexdigest() != checksum:
        raise PieceRefused("damaged", upload.received)
    end = offset + len(data)
    if not 0 < len(data) <= PIECE_BYTES or offset < 0 or end > upload.size:
        raise PieceRefused("too_large", upload.received)
    with transaction.atomic():
        taken = PhotoUpload.objects.filter(pk=upload.pk, received=offset, state=State.OPEN).update(received=F("received") + len(data))
        if taken:
            PhotoPiece.objects.create(upload=upload, offset=offset, data=data)
    upload.refresh_from_db(fields=["received", "state", "reason"])
    if not taken and upload.received < end and upload.state == State.OPEN:
        raise PieceRefused("elsewhere", upload.received)
    return upload.received


def drawn(upload: PhotoUpload) -> CleanFile:
    """The whole photo, checked and drawn anew. Never inside a transaction. Raises ``PictureRefused``."""
    data = _whole(upload)
    if data is None:
        raise PictureRefused(_("This picture is damaged or was not sent completely. Please send it again."))
    return clean_file(BytesIO(data))


def heard(upload: PhotoUpload) -> keeping.SoundFile:
    """The whole recording, checked and read to its end. Raises ``keeping.SoundRefused``."""
    data = _whole(upload)
    if data is None:
        raise keeping.SoundRefused(_("This recording is damaged or was not sent completely. Please record it again."))
    return keeping.take_in(BytesIO(data))


def _whole(upload: PhotoUpload) -> bytes | None:
    """All pieces as one; nothing when they are not what was announced."""
    data = b"".join(bytes(piece.data) for piece in upload.pieces.order_by("offset"))
    return data if hashlib.sha256(data).hexdigest() == upload.sha256 else None


def arrived(upload: PhotoUpload) -> bool:
    """It is being kept, in the caller's transaction, so its pieces go; False when another request has just done that."""
    if not PhotoUpload.objects.filter(pk=upload.pk, state=State.OPEN).update(state=State.DONE):
        return False
    PhotoPiece.objects.filter(upload=upload).delete()
    return True


def finish(upload: PhotoUpload, clean: CleanFile, *, title: str, acting_user: "User") -> Picture | None:
    """Keep the picture, in the caller's transaction; nothing when another request has just done that."""
    if not arrived(upload):
        return None
    picture = keep(clean, title=title, alt="", acting_user=acting_user)
    PhotoUpload.objects.filter(pk=upload.pk).update(picture=picture)
    return picture


def refuse(upload: PhotoUpload, reason: str) -> None:
    """It can not be taken; its pieces go. Said again as often as it is asked."""
    with transaction.atomic():
        if PhotoUpload.objects.filter(pk=upload.pk, state=State.OPEN).update(state=State.REFUSED, reason=reason[:200]):
            PhotoPiece.objects.filter(upload=upload).delete()


def forget_old() -> int:
    """Delete what was begun two weeks ago and more, a hundred at a time; what was made of it stays."""
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    gone = 0
    while keys := list(PhotoUpload.objects.filter(begun_at__lt=old).order_by("pk").values_list("pk", flat=True)[:100]):
        PhotoUpload.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
