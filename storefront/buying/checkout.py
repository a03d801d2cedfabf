"""Checkout after the basket: where and who, then check and pay. Nothing is charged or promised before the last button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.throttles import visitor
from money.words import rupees
from orders import attempts, checkout
from orders.errors import BadContact, BasketEmpty, NotDelivered, PlaceRefused, QuoteChanged, SoldOut
from orders.quotes import Quote, quote
from payments import providers
from payments.errors import UnknownProvider
from storefront.buying import drafts, pincode
from storefront.buying.cards import basket_cards, counts
from storefront.buying.forms import AddressForm
from storefront.buying.limits import PLACE_ORDER

OF_LINES = ("sold_out", "few_left", "not_sold", "no_tax_rate")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Page two of three: name, number and address. Everything typed is kept when something has to be corrected."""
    asked = pincode.read(request)
    quoted = quote(request.basket, asked.pin)
    if not quoted.groups or _lines_fail(quoted):
        return redirect("basket")
    form = _form(request, asked)
    if request.method == "POST" and form.is_valid():
        _refuse_pin(form, asked, quoted)
        if form.is_valid() and asked.info:
            drafts.keep(request, drafts.of(form.contact(), form.address(asked.info.state)))
            return HttpResponseRedirect(reverse("checkout-pay"), status=303)
    elif request.method == "POST" and asked.error and "pin" not in form.errors:
        form.add_error("pin", str(asked.error))
    context = {"form": form, "quote": quoted, "asked": asked, "counts": counts(quoted)}
    return render(request, "storefront/buying/address.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, asked: pincode.Pincode) -> AddressForm:
    """The form as posted, or filled with what the shop already knows."""
    has_account = request.user.is_authenticated
    if request.method == "POST":
        return AddressForm(request.POST, has_account=has_account)
    draft = drafts.read(request)
    if draft is not None:
        return AddressForm(initial={**vars(draft), "pin": asked.typed or draft.pin}, has_account=has_account)
    known = {"pin": asked.typed, "city": asked.info.district if asked.info else ""}
    if request.user.is_authenticated:
        known |= {"name": request.user.get_full_name(), "email": request.user.email or "", "mobile": request.user.mobile or ""}
    return AddressForm(initial=known, has_account=has_account)


def _refuse_pin(form: AddressForm, asked: pincode.Pincode, quoted: Quote) -> None:
    """Say beside the pincode why it can not be used: unknown, or a group that does not send there."""
    if asked.error:
        form.add_error("pin", str(asked.error))
    for group in quoted.groups:
        if group.refusal:
            form.add_error("pin", f"{group.group.name}: {group.refusal.reason}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Page three of three: everything once more, the way of paying, consent, and the one button that orders."""
    if request.method == "POST":
        return _place(request)
    draft = drafts.read(request)
    if draft is None:
        return redirect("checkout-address")
    quoted = quote(request.basket, draft.pin)
    if not quoted.groups or _lines_fail(quoted):
        return redirect("basket")
    if quoted.problems:
        return redirect("checkout-address")
    return _pay_page(request, draft, quoted, key=attempts.new_key())


def _place(request: HttpRequest) -> HttpResponse:
    """One press of "Place order". A repeated press finds the order of the first, whatever has become of the draft."""
    key = request.POST.get("key", "")
    earlier = checkout.placed_before(key)
    if earlier is not None:
        return _to_order(request, earlier)
    draft = drafts.read(request)
    if draft is None:
        return redirect("checkout-address")
    if not PLACE_ORDER.hit(visitor(request)):
        return HttpResponse(_("Too many orders were tried from here. Please wait an hour."), status=429, content_type="text/plain")
    try:
        return _to_order(request, _order(request, draft, key))
    except QuoteChanged as change:
        if not change.quote.hash:
            return redirect("basket")
        return _pay_page(request, draft, change.quote, key=key, problems={"total": _what_changed(request, change.quote)}, status=409)
    except _NotReady as refusal:
        quoted = quote(request.basket, draft.pin)
        return _pay_page(request, draft, quoted, key=refusal.key, problems=refusal.problems, status=422)
    except SoldOut as short:
        titles = ", ".join(line.title for line in short.lines)
        messages.error(request, _("Nothing was ordered. Meanwhile others bought from: %(titles)s.") % {"titles": titles})
        return HttpResponseRedirect(reverse("basket"), status=303)
    except BasketEmpty:
        return HttpResponseRedirect(reverse("basket"), status=303)
    except (BadContact, NotDelivered):
        return HttpResponseRedirect(reverse("checkout-address"), status=303)


class _NotReady(Exception):
    """The form of the last page has to be corrected; nothing was tried."""

    def __init__(self, problems: dict[str, str | Promise], key: str) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems
        self.key = key


def _order(request: HttpRequest, draft: drafts.Draft, key: str) -> checkout.Placed:
    """Place the order, or say what is missing in the form."""
    problems: dict[str, str | Promise] = {}
    provider, _dot, method = request.POST.get("method", "").partition(".")
    if not _is_offered(provider, method):
        problems["method"] = _("Choose how you want to pay")
    if not request.POST.get("consent"):
        problems["consent"] = _("Tick the box to say that you agree")
    if not attempts.MIN_KEY_LENGTH <= len(key) <= 64:
        key = attempts.new_key()
        problems["total"] = _("This page was too old. Please check it and press the button again")
    if problems:
        raise _NotReady(problems, key)
    try:
        return checkout.place(
            basket=request.basket,
            key=key,
            quote_hash=request.POST.get("quote_hash", ""),
            contact=draft.contact,
            address=draft.address,
            provider=provider,
            method=method,
            consent_text=str(consent_text()),
            user=request.user if request.user.is_authenticated else None,
            language=request.LANGUAGE_CODE,
        )
    except PlaceRefused as refusal:
        raise _NotReady({"total": refusal.reason}, key) from refusal


def consent_text() -> str:
    """What the box says; these very words are kept with the order."""
    return _("I have checked the parcels, their dates and the total, and I agree to the terms of sale and the returns policy.")


def _is_offered(provider: str, method: str) -> bool:
    try:
        providers.get(provider).require_method(method)
    except UnknownProvider:
        return False
    return True


def _pay_page(
    request: HttpRequest,
    draft: drafts.Draft,
    quoted: Quote,
    *,
    key: str,
    problems: dict[str, str | Promise] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The last page. The box is never ticked beforehand; the way of paying is kept."""
    context = {
        "draft": draft,
        "quote": quoted,
        "cards": basket_cards(quoted),
        "counts": counts(quoted),
        "providers": providers.offered(),
        "chosen": request.POST.get("method", ""),
        "consent_text": consent_text(),
        "key": key,
        "problems": problems or {},
    }
    return render(request, "storefront/buying/pay.html", context, status=status)


def _what_changed(request: HttpRequest, now: Quote) -> str:
    """What the shopper agreed to against what holds now."""
    shown = request.POST.get("shown_paise", "")
    if shown.isascii() and shown.isdigit() and len(shown) < 16 and int(shown) != now.total_paise:
        words = _("The total has changed from %(before)s to %(now)s. Please check it and agree again")
        return words % {"before": rupees(int(shown)), "now": rupees(now.total_paise)}
    return _("A price or a date has changed. Please check the parcels and agree again")


def _lines_fail(quoted: Quote) -> bool:
    """Whether a line itself stands in the way: the basket says which and why."""
    return any(problem.code in OF_LINES for problem in quoted.problems)


def _to_order(request: HttpRequest, placed: checkout.Placed) -> HttpResponse:
    """To the order's own page. The address is no longer needed in the session."""
    drafts.drop(request)
    if placed.link_token is None:
        return HttpResponseRedirect(reverse("order-find"), status=303)
    return HttpResponseRedirect(reverse("order", args=[placed.link_token]), status=303)
