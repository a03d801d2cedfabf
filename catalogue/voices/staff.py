"""Staff's screen for what shoppers say and ask: flags by the time that is left, and the newest to look at."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.admin_frame import frame
from accounts.people import signed_in
from catalogue.voice_models import Question, Review, ReviewFlag
from catalogue.voices import questions, reading, reviews
from catalogue.voices.errors import AlreadyDone, VoiceRefused

MAY_MODERATE = "catalogue.moderate_voice"


@dataclass(frozen=True)
class Row:
    """One flag, and whether its seven days are over."""

    flag: ReviewFlag
    is_late: bool


@permission_required(MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Decide about a flag, or hide a review, a group's answer or a question; always with a reason."""
    if request.method != "POST":
        return _page(request)
    try:
        _act(request)
    except VoiceRefused as refusal:
        return _page(request, str(refusal.reason))
    except AlreadyDone:
        return _page(request, _("That was decided before. Nothing was changed."))
    messages.success(request, _("Done, and written to the journal."))
    return redirect("voices_staff")


def _act(request: HttpRequest) -> None:
    name, number = request.POST.get("act", ""), request.POST.get("number", "")[:24]
    words, person = request.POST.get("words", ""), signed_in(request)
    if name in ReviewFlag.Decision.values:
        raised = get_object_or_404(ReviewFlag.objects.select_related("review__listing__group"), review__number=number)
        reviews.decide(raised, decision=name, words=words, acting_user=person)
    elif name == "hide_review":
        review = get_object_or_404(Review.objects.select_related("listing__group"), number=number)
        reviews.hide(review, reason=request.POST.get("reason", ""), words=words, acting_user=person)
    elif name == "hide_reply":
        reviews.hide_reply(get_object_or_404(Review, number=number), words=words, acting_user=person)
    elif name == "hide_question":
        questions.hide(get_object_or_404(Question, number=number), words=words, acting_user=person)
    else:
        raise VoiceRefused("", _("Choose what to do."))


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        **frame(_("Reviews and questions"), "comment"),
        "rows": [Row(flag, now > flag.decide_by) for flag in reading.open_flags()[:100]],
        "reviews": reading.newest(),
        "questions": reading.newest_questions(),
        "reasons": ReviewFlag.Reason.choices,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "catalogue/staff/voices.html", context, status=422 if problem else 200)
