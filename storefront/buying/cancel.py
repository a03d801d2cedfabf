"""The shopper calls off what is not wanted any more: an order that is not paid, or one group's part that is not packed yet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from money.words import rupees
from orders import cancelling, links
from orders.errors import NotPossible
from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from orders.queries import order_page
from payments.models import Payment
from storefront.secret_pages import opened_by

by_link = opened_by(links.order_for)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unpaid(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Ask, then give up an order that waits for its money."""
    payment = Payment.objects.filter(order_number=order.number).latest("pk")
    if payment.status != Payment.Status.AWAITING:
        return _too_late(request, token)
    if request.method != "POST":
        return render(request, "storefront/buying/cancel.html", {"order": order_page(order), "token": token})
    try:
        cancelling.cancel_unpaid(order, reason=cancelling.BY_SHOPPER, acting_user=None)
    except NotPossible:
        return _too_late(request, token)
    messages.success(request, _("The order is called off. Nothing is sent, and there is nothing to pay."))
    return _back(token)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """Ask, then give up one group's part; its money is owed back."""
    found = ProducerOrder.objects.select_related("order", "group").filter(order=order, number=number).first()
    if found is None:
        raise Http404
    if found.status not in cancelling.BEFORE_PACKING:
        return _too_late(request, token)
    if request.method != "POST":
        return render(request, "storefront/buying/cancel.html", {"order": order_page(order), "part": found, "token": token})
    try:
        cancelling.cancel_part(found, reason=cancelling.BY_SHOPPER, acting_user=None, allowed=cancelling.BEFORE_PACKING)
    except NotPossible:
        return _too_late(request, token)
    said = _("This part is called off. %(amount)s go back to you the way you paid.")
    messages.success(request, said % {"amount": rupees(found.total_paise)})
    return _back(token)


def _too_late(request: HttpRequest, token: str) -> HttpResponse:
    messages.error(request, _("This can not be called off any more: it is packed, sent or given up. Please call us."))
    return _back(token)


def _back(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)
