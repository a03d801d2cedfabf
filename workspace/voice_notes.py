"""Saying it instead of writing it: one page for the group, who records and agrees, and for the facilitator, who types it out."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from catalogue import access, sending, voice_notes
from catalogue.errors import DraftClosed, NoteGone, WrongListingStatus
from catalogue.models import ListingDraft, VoiceNote
from media.sounds import keeping
from media.sounds.reading import KINDS
from producers.access import FACILITATOR, role_in
from workspace import reach

ATTEMPT_LENGTH = 40


class NotThat(Exception):
    """What was asked can not be done; its words are for the reader."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, key: str) -> HttpResponse:
    """Record, hear, type out, agree: what the person may do next stands on the page."""
    draft = _draft(request, key)
    if request.method != "POST":
        return _page(request, draft)
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise NotThat(_("Choose what to do."))
        return act(request, draft)
    except NotThat as refusal:
        return _page(request, draft, str(refusal))
    except NoteGone:
        return _page(request, _draft(request, key), _("This has changed since you looked at it. Look again."))


@never_cache
@login_required
@require_safe
def sound(request: HttpRequest, key: str) -> HttpResponse:
    """The recording, for those who reach the page."""
    found = _note_of(_draft(request, key))
    if found is None:
        raise Http404
    return keeping.response(request, found.file, found.content_type)


@never_cache
@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What this person is to type out, and what the own groups are asked to look at."""
    user = signed_in(request)
    rows = {
        "to_write": [_row(found) for found in voice_notes.to_write(voice_notes.facilitated(user))],
        "to_agree": [_row(found) for found in voice_notes.to_agree(user)],
    }
    return render(request, "workspace/voice_notes.html", rows)


def _draft(request: HttpRequest, key: str) -> ListingDraft:
    try:
        return access.noted_draft_for(request.user, key)
    except ListingDraft.DoesNotExist:
        raise Http404 from None


def _note_of(draft: ListingDraft) -> VoiceNote | None:
    return getattr(draft, "voice_note", None)


def _there(draft: ListingDraft) -> VoiceNote:
    found = _note_of(draft)
    if found is None:
        raise NotThat(_("There is no recording."))
    return found


def _record(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    sent = request.FILES.get("sound")
    if sent is None:
        raise NotThat(_("Record something first, or choose a recording."))
    try:
        voice_notes.keep(
            draft=draft,
            sound=keeping.take_in(sent),
            key=request.POST.get("attempt", "")[:ATTEMPT_LENGTH] or secrets.token_urlsafe(12),
            language=request.POST.get("language", ""),
            acting_user=signed_in(request),
            on_behalf_of=reach.stamp(request, draft.group),
        )
    except keeping.SoundRefused as refusal:
        raise NotThat(refusal.reason) from refusal
    except DraftClosed:
        raise NotThat(_("This was sent already. Begin a change of the listing to say something new.")) from None
    messages.success(request, _("We have your recording. Somebody types it out, and you look at it."))
    return _to(draft)


def _write(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    if role_in(request.user, draft.group) != FACILITATOR:
        raise Http404
    try:
        voice_notes.write(
            note=_there(draft),
            words=request.POST.get("words", ""),
            language=request.POST.get("language", ""),
            version=_version(request),
            acting_user=signed_in(request),
        )
    except ValueError:
        raise NotThat(_("Type what is said, and choose its language.")) from None
    messages.success(request, _("Sent to the group, who looks at it."))
    return HttpResponseRedirect(reverse("workspace-voice-notes"), status=303)


def _agree(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    _only_the_group(request, draft)
    try:
        changed = voice_notes.agree(note=_there(draft), version=_version(request), acting_user=signed_in(request))
    except DraftClosed:
        raise NotThat(_("This listing was thrown away.")) from None
    except WrongListingStatus:
        raise NotThat(_("Staff are looking at this listing. Say yes once they have answered.")) from None
    messages.success(request, _("It is the story now. Look at it, and go on."))
    return HttpResponseRedirect(reverse("workspace-draft", args=[changed.key, "words"]), status=303)


def _ask_again(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    _only_the_group(request, draft)
    voice_notes.ask_again(
        note=_there(draft), asked=request.POST.get("asked", ""), version=_version(request), acting_user=signed_in(request)
    )
    messages.success(request, _("Somebody listens to it again."))
    return _to(draft)


def _delete(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    voice_notes.delete(note=_there(draft), acting_user=signed_in(request), on_behalf_of=reach.stamp(request, draft.group))
    messages.success(request, _("The recording is deleted."))
    if draft.closed_at is None:
        return HttpResponseRedirect(reverse("workspace-draft", args=[draft.key, "words"]), status=303)
    return HttpResponseRedirect(reverse("workspace-listings", args=[draft.group.slug]), status=303)


ACTS: dict[str, Callable[[HttpRequest, ListingDraft], HttpResponse]] = {
    "record": _record,
    "write": _write,
    "agree": _agree,
    "again": _ask_again,
    "delete": _delete,
}


def _only_the_group(request: HttpRequest, draft: ListingDraft) -> None:
    """Who types it out does not say for the group that it is right."""
    if role_in(request.user, draft.group) == FACILITATOR:
        raise Http404


def _to(draft: ListingDraft) -> HttpResponse:
    return HttpResponseRedirect(reverse("workspace-note", args=[draft.key]), status=303)


def _version(request: HttpRequest) -> int:
    """The version that was on the page; none fits what is not a number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _page(request: HttpRequest, draft: ListingDraft, problem: str = "") -> HttpResponse:
    role, found = role_in(request.user, draft.group), _note_of(draft)
    context = {
        "draft": draft,
        "role": role,
        "title": draft.answers.get("title") or sending.default_title(draft),
        "note": found,
        "is_playable": found is not None and KINDS[found.content_type].is_for_browsers,
        "may_write": role == FACILITATOR,
        "may_record": draft.closed_at is None,
        "attempt": secrets.token_urlsafe(12),
        "tongues": settings.LANGUAGES,
        "tongue": found.language if found else get_language(),
        "problems": [{"words": problem}] if problem else [],
        "typed": request.POST.get("words", ""),
    }
    return reach.page(request, "workspace/voice_note.html", draft.group, context, status=422 if problem else 200)


def _row(found: VoiceNote) -> dict[str, Any]:
    draft = found.draft
    return {
        "note": found,
        "group": draft.group,
        "key": draft.key,
        "title": draft.answers.get("title") or sending.default_title(draft),
        "language": dict(settings.LANGUAGES).get(found.language, found.language),
    }
