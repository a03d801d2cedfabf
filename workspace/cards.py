"""The order card behind the link of a text message: what is ordered, yes or no. No login, no script, few bytes."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people import signed_in
from accounts.secret_pages import opened_by
from accounts.throttles import Throttle, visitor
from orders import cards, reasons
from orders.errors import NotPossible
from orders.models import OrderCard
from producers.access import on_behalf_of
from workspace.parts import reach

# A group behind one address of its mobile network reads some cards an hour; a program that guesses is stopped.
CARD = Throttle("order_card_link", limit=60, per=timedelta(hours=1), is_open_without_cache=True)
View = Callable[..., HttpResponseBase]


def _not_too_often(view: View) -> View:
    @wraps(view)
    def counted(request: HttpRequest, **more: str) -> HttpResponseBase:
        if not CARD.hit(visitor(request)):
            return HttpResponse(_("Too many tries. Please wait an hour."), status=429, content_type="text/plain; charset=utf-8")
        return view(request, **more)

    return counted


@_not_too_often
@opened_by(cards.find)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, card: OrderCard, token: str) -> HttpResponse:
    """Read it, and answer once."""
    if request.method != "POST":
        return _page(request, card)
    said = request.POST.get("answer", "")
    if said not in OrderCard.Answer.values:
        return _page(request, card, _("Press yes, or say why you can not send it."))
    try:
        cards.answer(card, is_yes=said == OrderCard.Answer.YES, reason=request.POST.get("reason", ""))
    except reasons.UnknownReason:
        return _page(request, card, _("Choose a reason"))
    except NotPossible:
        pass  # it was answered elsewhere meanwhile; the page says how it stands
    return HttpResponseRedirect(reverse("workspace-card", args=[token]), status=303)


@never_cache
@login_required
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close all cards of a part, from its page."""
    part = reach(request, number, cards.ACT)
    cards.revoke(part, acting_user=signed_in(request), on_behalf_of=on_behalf_of(request.user, part.group))
    messages.success(request, _("The links that were sent for this order do not open any more."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


def _page(request: HttpRequest, card: OrderCard, problem: str = "") -> HttpResponse:
    context = {"card": cards.page_of(card), "problem": problem}
    return render(request, "workspace/card.html", context, status=422 if problem else 200)
