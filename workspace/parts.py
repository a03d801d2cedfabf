"""One group's part of an order: look at it, accept it, say that it can not be sent, take the last step back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import signed_in
from orders import fulfilment, reasons, undo
from orders.access import producer_order_for
from orders.cards import open_cards
from orders.errors import NotPossible, UndoTooLate
from orders.models import ProducerOrder
from orders.queries import producer_order_page
from producers.access import may, on_behalf_of, role_in


@never_cache
@login_required
@require_safe
def part(request: HttpRequest, number: str) -> HttpResponse:
    """The group's own part, and nothing else of the order."""
    return _page(request, reach(request, number, "see_orders"), "workspace/part.html")


@never_cache
@login_required
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """The group will send its part."""
    reached = reach(request, number, "accept_orders")
    try:
        fulfilment.accept(reached, acting_user=signed_in(request), on_behalf_of=on_behalf_of(request.user, reached.group))
    except NotPossible:
        messages.error(request, _("This can not be accepted any more. Its state is shown below."))
    else:
        messages.success(request, _("Accepted. The shopper sees it on the order page."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Say why the group can not send its part; the shopper gets the money for it back."""
    reached = reach(request, number, "accept_orders")
    if request.method != "POST":
        return _page(request, reached, "workspace/decline.html")
    stamp = on_behalf_of(request.user, reached.group)
    try:
        fulfilment.decline(reached, reason=request.POST.get("reason", ""), acting_user=signed_in(request), on_behalf_of=stamp)
    except reasons.UnknownReason:
        return _page(request, reached, "workspace/decline.html", problem=_("Choose a reason"), status=422)
    except NotPossible:
        messages.error(request, _("This can not be declined any more. Its state is shown below."))
    else:
        messages.success(request, _("The shopper is told, and gets the money for this part back."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


@never_cache
@login_required
@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Undo the step that the button named, within its ten minutes."""
    reached = reach(request, number, "accept_orders")
    step = request.POST.get("step", "")
    event_id = int(step) if step.isascii() and step.isdigit() and len(step) < 18 else 0
    try:
        undo.undo(reached, event_id=event_id, acting_user=signed_in(request), on_behalf_of=on_behalf_of(request.user, reached.group))
    except (UndoTooLate, NotPossible):
        messages.error(request, _("It is too late to take this back: the shopper has been told, or more has happened since."))
    else:
        messages.success(request, _("Taken back. Nobody was told."))
    return HttpResponseRedirect(reverse("workspace-order", args=[number]), status=303)


def reach(request: HttpRequest, number: str, act: str) -> ProducerOrder:
    """The part, if this person may do the act with it. A foreign number and a missing one look the same."""
    try:
        return producer_order_for(request.user, number, act)
    except ProducerOrder.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, reached: ProducerOrder, template: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "group": reached.group,
        "role": role_in(request.user, reached.group),
        "part": producer_order_page(reached),
        "open_cards": open_cards(reached).count(),
        "reasons": reasons.DECLINE.items(),
        "problem": problem,
        "may_accept": may(request.user, reached.group, "accept_orders"),
        "may_see_money": may(request.user, reached.group, "see_money"),
    }
    return render(request, template, context, status=status)
