"""Asking the maker: the form, the page behind the link in the mail, and flagging a review."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.secret_pages import opened_by
from accounts.throttles import visitor
from catalogue.models import Listing
from catalogue.voice_models import Question, Review, ReviewFlag
from catalogue.voices import questions, reviews
from catalogue.voices.errors import AlreadyDone, VoiceRefused
from orders import attempts
from storefront.looking.product_reading import find
from storefront.voices.forms import FlagForm, QuestionForm
from storefront.voices.limits import FLAG, QUESTION, QUESTION_MAIL


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A question about a listing. A guest is told to look for the mail; who is logged in has asked."""
    listing = _listing(slug)
    person = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        known = {"key": attempts.new_key(), "email": (person.email or "") if person else "", "name": person.first_name if person else ""}
        return _form(request, listing, QuestionForm(initial=known), is_sent="sent" in request.GET, is_guest=person is None)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _form(request, listing, form, status=422)
    if not QUESTION.hit(visitor(request)) or not QUESTION_MAIL.hit(form.cleaned_data["email"].strip().lower()):
        return _form(request, listing, form, is_throttled=True, status=429)
    try:
        questions.ask(listing=listing, asked=form.asked(), key=form.cleaned_data["key"], language=get_language() or "en", user=person)
    except VoiceRefused as refusal:
        form.add_error(refusal.field, str(refusal.reason))
        return _form(request, listing, form, status=422)
    return HttpResponseRedirect(reverse("product-ask", args=[listing.slug]) + "?sent", status=303)


@opened_by(questions.question_for)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, question: Question, token: str) -> HttpResponse:
    """Behind the link in the mail: a button, so that a program that looks at links in mails asks nothing."""
    if request.method == "POST":
        questions.confirm(question)
        return HttpResponseRedirect(reverse("question-confirm", args=[token]), status=303)
    is_waiting = question.status == Question.Status.UNCONFIRMED
    return render(request, "storefront/voices/confirm.html", {"question": question, "token": token, "is_waiting": is_waiting})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, number: str) -> HttpResponse:
    """A reader says that a review does not belong there."""
    review = get_object_or_404(Review.objects.select_related("listing__group"), number=number, status=Review.Status.SHOWN)
    raised = ReviewFlag.objects.filter(review=review).first()
    if request.method != "POST" or raised:
        return _flag(request, review, raised, FlagForm(), status=200 if request.method != "POST" else 422)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _flag(request, review, None, form, status=422)
    if not FLAG.hit(visitor(request)):
        return _flag(request, review, None, form, is_throttled=True, status=429)
    with suppress(AlreadyDone):  # by somebody else, at this very moment: the page says so
        reviews.flag(review, by=ReviewFlag.By.READER, reason=form.cleaned_data["reason"], words=form.cleaned_data["words"])
    return HttpResponseRedirect(reverse("review-flag", args=[number]), status=303)


def _listing(slug: str) -> Listing:
    try:
        return find(slug)
    except Listing.DoesNotExist:
        raise Http404 from None


def _form(request: HttpRequest, listing: Listing, form: QuestionForm, *, status: int = 200, **more: bool) -> HttpResponse:
    return render(request, "storefront/voices/ask.html", {"listing": listing, "form": form, **more}, status=status)


def _flag(
    request: HttpRequest, review: Review, raised: ReviewFlag | None, form: FlagForm, *, is_throttled: bool = False, status: int = 200
) -> HttpResponse:
    context = {"review": review, "raised": raised, "form": form, "is_throttled": is_throttled}
    return render(request, "storefront/voices/flag.html", context, status=status)
