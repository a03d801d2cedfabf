"""Giving something back, from the order's page: ask for it, say that it is on its way, see what became of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttles import visitor
from media.uploads import PictureRefused
from orders import attempts, photos
from orders.errors import NotPossible
from orders.models import PartPhoto, ProducerOrder, ReturnRequest
from orders.oscar.order.models import Order
from orders.returns import asking, going_back, policies, returnable
from orders.returns.asking import Wanted
from orders.returns.errors import ReturnRefused
from orders.returns.queries import page_of
from storefront.buying.limits import RETURN
from storefront.buying.order import by_link

MIN_KEY, MAX_KEY = 16, 64


@dataclass(frozen=True)
class Row:
    """A line that may come back, with the pieces that were typed."""

    line: returnable.ReturnableLine
    typed: str


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """What may be given back of one part, and the form for it."""
    part = _part(order, number)
    if request.method != "POST":
        return _form(request, part, token, key=attempts.new_key())
    if not RETURN.hit(visitor(request)):
        return _form(request, part, token, key=attempts.new_key(), problem=_("Too many tries. Please wait an hour."), status=429)
    key = request.POST.get("key", "")
    if not MIN_KEY <= len(key) <= MAX_KEY:  # not from our form
        key = attempts.new_key()
    try:
        made = asking.ask(part, _wanted(request), key=key, photos_taken=photos.take_in(request.FILES.getlist("photo")))
    except ReturnRefused as refusal:
        return _form(request, part, token, key=key, problem=str(refusal.reason))
    except PictureRefused as refusal:
        return _form(request, part, token, key=key, problem=refusal.reason)
    messages.success(request, _("We have told the group. It answers within 48 hours."))
    return HttpResponseRedirect(reverse("order-returned", args=[token, made.number]), status=303)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """How far a return is; the shopper says with whom it was sent back."""
    found = _request(order, number)
    problem = ""
    if request.method == "POST":
        carrier, tracking_number = request.POST.get("carrier", ""), request.POST.get("tracking_number", "")
        try:
            going_back.sent_back(found, carrier=carrier, tracking_number=tracking_number)
        except ReturnRefused as refusal:
            problem = str(refusal.reason)
        except NotPossible:
            problem = _("This can not be sent back now. Its state is shown below.")
        else:
            messages.success(request, _("Thank you. We write when the group has it."))
            return HttpResponseRedirect(reverse("order-returned", args=[token, number]), status=303)
    context = {
        "shown": page_of(found),
        "order": order,
        "token": token,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "storefront/buying/returned.html", context, status=422 if problem else 200)


@by_link
@require_safe
def photo(request: HttpRequest, order: Order, token: str, photo_id: int) -> HttpResponseBase:
    """A photo that the shopper sent with a return of this order."""
    found = PartPhoto.objects.filter(pk=photo_id, producer_order__order=order, kind=PartPhoto.Kind.RETURN).first()
    if found is None:
        raise Http404
    return photos.response(found)


def _wanted(request: HttpRequest) -> Wanted:
    """What was typed. A number that is none counts as more pieces than there are, and is refused beside its line."""
    pieces: dict[int, int] = {}
    for name, value in request.POST.items():
        line_id = name.removeprefix("pieces-")
        if line_id != name and line_id.isascii() and line_id.isdigit() and len(line_id) < 18 and isinstance(value, str) and value.strip():
            text = value.strip()
            pieces[int(line_id)] = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
    said: dict[str, Any] = {name: request.POST.get(name, "") for name in ("reason", "words", "wish")}
    return Wanted(pieces=pieces, has_tag=request.POST.get("has_tag") == "on", **said)


def _form(request: HttpRequest, part: ProducerOrder, token: str, *, key: str, problem: str = "", status: int = 422) -> HttpResponse:
    lines = returnable.lines_of(part)
    only = "1" if [line.pieces for line in lines] == [1] else ""  # one piece of one thing: there is nothing to ask
    codes = {code for line in lines for code in line.reasons}
    reasons: list[tuple[str, str | Promise]] = [(code, words) for code, words in policies.REASONS.items() if code in codes]
    context = {
        "part": part,
        "token": token,
        "rows": [Row(line, request.POST.get(f"pieces-{line.record.pk}", only)) for line in lines],
        "reasons": reasons,
        "wishes": ReturnRequest.Wish.choices,
        "typed": request.POST,
        "key": key,
        "most_photos": photos.AT_MOST,
        "problem": problem,
    }
    return render(request, "storefront/buying/return_ask.html", context, status=status if problem else 200)


def _part(order: Order, number: str) -> ProducerOrder:
    """A part of this very order; any other number looks as if there were none."""
    found = ProducerOrder.objects.select_related("order", "group").filter(order=order, number=number).first()
    if found is None:
        raise Http404
    return found


def _request(order: Order, number: str) -> ReturnRequest:
    found = ReturnRequest.objects.filter(number=number, producer_order__order=order).first()
    if found is None:
        raise Http404
    return found
