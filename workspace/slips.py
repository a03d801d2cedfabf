"""The slip that lies in the parcel of a gift: the shopper's words and what is in it. No price, no name of who paid."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.queries import producer_order_page
from workspace.parts import reach


@never_cache
@login_required
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """To print. Only for a part that has something to say, and while its address may be seen."""
    part = reach(request, number, "accept_orders")
    shown = producer_order_page(part)
    if shown.gift is None or shown.ship_to is None:
        raise Http404
    lines = [(line.ordered - line.gone, line) for line in shown.lines if line.ordered > line.gone]
    context = {"part": shown, "lines": lines, "group": part.group, "title": _("Slip"), "body": "papers/slip.html"}
    return render(request, "papers/packing_page.html", {**context, "back": reverse("workspace-order", args=[number])})
