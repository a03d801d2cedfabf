"""What shoppers say and ask about a group's goods: it answers, and asks for a look at what does not belong there."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from catalogue.voice_models import Question, Review, ReviewFlag
from catalogue.voices import questions, reading, reviews
from catalogue.voices.errors import AlreadyDone, VoiceRefused
from producers.models import ProducerGroup
from workspace import reach


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def voices(request: HttpRequest, slug: str) -> HttpResponse:
    """Open questions and reviews; every act names the one it is about."""
    group = reach.group_or_404(request, slug)
    if request.method != "POST":
        return _page(request, group)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _page(request, group, problem=_("Choose what to do."))
    try:
        said = act(request, group)
    except VoiceRefused as refusal:
        return _page(request, group, problem=str(refusal.reason))
    except AlreadyDone:
        messages.error(request, _("That was done before. Nothing was changed."))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("workspace-voices", args=[group.slug]), status=303)


def _answer(request: HttpRequest, group: ProducerGroup) -> str:
    found = get_object_or_404(Question.objects.select_related("listing__group"), number=_number(request), listing__group=group)
    questions.answer(found, words=_words(request), acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
    return _("Answered. The asker gets a mail, and both are shown.")


def _reply(request: HttpRequest, group: ProducerGroup) -> str:
    reviews.reply(_review(request, group), words=_words(request), acting_user=signed_in(request), on_behalf_of=reach.stamp(request, group))
    return _("Your answer is shown under the review.")


def _flag(request: HttpRequest, group: ProducerGroup) -> str:
    reviews.flag(
        _review(request, group),
        by=ReviewFlag.By.GROUP,
        reason=request.POST.get("reason", ""),
        words=_words(request),
        acting_user=signed_in(request),
        on_behalf_of=reach.stamp(request, group),
    )
    return _("A moderator looks at it and decides within seven days.")


ACTS: dict[str, Callable[[HttpRequest, ProducerGroup], str]] = {"answer": _answer, "reply": _reply, "flag": _flag}


def _review(request: HttpRequest, group: ProducerGroup) -> Review:
    return get_object_or_404(Review.objects.select_related("listing__group"), number=_number(request), listing__group=group)


def _number(request: HttpRequest) -> str:
    return request.POST.get("number", "")[:24]


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "")


def _page(request: HttpRequest, group: ProducerGroup, *, problem: str = "") -> HttpResponse:
    context = {
        "shown": reading.of_workspace(group.pk),
        "rating": reading.of_group(group.pk, most=1).rating,
        "reasons": ReviewFlag.Reason.choices,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return reach.page(request, "workspace/voices.html", group, context, status=422 if problem else 200)
