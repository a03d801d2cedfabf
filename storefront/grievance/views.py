"""Raise a complaint without a login, and follow it on a page behind a link that nobody can guess."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.secret_pages import opened_by
from accounts.throttles import visitor
from orders import attempts, grievance_links, grievances
from orders.errors import NotPossible
from orders.grievance_queries import ticket_page
from orders.grievances import MIN_KEY_LENGTH
from orders.models import Grievance
from storefront.grievance.forms import GrievanceForm, ReplyForm
from storefront.grievance.limits import GRIEVANCE, GRIEVANCE_REPLY

by_link = opened_by(grievance_links.grievance_for)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form; ``?order=`` fills in the order number. After sending, the ticket's page shows number and clocks."""
    if request.method != "POST":
        return _form(request, GrievanceForm(initial=_known(request)))
    typed = request.POST.dict()
    if len(typed.get("key", "")) not in range(MIN_KEY_LENGTH, 65):  # not from our form
        typed["key"] = attempts.new_key()
    written = GrievanceForm(typed)
    if not written.is_valid():
        return _form(request, written, status=422)
    if not GRIEVANCE.hit(visitor(request)):
        return _form(request, written, is_throttled=True, status=429)
    opened = grievances.open_grievance(written.complaint(), key=written.cleaned_data["key"], language=get_language() or "en")
    token = grievance_links.token_of(opened.nonce)
    return HttpResponseRedirect(reverse("grievance-ticket", args=[token]), status=303)


def _form(request: HttpRequest, written: GrievanceForm, *, is_throttled: bool = False, status: int = 200) -> HttpResponse:
    return render(request, "storefront/grievance/form.html", {"form": written, "is_throttled": is_throttled}, status=status)


def _known(request: HttpRequest) -> dict[str, str]:
    known = {"key": attempts.new_key(), "order_number": request.GET.get("order", "")[:24]}
    if request.user.is_authenticated:
        known |= {"name": request.user.get_full_name(), "email": request.user.email or "", "mobile": request.user.mobile or ""}
    return known


@by_link
@require_safe
def ticket(request: HttpRequest, grievance: Grievance, token: str) -> HttpResponse:
    """Number, clocks, and what was written to and fro."""
    return _ticket(request, grievance, token, ReplyForm())


@by_link
@require_POST
def reply(request: HttpRequest, grievance: Grievance, token: str) -> HttpResponse:
    """The shopper writes again."""
    written = ReplyForm(request.POST)
    if not written.is_valid():
        return _ticket(request, grievance, token, written, status=422)
    if not GRIEVANCE_REPLY.hit(visitor(request)):
        return _ticket(request, grievance, token, written, status=429)
    try:
        grievances.reply(grievance, words=written.cleaned_data["words"])
    except NotPossible:  # closed since the page was shown
        grievance.refresh_from_db()
        return _ticket(request, grievance, token, written, status=422)
    return HttpResponseRedirect(reverse("grievance-ticket", args=[token]), status=303)


def _ticket(request: HttpRequest, grievance: Grievance, token: str, written: ReplyForm, status: int = 200) -> HttpResponse:
    context = {"shown": ticket_page(grievance), "token": token, "form": written, "is_throttled": status == 429}
    return render(request, "storefront/grievance/ticket.html", context, status=status)
