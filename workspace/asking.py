"""A piece that was ordered is gone: ask the shopper whether to wait for another one, or to get the money back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from orders import cancelling, choosing, shrinking
from orders.errors import NotPossible, ShrinkRefused
from orders.models import ProducerOrder
from orders.queries import producer_order_page
from producers.access import on_behalf_of, role_in
from workspace.parts import reach


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Which line, how many pieces, and by when there could be another."""
    part = reach(request, number, "accept_orders")
    if request.method != "POST":
        return _page(request, part)
    line, pieces = _number(request, "line"), _number(request, "pieces")
    try:
        wait_until = date.fromisoformat(request.POST.get("wait_until", ""))
    except ValueError:
        return _page(request, part, _("Say by which day another one could be packed."))
    if not line or not pieces:
        return _page(request, part, _("Say what is gone, and how many pieces."))
    stamp = on_behalf_of(request.user, part.group)
    try:
        choosing.ask(part, line_id=line, pieces=pieces, wait_until=wait_until, acting_user=signed_in(request), on_behalf_of=stamp)
    except ShrinkRefused as refusal:
        return _page(request, part, str(refusal.reason))
    except NotPossible:
        messages.error(request, _("This can not be changed any more. Its state is shown below."))
    else:
        messages.success(request, _("The shopper is asked, and has three days to answer. We tell you the answer."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _page(request: HttpRequest, part: ProducerOrder, problem: str = "") -> HttpResponse:
    context = {
        "group": part.group,
        "role": role_in(request.user, part.group),
        "may_accept": True,
        "part": producer_order_page(part),
        "can_change": part.status in cancelling.BEFORE_PACKING,
        "lines": shrinking.lines_of(part),
        "typed": request.POST,
        "problem": problem,
    }
    return render(request, "workspace/ask.html", context, status=422 if problem else 200)
