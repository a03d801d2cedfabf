"""The basket: one card per producer group, with its own charge and dates for the visitor's pincode."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import baskets
from orders.quotes import Quote, quote
from storefront.buying import pincode
from storefront.buying.cards import basket_cards, parcel_words, sum_rows
from storefront.buying.forms import CodeForm
from storefront.buying.kept_code import kept
from storefront.buying.own_basket import own_basket
from storefront.origin import same_site_form


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The visitor's own basket at today's prices."""
    asked = pincode.read(request)
    return show(request, asked, status=429 if asked.is_throttled else 200)


def show(request: HttpRequest, asked: pincode.Pincode, *, code_form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    """The page, with a code that has to be corrected where ``code_form`` holds one."""
    code = "" if code_form else kept(request)
    quoted = quote(own_basket(request), asked.pin, code=code)
    context = {
        "quote": quoted,
        "cards": basket_cards(quoted),
        "asked": asked,
        "pin_form": pincode.form(asked),
        "sums": sum_rows(quoted),
        "parcels": parcel_words(quoted),
        "can_order": bool(quoted.groups) and not quoted.problems,
        "code_form": code_form or _code_form(quoted, code),
        "problems": [{"words": words, "href": "#id_code"} for words in code_form.errors.get("code", [])] if code_form else [],
    }
    return render(request, "storefront/buying/basket.html", context, status=status)


def _code_form(quoted: Quote, code: str) -> CodeForm:
    """The box for a code: empty, or with the kept one and why it takes nothing off now."""
    if not quoted.voucher_refusal:
        return CodeForm()
    form = CodeForm({"code": code})
    form.add_error("code", str(quoted.voucher_refusal.words))
    return form


@same_site_form
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product into the basket, from pages that everybody shares."""
    product_id, quantity = _number(request.POST.get("product"), 0), _number(request.POST.get("quantity"), 1)
    try:
        change = baskets.add(basket=own_basket(request), product_id=product_id, quantity=quantity)
    except baskets.NotAdded as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, str(_added(change)))
    return back(request)


@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change how many pieces a line holds, or take it out. Another visitor's line looks as if it did not exist."""
    wanted = 0 if "remove" in request.POST else _number(request.POST.get("quantity"), 1)
    try:
        change = baskets.set_quantity(basket=own_basket(request), line_id=line_id, quantity=wanted)
    except baskets.LineUnknown:
        raise Http404 from None
    messages.success(request, str(_changed(change)))
    return back(request)


def _number(text: str | None, otherwise: int) -> int:
    """A whole number of at most 18 digits; anything else counts as ``otherwise``."""
    return int(text) if text and len(text) <= 18 and text.isascii() and text.isdigit() else otherwise


def back(request: HttpRequest) -> HttpResponse:
    """To the basket, with the pincode the visitor had typed."""
    typed = request.POST.get("pin", "").strip()[:12]
    address = reverse("basket") + ("?" + urlencode({"pin": typed}) if typed else "")
    return HttpResponseRedirect(address, status=303)


def _added(change: baskets.Change) -> str | Promise:
    if change.is_less:
        words = _("%(title)s: no more than %(quantity)d can be ordered now, and your basket holds them.")
        return words % {"title": change.title, "quantity": change.quantity}
    return _("%(title)s is in your basket.") % {"title": change.title}


def _changed(change: baskets.Change) -> str | Promise:
    if not change.quantity and change.wanted:
        return _("%(title)s is sold out and was taken out.") % {"title": change.title}
    if not change.quantity:
        return _("%(title)s was taken out.") % {"title": change.title}
    if change.is_less:
        words = _("%(title)s: no more than %(quantity)d can be ordered now.")
        return words % {"title": change.title, "quantity": change.quantity}
    return _("%(title)s: %(quantity)d in your basket.") % {"title": change.title, "quantity": change.quantity}
