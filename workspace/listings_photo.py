"""The first page of a draft: one to five photos, straight from the camera if wanted."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from catalogue import drafts
from catalogue.errors import DraftClosed, TooManyPhotos
from catalogue.models import ListingDraft
from media.derivatives import sources_of
from media.models import Picture
from media.uploads import PictureRefused, store_picture
from producers.models import ProducerGroup
from workspace import reach

ALT_LENGTH = 160
ATTEMPT_LENGTH = 40
# The two file inputs of the page: one opens the camera, the other the phone's pictures.
INPUTS = ("camera", "photo")


@dataclass
class Upload:
    """What came with one post: pictures that were kept, and why others were not."""

    kept: list[Picture] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a listing. Nothing is written before the first post; a repeated one begins nothing new."""
    group = reach.group_or_404(request, slug)
    attempt = request.POST.get("attempt", "")[:ATTEMPT_LENGTH] or secrets.token_urlsafe(12)
    if request.method != "POST":
        return _page(request, group, None, attempt=attempt)
    upload = _take_in(request, drafts.MAX_PHOTOS)
    if upload.refused and not upload.kept:
        return _page(request, group, None, attempt=attempt, problems=upload.refused, status=422)
    who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, group)}
    draft = drafts.start(group=group, attempt=attempt, **who)
    try:
        for picture in upload.kept:
            drafts.add_photo(draft=draft, picture=picture, **who)
    except TooManyPhotos:
        upload.refused.append(_too_many())
    except DraftClosed:
        return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "check"]), status=303)
    for words in upload.refused:
        messages.error(request, words)
    return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "photo" if upload.refused else "what"]), status=303)


def photo_step(request: HttpRequest, draft: ListingDraft, next_step: str) -> HttpResponse:
    """The photos of a draft that was begun: add, take out, put first, go on."""
    if request.method != "POST":
        return _page(request, draft.group, draft)
    who: dict[str, Any] = {"acting_user": signed_in(request), "on_behalf_of": reach.stamp(request, draft.group)}
    act, _colon, key = request.POST.get("act", "").partition(":")
    if act in ("remove", "first") and key.isdecimal():
        change = drafts.remove_photo if act == "remove" else drafts.put_first
        change(draft=draft, picture_id=int(key), **who)
        return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "photo"]), status=303)
    upload = _take_in(request, drafts.MAX_PHOTOS - len(draft.photos))
    try:
        for picture in upload.kept:
            draft = drafts.add_photo(draft=draft, picture=picture, **who)
    except TooManyPhotos:
        upload.refused.append(_too_many())
    if upload.refused:
        return _page(request, draft.group, draft, problems=upload.refused, status=422)
    stays = act == "add"
    return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "photo" if stays else next_step]), status=303)


def _take_in(request: HttpRequest, room: int) -> Upload:
    """Keep the pictures that came along, outside of any transaction: drawing one anew takes up to a second."""
    upload = Upload()
    alt = request.POST.get("alt", "").strip()[:ALT_LENGTH]
    files = [file for name in INPUTS for file in request.FILES.getlist(name)]
    for number, file in enumerate(files):
        if number >= room:
            upload.refused.append(_too_many())
            break
        try:
            upload.kept.append(store_picture(file, title=alt or _("Product photo"), alt=alt, acting_user=signed_in(request)))
        except PictureRefused as refusal:
            upload.refused.append(f"{file.name}: {refusal.reason}")
    return upload


def _too_many() -> str:
    return _("A listing shows %(number)d pictures at most. Take one out first.") % {"number": drafts.MAX_PHOTOS}


def _page(
    request: HttpRequest,
    group: ProducerGroup,
    draft: ListingDraft | None,
    *,
    attempt: str = "",
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "draft": draft,
        "photos": pictures_of(draft) if draft else [],
        "room": drafts.MAX_PHOTOS - (len(draft.photos) if draft else 0),
        "attempt": attempt,
        "alt": request.POST.get("alt", "")[:ALT_LENGTH],
        "problems": [{"words": words, "href": "#photo"} for words in problems or []],
        "step": 1,
        "steps": 7 if draft is None or draft.listing_id is None else 0,
    }
    return reach.page(request, "workspace/listing_photo.html", group, context, status=status)


def pictures_of(draft: ListingDraft) -> list[dict[str, Any]]:
    """The pictures of a draft in their order, as pages need them. Two queries."""
    found = Picture.objects.in_bulk(draft.photos)
    made = sources_of(found.values())
    return [{"key": key, "picture": made[key]} for key in draft.photos if key in made]
