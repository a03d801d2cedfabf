"""The way back to an order: its link sent again, or the list of a logged-in shopper's own orders."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttles import visitor
from orders import finding, links, status
from orders.access import orders_for
from producers.access import groups_of
from storefront.buying.forms import FindForm
from storefront.buying.limits import ORDER_FIND_CONTACT, ORDER_FIND_VISITOR


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Have the links of one's orders sent. The answer is the same whether or not there are any."""
    form = FindForm(request.POST or None)
    if request.method != "POST":
        return render(request, "storefront/buying/find.html", {"form": form, "is_sent": "sent" in request.GET})
    if not ORDER_FIND_VISITOR.hit(visitor(request)):
        return render(request, "storefront/buying/find.html", {"form": FindForm(), "is_throttled": True}, status=429)
    if not form.is_valid():
        return render(request, "storefront/buying/find.html", {"form": form}, status=422)
    contact = form.cleaned_data["contact"]
    if ORDER_FIND_CONTACT.hit(contact):
        finding.send_links(contact)
    return HttpResponseRedirect(reverse("order-find") + "?sent", status=303)


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The logged-in shopper's own orders, the newest first."""
    own = orders_for(request.user).select_related("record").prefetch_related("producer_orders__parcels").order_by("-pk")[:50]
    rows = [{"order": order, "headline": status.headline(status.order_state(order))} for order in own]
    context = {"rows": rows, "works_in_group": groups_of(request.user).exists()}
    return render(request, "storefront/buying/account.html", context)


@never_cache
@login_required
@require_safe
def account_order(request: HttpRequest, number: str) -> HttpResponse:
    """From a shopper's list to the page of an own order. Another shopper's number looks as if it did not exist."""
    order = orders_for(request.user).filter(number=number).first()
    token = links.token_of(links.standing_link(order)) if order else None
    if token is None:
        raise Http404
    return HttpResponseRedirect(reverse("order", args=[token]))
