"""The page "Words" of the administration: English on one side, the language on the other, read through by people who speak it."""

from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from words import loading, reviewing
from words.drafts import FIRST
from words.errors import UnknownSentence, WordsRefused
from words.reviewing import MAY_REVIEW, STATES

PER_PAGE = 30
LONGEST = 4000
UNPROCESSABLE = 422


@permission_required(MAY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The sentences of one language by room and state; a POST decides about one, or approves the ticked ones."""
    language = request.GET.get("language", "hi")
    if language not in _languages():
        raise Http404
    if request.method != "POST":
        return _page(request, language)
    try:
        done = _decide(request.POST, language, cast(Any, request.user))  # the permission was asked for: nobody is anonymous here
    except UnknownSentence:
        return _page(request, language, problem=_("This sentence is gone: the screen says something else now."))
    except WordsRefused as refused:
        return _page(request, language, problem=str(refused))
    loading.freshen(at_once=True)
    messages.success(request, done)
    return redirect(f"{reverse('words')}?{_asked(request.GET)}")


def _decide(sent: QueryDict, language: str, person: Any) -> str:
    act, digest = sent.get("act", ""), sent.get("sentence", "")
    if act == "approve":
        count = reviewing.approve(language=language, digests=sent.getlist("ticked")[:PER_PAGE], acting_user=person)
        if not count:
            raise WordsRefused(_("Tick the sentences you have read first."))
        return ngettext("%(count)d sentence is approved.", "%(count)d sentences are approved.", count) % {"count": count}
    if act == "withdraw":
        reviewing.withdraw(language=language, digest=digest, acting_user=person)
        return _("Taken back. The shop shows English again.")
    if act == "say":
        forms = tuple(form[:LONGEST] for form in sent.getlist("words"))
        reviewing.correct(language=language, digest=digest, forms=forms, acting_user=person)
        return _("Kept. The shop says it within a minute.")
    raise WordsRefused(_("Choose what to decide."))


def _page(request: HttpRequest, language: str, *, problem: str = "") -> HttpResponse:
    asked = request.GET
    room, text, state = asked.get("room", ""), asked.get("q", "").strip()[:100], asked.get("state", "")
    found = reviewing.entries(language, room=room, text=text)
    shown = [entry for entry in found if entry.state == state] if state in STATES else found
    title = _("Words in %(language)s") % {"language": _languages()[language]}
    context = {
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}],
        "language": language,
        "direction": "rtl" if LANG_INFO[language]["bidi"] else "ltr",
        "languages": _languages().items(),
        "rooms": _rooms(language),
        "room": room,
        "text": text,
        "state": state,
        "states": [(code, label, count) for (code, label), count in zip(_states(), reviewing.counted(found).values(), strict=True)],
        "page": Paginator(shown, PER_PAGE).get_page(asked.get("p")),
        "asked": _asked(asked),
        "problem": problem,
        "typed": {"sentence": request.POST.get("sentence"), "words": request.POST.getlist("words")} if problem else None,
    }
    return render(request, "words/staff/words.html", context, status=UNPROCESSABLE if problem else 200)


def _languages() -> dict[str, str]:
    return {code: str(LANG_INFO[code]["name_local"]) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


def _rooms(language: str) -> list[tuple[str, str]]:
    """The words to begin with, then every room that says anything."""
    names = [name for name in reviewing.rooms(language) if name != FIRST]
    return [(FIRST, _("First words: buttons, states, errors")), *((name, name) for name in names)]


def _states() -> list[tuple[str, str]]:
    return [("draft", _("Drafts")), ("reviewed", _("Read through")), ("missing", _("Without words"))]


def _asked(asked: QueryDict) -> str:
    """What was filtered by, to stay where one was."""
    return urlencode({name: asked[name] for name in ("language", "room", "q", "state", "p") if asked.get(name)})
