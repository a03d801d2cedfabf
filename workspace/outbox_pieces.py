"""Photos and recordings that were made without signal, as they come in, piece by piece; the last piece puts them with their listing."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.people import signed_in
from catalogue import voice_notes
from catalogue.drafts import add_photo
from catalogue.errors import DraftClosed, TooManyPhotos
from catalogue.models import ListingDraft
from media import pieces
from media.models import PhotoUpload
from media.sounds.keeping import SoundRefused
from media.uploads import PictureRefused
from producers.access import may, on_behalf_of
from workspace.outbox import group_or_404


@never_cache
@login_required
@require_POST
def piece(request: HttpRequest, slug: str, key: str) -> JsonResponse:
    """One piece of a photo or recording whose listing has arrived. The answer says how much of it is here."""
    group, person = group_or_404(request, slug), signed_in(request)
    upload = PhotoUpload.objects.filter(owner=person, key=key).first()
    draft = ListingDraft.objects.select_related("group").filter(key=upload.belongs_to, group=group).first() if upload else None
    if upload is None or draft is None or not may(person, group, "edit_listings"):
        raise Http404
    offset = request.headers.get("X-Offset", "")
    try:
        if upload.state == PhotoUpload.State.OPEN:
            begins = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 10 else -1
            pieces.add(upload, offset=begins, data=request.body, checksum=request.headers.get("X-Sum", ""))
    except pieces.PieceRefused as refusal:
        return JsonResponse({"received": refusal.received, "code": refusal.code}, status=409)
    if upload.state == PhotoUpload.State.OPEN and upload.received == upload.size:
        finish = _hear if upload.kind == PhotoUpload.Kind.SOUND else _show
        finish(upload, draft, person, on_behalf_of(person, group))
        upload.refresh_from_db()
    status = 422 if upload.state == PhotoUpload.State.REFUSED else 200
    return JsonResponse({"received": upload.received, "state": upload.state, "words": upload.reason}, status=status)


def _show(upload: PhotoUpload, draft: ListingDraft, person: User, stamp: str) -> None:
    """All pieces are here: draw the picture anew, then put it with its listing, in one transaction."""
    try:
        clean = pieces.drawn(upload)
        with transaction.atomic():
            picture = pieces.finish(upload, clean, title=_("Product photo"), acting_user=person)
            if picture is not None:
                add_photo(draft=draft, picture=picture, acting_user=person, on_behalf_of=stamp)
    except PictureRefused as refusal:
        pieces.refuse(upload, refusal.reason)
    except (DraftClosed, TooManyPhotos):
        pieces.refuse(upload, _("The listing was sent or thrown away before this photo came."))


def _hear(upload: PhotoUpload, draft: ListingDraft, person: User, stamp: str) -> None:
    """All pieces are here: read the recording to its end, then keep it with its listing, in one transaction."""
    try:
        sound = pieces.heard(upload)
        with transaction.atomic():
            if pieces.arrived(upload):
                voice_notes.keep(draft=draft, sound=sound, key=upload.key, language=upload.language, acting_user=person, on_behalf_of=stamp)
    except SoundRefused as refusal:
        pieces.refuse(upload, refusal.reason)
    except DraftClosed:
        pieces.refuse(upload, _("The listing was sent or thrown away before this recording came."))
