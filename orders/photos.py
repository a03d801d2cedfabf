"""Photos about a part of an order: drawn anew as every upload, kept where no public address leads, shown to those concerned only."""

from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from django.http import FileResponse, Http404

from media.uploads import CleanFile, clean_file
from orders.models import Parcel, PartPhoto, ProducerOrder, ReturnRequest

if TYPE_CHECKING:
    from accounts.models import User

AT_MOST = 4  # photos of one request, of one pack, of one receipt


def take_in(files: Iterable[IO[bytes]]) -> list[CleanFile]:
    """Draw what was sent anew, outside any transaction: a photo takes up to a second. Raises ``PictureRefused``."""
    return [clean_file(file) for file, _number in zip(files, range(AT_MOST), strict=False)]


def keep(
    part: ProducerOrder,
    photos: Sequence[CleanFile],
    *,
    kind: str,
    acting_user: "User | None",
    parcel: Parcel | None = None,
    request: ReturnRequest | None = None,
) -> list[PartPhoto]:
    """Write the photos down with what they show, in the caller's transaction."""
    return [
        PartPhoto.objects.create(
            producer_order=part,
            kind=kind,
            parcel=parcel,
            request=request,
            file=photo,
            sha256=photo.clean.sha256,
            by_user=acting_user,
        )
        for photo in photos
    ]


def keep_receipt(part: ProducerOrder, parcels: Sequence[Parcel], photos: Sequence[CleanFile], *, acting_user: "User") -> None:
    """The carrier's receipt, one file for all parcels that went with it, in the caller's transaction."""
    for photo in photos:
        first = keep(part, [photo], kind=PartPhoto.Kind.HANDED_OVER, acting_user=acting_user, parcel=parcels[0])[0]
        PartPhoto.objects.bulk_create(
            PartPhoto(producer_order=part, kind=first.kind, parcel=parcel, file=first.file.name, sha256=first.sha256, by_user=acting_user)
            for parcel in parcels[1:]
        )


def response(photo: PartPhoto) -> FileResponse:
    """The photo for somebody who may see it: kept in no cache, in a sandbox in case it is opened as a page. Raises ``Http404``."""
    if photo.deleted_at:
        raise Http404
    try:
        file = photo.file.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(file, content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
