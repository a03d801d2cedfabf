"""Translations of texts of listings, groups and places: read through by people who speak the language, beside the original."""

from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from catalogue.models import Translation
from catalogue.texts import ORIGINAL_LANGUAGE, language_of, review_translation, source_hash, write_translation
from words.reviewing import MAY_REVIEW

PER_PAGE = 20
LONGEST = 20_000
UNPROCESSABLE = 422


@permission_required(MAY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Translations by state, those that wait first; a POST approves one, with the words it was sent with."""
    if request.method != "POST":
        return _page(request)
    key = request.POST.get("text", "")
    row = get_object_or_404(Translation, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    subject, original = _original(row)
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()[:LONGEST]
    if subject is None or not words:
        return _page(request, problem=_("Write the words first.") if subject else _("What this was a translation of is gone."))
    person = cast(Any, request.user)  # the permission was asked for: nobody is anonymous here
    if words != row.body or row.source_hash != source_hash(original):
        row = write_translation(subject=subject, field=row.field, language=row.language, body=words, acting_user=person)
    review_translation(translation_row=row, acting_user=person)
    messages.success(request, _("Kept. The shop shows it now."))
    return redirect(f"{reverse('texts')}?state={_state(request)}")


def _page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    state = _state(request)
    rows = Translation.objects.filter(status=state).select_related("reviewer").order_by("language", "subject_type", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    entries = [_entry(row) for row in page]
    title = _("Texts of goods and groups")
    context = {
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}],
        "states": [(code, label, Translation.objects.filter(status=code).count()) for code, label in Translation.Status.choices],
        "state": state,
        "page": page,
        "entries": entries,
        "problem": problem,
        "typed": {"text": request.POST.get("text"), "words": request.POST.get("words")} if problem else None,
    }
    return render(request, "catalogue/staff/texts.html", context, status=UNPROCESSABLE if problem else 200)


def _entry(row: Translation) -> dict[str, Any]:
    """A translation beside what it translates, each with its language and direction."""
    subject, original = _original(row)
    written_in = language_of(subject, row.field) if subject is not None else ORIGINAL_LANGUAGE
    return {
        "row": row,
        "original": original,
        "written_in": written_in,
        "original_direction": _direction(written_in),
        "direction": _direction(row.language),
    }


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in Translation.Status.values else str(Translation.Status.UNREVIEWED)


def _original(row: Translation) -> tuple[models.Model | None, str]:
    """What the row translates and its text; nothing when it is gone."""
    try:
        model = apps.get_model(row.subject_type)
    except (LookupError, ValueError):
        return None, ""
    subject = model._default_manager.filter(pk=row.subject_key).first()
    return (subject, str(getattr(subject, row.field, ""))) if subject is not None else (None, "")


def _direction(language: str) -> str:
    return "rtl" if language in dict(settings.LANGUAGES) and LANG_INFO[language]["bidi"] else "ltr"
