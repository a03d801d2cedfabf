"""Checkout, page three of three: everything once more, the way of paying, consent, and the one button that orders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.throttles import visitor
from money.words import rupees
from orders import attempts, checkout
from orders.errors import BadContact, BasketEmpty, NotDelivered, PlaceRefused, QuoteChanged, SoldOut
from orders.gifts import late, pins_of
from orders.quotes import Quote, quote
from payments import providers
from payments.errors import UnknownProvider
from payments.settlement import PAY_EACH_GROUP, mode_on
from storefront.buying import drafts, gift_drafts, kept_code
from storefront.buying.cards import basket_cards, parcel_words, sum_rows
from storefront.buying.kept_code import kept
from storefront.buying.limits import PLACE_ORDER
from storefront.buying.own_basket import own_basket
from storefront.buying.steps import STEPS, is_for_basket
from storefront.buying.ways import offered_ways

# What the box says; these very words, in the shopper's language, are kept with the order.
CONSENT = gettext_lazy("I have checked the parcels, their dates and the total, and I agree to the terms of sale and the returns policy.")
_KEY_LENGTH = range(attempts.MIN_KEY_LENGTH, 65)

Problems = dict[str, str | Promise]  # by the part of the page: total, method, consent


class _ToCorrect(Exception):
    """The form has to be corrected; nothing was tried."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The last look, or one press of its button."""
    if request.method == "POST":
        return _press(request)
    draft = drafts.read(request)
    if draft is None:
        return redirect("checkout-address")
    quoted = _quote(request, draft)
    if is_for_basket(quoted):
        return redirect("basket")
    gifts = gift_drafts.read(request)
    if gifts and (quoted.problems or any(late(quoted, gifts))):
        return redirect("checkout-gifts")
    if quoted.problems:
        return redirect("checkout-address")
    return _page(request, draft, quoted, attempts.new_key())


def _press(request: HttpRequest) -> HttpResponse:
    """One press of "Place order". A repeated press finds the order of the first, whatever has become of the draft."""
    key = request.POST.get("key", "")
    earlier = checkout.placed_before(key)
    if earlier is not None:
        return _to_order(request, earlier)
    draft = drafts.read(request)
    if draft is None:
        return _see("checkout-address")
    if not PLACE_ORDER.hit(visitor(request)):
        return _again(request, draft, {"total": _("Too many orders were tried from here. Please wait an hour")}, status=429)
    try:
        return _to_order(request, _place(request, draft, key))
    except (_ToCorrect, PlaceRefused, QuoteChanged) as refusal:
        return _refused(request, draft, key, refusal)
    except SoldOut as short:
        titles = ", ".join(line.title for line in short.lines)
        messages.error(request, _("Nothing was ordered. Meanwhile others have bought: %(titles)s.") % {"titles": titles})
        return _see("basket")
    except BasketEmpty:
        return _see("basket")
    except (BadContact, NotDelivered):
        return _see("checkout-gifts" if gift_drafts.read(request) else "checkout-address")


def _refused(request: HttpRequest, draft: drafts.Draft, key: str, refusal: "_ToCorrect | PlaceRefused | QuoteChanged") -> HttpResponse:
    """The page again with what stands in the way. Nothing was ordered."""
    if isinstance(refusal, _ToCorrect):
        return _again(request, draft, refusal.problems, status=422)
    if isinstance(refusal, PlaceRefused):
        return _again(request, draft, {"total": refusal.reason}, status=422)
    if not refusal.quote.hash:
        return _see("basket")
    return _page(request, draft, refusal.quote, key, {"total": _what_changed(request, refusal.quote)}, status=409)


def _place(request: HttpRequest, draft: drafts.Draft, key: str) -> checkout.Placed:
    """Place the order. Raises ``_ToCorrect`` for what is missing in the form, and what ``orders.checkout.place`` raises."""
    provider, _dot, method = request.POST.get("method", "").partition(".")
    problems: Problems = {}
    if len(key) not in _KEY_LENGTH:
        problems["total"] = _("This page was too old. Please check it and press the button again")
    if not _is_offered(provider, method, mode_on(timezone.localdate()).code):
        problems["method"] = _("Choose how you want to pay")
    if not request.POST.get("consent"):
        problems["consent"] = _("Tick the box to say that you agree")
    if problems:
        raise _ToCorrect(problems)
    return checkout.place(
        basket=own_basket(request),
        key=key,
        quote_hash=request.POST.get("quote_hash", ""),
        contact=draft.contact,
        address=draft.address,
        provider=provider,
        method=method,
        consent_text=str(CONSENT),
        user=request.user if request.user.is_authenticated else None,
        language=request.LANGUAGE_CODE,
        code=kept(request),
        gifts=gift_drafts.read(request),
        is_first=True,
    )


def _quote(request: HttpRequest, draft: drafts.Draft) -> Quote:
    mobile, pins = draft.contact.tidied().mobile, pins_of(gift_drafts.read(request))
    return quote(own_basket(request), draft.pin, code=kept(request), mobile=mobile, pins=pins)


def _is_offered(provider: str, method: str, mode: str) -> bool:
    try:
        providers.for_mode(provider, method, mode)
    except UnknownProvider:
        return False
    return True


def _again(request: HttpRequest, draft: drafts.Draft, problems: Problems, status: int) -> HttpResponse:
    """The page once more with what has to be corrected, at today's prices."""
    quoted = _quote(request, draft)
    if is_for_basket(quoted):
        return _see("basket")
    key = request.POST.get("key", "")
    return _page(request, draft, quoted, key if len(key) in _KEY_LENGTH else attempts.new_key(), problems, status)


def _page(
    request: HttpRequest, draft: drafts.Draft, quoted: Quote, key: str, problems: Problems | None = None, status: int = 200
) -> HttpResponse:
    """The page itself. The box is never ticked beforehand; the chosen way of paying is kept."""
    found = problems or {}
    if quoted.voucher_refusal and request.method == "GET":
        found = {**found, "total": quoted.voucher_refusal.words}
    context = {
        "draft": draft,
        "quote": quoted,
        "cards": basket_cards(quoted, gift_drafts.read(request)),
        "sums": sum_rows(quoted),
        "parcels": parcel_words(quoted),
        "ways": offered_ways(quoted),
        "pays_each_group": quoted.mode == PAY_EACH_GROUP,
        "chosen": request.POST.get("method", ""),
        "consent_text": CONSENT,
        "key": key,
        "problems": [{"words": words, "href": f"#{place}"} for place, words in found.items()],
        "method_error": found.get("method"),
        "consent_error": found.get("consent"),
        "steps": STEPS,
    }
    return render(request, "storefront/buying/pay.html", context, status=status)


def _what_changed(request: HttpRequest, now: Quote) -> str:
    """What the shopper was shown against what holds now."""
    if now.voucher_refusal:
        words = _("%(reason)s The total is %(now)s without it. Please check it and agree again")
        return words % {"reason": now.voucher_refusal.words, "now": rupees(now.total_paise)}
    shown = request.POST.get("shown_paise", "")
    if shown.isascii() and shown.isdigit() and len(shown) < 16 and int(shown) != now.total_paise:
        words = _("The total has changed from %(before)s to %(now)s. Please check it and agree again")
        return words % {"before": rupees(int(shown)), "now": rupees(now.total_paise)}
    return _("A price or a date has changed. Please check the parcels and agree again")


def _see(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name), status=303)


def _to_order(request: HttpRequest, placed: checkout.Placed) -> HttpResponse:
    """To the order's own page, or to the one where its card is given. Name, address and code are no longer needed in the session."""
    drafts.drop(request)
    gift_drafts.drop(request)
    kept_code.drop(request)
    if placed.link_token is None:
        return _see("order-find")
    name = "order-card" if providers.get(placed.payment.provider).has_pay_page else "order"
    return HttpResponseRedirect(reverse(name, args=[placed.link_token]), status=303)
