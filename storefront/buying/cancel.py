"""The shopper calls off what is not wanted any more: an order that is not paid, or one group's part that is not packed yet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.secret_pages import opened_by
from money.words import rupees
from orders import cancelling, links, shrinking
from orders.errors import NotPossible, ShrinkRefused
from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from orders.payment_parts import waiting_payments
from orders.queries import order_page
from payments.queries import refundable_paise

by_link = opened_by(links.order_for)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unpaid(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Ask, then give up an order that waits for its money."""
    if not waiting_payments(order):
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
    found = _part_of(order, number)
    if found.status not in cancelling.BEFORE_PACKING:
        return _too_late(request, token)
    if request.method != "POST":
        context = {"order": order_page(order), "part": found, "amount_paise": refundable_paise(found.number), "token": token}
        return render(request, "storefront/buying/cancel.html", context)
    amount = refundable_paise(found.number)
    try:
        cancelling.cancel_part(found, reason=cancelling.BY_SHOPPER, acting_user=None, allowed=cancelling.BEFORE_PACKING)
    except NotPossible:
        return _too_late(request, token)
    said = _("This part is called off. %(amount)s go back to you the way you paid.")
    messages.success(request, said % {"amount": rupees(amount)})
    return _back(token)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """Ask how many pieces of each line are still wanted, then call off the others."""
    found = _part_of(order, number)
    if found.status not in cancelling.BEFORE_PACKING:
        return _too_late(request, token)
    shown = shrinking.lines_of(found)
    if request.method != "POST":
        return _ask(request, order, token, found, shown, {})
    typed = {line.line_id: request.POST.get(f"keep-{line.line_id}", "").strip() for line in shown}
    keep = {line_id: int(value) for line_id, value in typed.items() if value.isascii() and value.isdigit() and len(value) < 7}
    if len(keep) < len(typed):
        return _ask(request, order, token, found, shown, typed, _("Write for each line how many pieces you keep, as a number."))
    try:
        shrinking.cancel_pieces(found, keep=keep, acting_user=None)
    except ShrinkRefused as refusal:
        return _ask(request, order, token, found, shown, typed, str(refusal.reason))
    except NotPossible:
        return _too_late(request, token)
    messages.success(request, _("Done. What you called off goes back to you the way you paid."))
    return _back(token)


def _ask(
    request: HttpRequest,
    order: Order,
    token: str,
    part: ProducerOrder,
    shown: list[shrinking.ShrinkLine],
    typed: dict[int, str],
    problem: str = "",
) -> HttpResponse:
    rows = [{"line": line, "value": typed.get(line.line_id, str(line.pieces))} for line in shown]
    context = {"order": order, "part": part, "rows": rows, "problem": problem, "token": token}
    return render(request, "storefront/buying/cancel_lines.html", context, status=422 if problem else 200)


def _part_of(order: Order, number: str) -> ProducerOrder:
    """A part of this very order; any other number looks as if there were none."""
    found = ProducerOrder.objects.select_related("order", "group").filter(order=order, number=number).first()
    if found is None:
        raise Http404
    return found


def _too_late(request: HttpRequest, token: str) -> HttpResponse:
    messages.error(request, _("This can not be called off any more: it is packed, sent or given up. Please call us."))
    return _back(token)


def _back(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)
