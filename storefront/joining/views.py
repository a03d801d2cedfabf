"""A group applies, without a login: four short pages, each kept at once; then one page that says where the application stands."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.secret_pages import opened_by
from accounts.throttles import Throttle, hashed, visitor
from accounts.views import too_many
from catalogue.families import family_tiles
from producers import answers, applying
from producers.errors import ApplicationRefused, ApplicationSent
from producers.models import Application, District, ProducerGroup
from storefront.joining.forms import PAGES, GroupForm

APPLY = Throttle("apply", limit=10, per=timedelta(hours=1))
GIVE = Throttle("apply_papers", limit=40, per=timedelta(hours=1))
TITLES: dict[str, str | Promise] = {
    "group": gettext_lazy("Your group"),
    "place": gettext_lazy("Where you are"),
    "goods": gettext_lazy("What you make"),
    "you": gettext_lazy("You"),
    "check": gettext_lazy("Look once more, and send"),
}
PAGE_OF = {
    "name": "group",
    "kind": "group",
    "slug": "group",
    "village": "place",
    "district": "place",
    "pin": "place",
    "makes": "goods",
    "person": "you",
    "mobile": "you",
    "email": "you",
}
by_link = opened_by(applying.application_for)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The first page. Nothing is written before it is filled in."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, "group", "", status=422 if form.is_bound else 200)
    if not APPLY.hit(visitor(request)):
        return too_many(request)
    token = applying.start(answers=form.cleaned_data, language=get_language() or "en")
    return _to(token, "place")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, application: Application, token: str, name: str) -> HttpResponse:
    """One page of an application that was begun; of one that was sent, its state."""
    if name == "state":
        return _state(request, application, token)
    if name not in TITLES:
        raise Http404
    if application.sent_at is not None:
        return _to(token, "state")
    if name == "check":
        return _check(request, application, token)
    posted = request.POST if request.method == "POST" else None
    form = PAGES[name](posted, initial=application.answers)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, name, token, status=422 if form.is_bound else 200)
    try:
        applying.answer(application, form.cleaned_data)
    except ApplicationSent:
        return _to(token, "state")
    names = list(TITLES)
    return _to(token, names[names.index(name) + 1])


def _page(request: HttpRequest, form: Any, name: str, token: str, *, status: int) -> HttpResponse:
    names = list(TITLES)
    step = names.index(name)
    context = {
        "form": form,
        "name": name,
        "token": token,
        "heading": TITLES[name],
        "step": step + 1,
        "steps": len(names),
        "before": names[step - 1] if step and token else "",
        "tiles": family_tiles(get_language() or "en") if name == "goods" else [],
        "chosen": form["makes"].value() or [] if name == "goods" else [],
    }
    return render(request, "storefront/joining/page.html", context, status=status)


def _check(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            applying.send(application)
        except ApplicationRefused as refusal:
            problems = [
                {"words": words, "href": reverse("sell-page", args=[token, PAGE_OF.get(field, "group")])}
                for field, words in refusal.problems.items()
            ]
        else:
            return _to(token, "state")
    said = application.answers
    kinds, families = dict(ProducerGroup.Kind.choices), dict(applying.families())
    district = District.objects.filter(code=said.get("district", "")).first()
    facts = [
        ("group", _("Group"), said.get("name", "")),
        ("group", _("Kind"), kinds.get(said.get("kind", ""), "")),
        ("place", _("Place"), ", ".join(part for part in (said.get("village"), str(district or ""), said.get("pin")) if part)),
        ("goods", _("You make"), ", ".join(families.get(code, code) for code in said.get("makes", []))),
        ("you", _("You are"), said.get("person", "")),
        ("you", _("Mobile number"), said.get("mobile", "")),
        ("you", _("E-mail"), said.get("email", "")),
    ]
    context = {
        "token": token,
        "heading": TITLES["check"],
        "facts": [{"page": page, "label": label, "value": value} for page, label, value in facts],
        "problems": problems,
        "step": len(TITLES),
        "steps": len(TITLES),
        "before": "you",
    }
    return render(request, "storefront/joining/check.html", context, status=422 if problems else 200)


def _state(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    """Where it stands, and what is still asked. Papers are given here until the group is approved; then in the workspace."""
    group = application.group
    if group is None:
        return _to(token, "check")
    is_applied = group.status == ProducerGroup.Status.APPLIED
    problem = ""
    if request.method == "POST":
        if not is_applied:
            return _to(token, "state")
        if not GIVE.hit(hashed(token)):
            return too_many(request)
        problem = answers.take(request, group, acting_user=None)
        if not problem:
            return _to(token, "state", answers.place_of(request))
    context = {
        "token": token,
        "group": group,
        "application": application,
        "sent_to": " · ".join(contact for contact in applying.contact_of(application)[1:] if contact),
        "is_applied": is_applied,
        "rows": answers.shown(group, request.POST if problem else None) if is_applied else [],
        "action": reverse("sell-page", args=[token, "state"]),
        "problem": problem,
    }
    return render(request, "storefront/joining/state.html", context, status=422 if problem else 200)


def _to(token: str, name: str, place: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("sell-page", args=[token, name]) + place, status=303)
