"""Staff put recordings to the screens of groups: one file a screen and language, in place of an earlier one."""

import re
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.admin_frame import frame
from accounts.models import User
from media import spoken
from media.models import SpokenScreen
from media.sounds.keeping import SoundRefused

UNPROCESSABLE = 422
# Screens of people who read little: the workspace, and joining. The pages of one address by their step.
PREFIXES = ("workspace", "sell", "join")
STEPS = {
    "workspace-draft": ("photo", "what", "price", "sizes", "from", "words", "papers", "check"),
    "sell-page": ("place", "goods", "you", "check", "state"),
}
_VARIES = re.compile(r"<[^>]+>")
# What is fetched, and no screen.
NO_SCREENS = ("-pdf", "-sound", "-file", "-photo", "-chart")


@permission_required(spoken.MAY_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def screens(request: HttpRequest) -> HttpResponse:
    """What is recorded, and a form for one more; a POST keeps one or takes one away."""
    if request.method != "POST":
        return _page(request)
    person = cast(User, request.user)
    if request.POST.get("act") == "remove":
        key = request.POST.get("key", "")
        spoken.remove(row=get_object_or_404(SpokenScreen, pk=int(key) if key.isdecimal() and len(key) < 18 else 0), acting_user=person)
        messages.success(request, _("Taken away. The screen is silent again."))
        return redirect("spoken_screens")
    screen, language, file = request.POST.get("screen", ""), request.POST.get("language", ""), request.FILES.get("sound")
    if screen not in names() or language not in dict(settings.LANGUAGES) or file is None:
        return _page(request, problem=_("Choose the screen, the language and the recording."))
    try:
        spoken.keep(screen=screen, language=language, file=file, acting_user=person)
    except SoundRefused as refusal:
        return _page(request, problem=refusal.reason)
    messages.success(request, _("Kept. The screen has a player now."))
    return redirect("spoken_screens")


def names() -> dict[str, str]:
    """The screens that can be read aloud, each with its address, in the sequence of the addresses."""
    return dict(sorted(_named(get_resolver().url_patterns, "/"), key=lambda screen: screen[1]))


def _named(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        address = before + _VARIES.sub("…", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, address)
        elif pattern.name in STEPS:
            yield from ((f"{pattern.name}.{step}", address.removesuffix("…/") + f"{step}/") for step in STEPS[pattern.name])
        elif pattern.name and pattern.name.startswith(PREFIXES) and not pattern.name.endswith(NO_SCREENS):
            yield pattern.name, address


def _page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    known = names()
    rows = [
        {"row": row, "screen": known.get(row.screen, row.screen), "address": spoken.address_of(str(row.file))}
        for row in SpokenScreen.objects.select_related("kept_by")
    ]
    context: dict[str, Any] = {
        **frame(_("Screens read aloud"), "media"),
        "rows": rows,
        "screens": known.items(),
        "tongues": settings.LANGUAGES,
        "most_kb": spoken.MOST_BYTES // 1024,
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "cms/staff/spoken.html", context, status=UNPROCESSABLE if problem else 200)
