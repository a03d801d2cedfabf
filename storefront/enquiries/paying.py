"""A quote behind its link: what was agreed, who receives it, how it is paid, and the one button that orders."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.secret_pages import opened_by
from accounts.throttles import visitor
from delivery import pins
from orders import attempts
from orders.checkout import Placed
from orders.enquiries import links, paying, proposing
from orders.enquiries.errors import NotOpen
from orders.errors import BadContact, BasketEmpty, NotDelivered, PlaceRefused, QuoteChanged, SoldOut
from orders.models import Proposal
from payments import providers
from payments.errors import UnknownProvider
from payments.settlement import mode_on
from storefront.buying.cards import basket_cards, parcel_words, sum_rows
from storefront.buying.forms import AddressForm
from storefront.buying.limits import PLACE_ORDER
from storefront.buying.pay import CONSENT
from storefront.buying.ways import offered_ways

_KEY_LENGTH = range(attempts.MIN_KEY_LENGTH, 65)


@opened_by(links.proposal_for)
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, proposal: Proposal, token: str) -> HttpResponse:
    """The quote with one form; once it is ordered, lapsed or taken back, that and nothing more: the order has a link of its own."""
    if request.method == "POST":
        return _press(request, proposal, token)
    if not proposal.is_open:
        return render(request, "storefront/enquiries/over.html", {"proposal": proposal})
    known = {"pin": proposal.pin, **_known(request, proposal)}
    return _page(request, proposal, token, AddressForm(initial=known, has_account=_has_account(request)))


def _press(request: HttpRequest, proposal: Proposal, token: str) -> HttpResponse:
    form = AddressForm({**request.POST.dict(), "pin": proposal.pin}, has_account=_has_account(request))
    key = request.POST.get("key", "")
    problems = _missing(request, key)
    if form.is_valid() and proposal.is_open:
        form.refuse_state(pins.lookup(proposal.pin))
    if (not form.is_valid() or problems) and proposal.is_open:
        return _page(request, proposal, token, form, problems, status=422)
    if not form.is_valid():
        return render(request, "storefront/enquiries/over.html", {"proposal": proposal}, status=409)
    if not PLACE_ORDER.hit(visitor(request)):
        words = _("Too many orders were tried from here. Please wait an hour")
        return _page(request, proposal, token, form, {"total": words}, status=429)
    try:
        return _to_order(_order(request, proposal, form, key))
    except NotOpen:
        proposal.refresh_from_db()
        return render(request, "storefront/enquiries/over.html", {"proposal": proposal}, status=409)
    except (SoldOut, BasketEmpty):
        words = _("Nothing was ordered: it is not there yet. Please ask whoever sent you the link.")
    except QuoteChanged:
        words = _("A date has changed since you opened the page. Please check it and press again.")
    except (PlaceRefused, NotDelivered) as refusal:
        words = str(refusal.reason)
    except BadContact as refusal:
        form.take_refusal(refusal)
        words = ""
    return _page(request, proposal, token, form, {"total": words} if words else {}, status=409 if words else 422)


def _order(request: HttpRequest, proposal: Proposal, form: AddressForm, key: str) -> Placed:
    provider, _dot, method = request.POST.get("method", "").partition(".")
    return paying.order(
        proposal,
        key=key,
        quote_hash=request.POST.get("quote_hash", ""),
        contact=form.contact(),
        address=form.address(pins.lookup(proposal.pin)),
        provider=provider,
        method=method,
        consent_text=str(CONSENT),
        user=request.user if isinstance(request.user, User) else None,
        language=request.LANGUAGE_CODE,
    )


def _missing(request: HttpRequest, key: str) -> dict[str, str | Promise]:
    """What the form lacks beside the address."""
    problems: dict[str, str | Promise] = {}
    provider, _dot, method = request.POST.get("method", "").partition(".")
    if len(key) not in _KEY_LENGTH:
        problems["total"] = _("This page was too old. Please check it and press the button again")
    try:
        providers.for_mode(provider, method, mode_on(timezone.localdate()).code)
    except UnknownProvider:
        problems["method"] = _("Choose how you want to pay")
    if not request.POST.get("consent"):
        problems["consent"] = _("Tick the box to say that you agree")
    return problems


def _page(
    request: HttpRequest,
    proposal: Proposal,
    token: str,
    form: AddressForm,
    problems: dict[str, str | Promise] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    quoted, found, key = proposing.quote_of(proposal), problems or {}, request.POST.get("key", "")
    waits = [problem.words for problem in quoted.problems]
    context: dict[str, Any] = {
        "proposal": proposal,
        "token": token,
        "form": form,
        "asked": {"place": _place(proposal.pin)},
        "quote": quoted,
        "cards": basket_cards(quoted),
        "sums": sum_rows(quoted),
        "parcels": parcel_words(quoted),
        "waits": list(dict.fromkeys(str(words) for words in waits)),
        "ways": offered_ways(quoted),
        "chosen": request.POST.get("method", ""),
        "consent_text": CONSENT,
        "key": key if len(key) in _KEY_LENGTH else attempts.new_key(),
        "problems": [{"words": words, "href": f"#{place}"} for place, words in found.items()],
        "method_error": found.get("method"),
        "consent_error": found.get("consent"),
    }
    return render(request, "storefront/enquiries/quote.html", context, status=status)


def _known(request: HttpRequest, proposal: Proposal) -> dict[str, str]:
    if isinstance(request.user, User):
        return {"name": request.user.get_full_name(), "email": request.user.email or "", "mobile": request.user.mobile or ""}
    return {}


def _has_account(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


def _place(pin: str) -> str:
    info = pins.lookup(pin)
    return ", ".join(dict.fromkeys(text for text in (info.name, info.district, info.state) if text))


def _to_order(placed: Placed) -> HttpResponse:
    """To the order's own page, or to the one where its card is given."""
    if placed.link_token is None:
        return HttpResponseRedirect(reverse("order-find"), status=303)
    name = "order-card" if providers.get(placed.payment.provider).has_pay_page else "order"
    return HttpResponseRedirect(reverse(name, args=[placed.link_token]), status=303)
