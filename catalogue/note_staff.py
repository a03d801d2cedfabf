"""Staff type out voice notes of groups that nobody else helps: what waits, each with its recording and a field for the words."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.admin_frame import frame
from accounts.models import User
from catalogue import moderation, sending, voice_notes
from catalogue.errors import NoteGone
from catalogue.models import VoiceNote
from media.sounds import keeping
from producers.models import ProducerGroup

UNPROCESSABLE = 422
SHOWN = 50


def how_many_wait() -> int:
    """Recordings that wait to be typed out. One query."""
    return voice_notes.to_write(ProducerGroup.objects.all()).count()


@permission_required(moderation.MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest) -> HttpResponse:
    """The oldest first; a POST sends what was typed to the group."""
    if request.method != "POST":
        return _page(request)
    note = get_object_or_404(VoiceNote, number=request.POST.get("note", ""))
    version = request.POST.get("version", "")
    try:
        voice_notes.write(
            note=note,
            words=request.POST.get("words", ""),
            language=request.POST.get("language", ""),
            version=int(version[:9]) if version.isdecimal() else 0,
            acting_user=cast(User, request.user),
        )
    except ValueError:
        return _page(request, problem=_("Type what is said, and choose its language."))
    except NoteGone:
        return _page(request, problem=_("This has changed since you looked at it. Look again."))
    messages.success(request, _("Sent to the group, who looks at it."))
    return redirect("voice_notes")


@permission_required(moderation.MAY_MODERATE)
@require_safe
def sound(request: HttpRequest, number: str) -> HttpResponse:
    """One recording."""
    note = get_object_or_404(VoiceNote, number=number)
    return keeping.response(request, note.file, note.content_type)


def _page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    rows = [
        {"note": note, "group": note.draft.group, "title": note.draft.answers.get("title") or sending.default_title(note.draft)}
        for note in voice_notes.to_write(ProducerGroup.objects.all())[:SHOWN]
    ]
    head = frame(_("Recordings of groups"), "media", (reverse("listing_queue"), _("Listings")))
    context = {
        **head,
        "rows": rows,
        "tongues": settings.LANGUAGES,
        "problem": problem,
        "typed": {"note": request.POST.get("note", ""), "words": request.POST.get("words", "")} if problem else None,
    }
    return render(request, "catalogue/staff/voice_notes.html", context, status=UNPROCESSABLE if problem else 200)
