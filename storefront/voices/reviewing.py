"""Reviewing the goods of one delivered part, from the order's page or from the mail that asks for it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.throttles import visitor
from catalogue.voices.errors import VoiceRefused
from orders import reviewing
from orders.models import ProducerOrder
from orders.oscar.order.models import Order
from storefront.buying.order import by_link
from storefront.voices.forms import ReviewForm
from storefront.voices.limits import REVIEW


@dataclass(frozen=True)
class Row:
    """One line: what was said of it, or the form."""

    line: reviewing.Reviewable
    form: ReviewForm | None


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """A form for each line of the part, sent one by one."""
    part = ProducerOrder.objects.select_related("order__user", "group").filter(order=order, number=number).first()
    if part is None:
        raise Http404
    if request.method != "POST":
        return _page(request, part, token)
    asked = request.POST.get("line", "")
    record_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    form = ReviewForm(request.POST, prefix=str(record_id))
    if not form.is_valid():
        return _page(request, part, token, record_id, form)
    if not REVIEW.hit(visitor(request)):
        return _page(request, part, token, record_id, form, _("Too many tries. Please wait an hour."), status=429)
    try:
        written = reviewing.write(part, record_id=record_id, said=form.said(), language=get_language() or "en")
    except VoiceRefused as refusal:
        return _page(request, part, token, record_id, form, str(refusal.reason))
    messages.success(request, _("Thank you. It is shown on the page of “%(title)s”.") % {"title": written.listing.title})
    return HttpResponseRedirect(reverse("order-review", args=[token, number]), status=303)


def _page(
    request: HttpRequest,
    part: ProducerOrder,
    token: str,
    record_id: int = 0,
    sent: ReviewForm | None = None,
    problem: str = "",
    *,
    status: int = 422,
) -> HttpResponse:
    """``sent`` is the form of line ``record_id`` that has to be corrected; without it nothing is wrong."""
    name = part.order.record.contact_name.split(" ")[0]
    rows = [
        Row(
            line,
            None
            if line.review
            else sent
            if sent is not None and line.record.pk == record_id
            else ReviewForm(prefix=str(line.record.pk), initial={"name": name}),
        )
        for line in reviewing.lines_of(part)
    ]
    context = {"part": part, "token": token, "rows": rows, "problem": problem, "wrong": sent, "days": reviewing.REVIEW_DAYS}
    return render(request, "storefront/voices/review.html", context, status=status if sent is not None else 200)
