"""The page on which a card is given, behind the order's link: the only page of the shop with somebody else's script on it.

What the browser says after paying is not believed: the gateway is asked, on this page's every opening.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orders import switching
from orders.errors import NotPossible
from orders.oscar.order.models import Order
from payments import cards, providers, queries
from payments.errors import GatewayAway, PaymentClosed, UnknownProvider
from payments.models import Payment
from payments.providers import stripe
from storefront.buying.order import by_link
from storefront.buying.ways import other_ways


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """Give a card. A POST is the browser coming back from paying; it, too, learns from the gateway how the payment stands."""
    payment = queries.latest_payment(order.number)
    if payment is None or not providers.get(payment.provider).has_pay_page:
        return _to_order(token)
    try:
        shown = cards.pay_page(payment)
    except PaymentClosed:
        return _to_order(token)
    except GatewayAway:
        return _page(request, payment, token, "away", status=503)
    if shown.state == "paid":
        return _to_order(token)
    is_back = request.method == "POST" and shown.state == "open"
    return _page(request, payment, token, shown.state, shown.secret, status=422 if is_back else 200)


@by_link
@require_POST
def another_way(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """UPI or bank transfer after all, for the same order."""
    provider, _dot, method = request.POST.get("method", "").partition(".")
    try:
        switching.pay_another_way(order, provider=provider, method=method)
    except (UnknownProvider, NotPossible):  # nothing that the page offers, or the order needs no payment any more: its page says so
        return _to_order(token)
    except GatewayAway:
        messages.error(request, _("The card payment could not be closed just now. Please try again in a minute."))
        return HttpResponseRedirect(reverse("order-card", args=[token]), status=303)
    return _to_order(token)


def _page(request: HttpRequest, payment: Payment, token: str, state: str, secret: str = "", *, status: int) -> HttpResponse:
    context = {
        "payment": payment,
        "token": token,
        "state": state,
        "secret": secret,
        "is_back": status == 422,
        "is_elsewhere": payment.provider != stripe.StripeProvider.code,
        "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
        "script": settings.STRIPE_JS_URL,
        "ways": other_ways(payment),
    }
    response = render(request, "storefront/buying/card.html", context, status=status)
    if state == "open" and payment.provider == stripe.StripeProvider.code:
        _let_stripe_in(response)
    return response


def _let_stripe_in(response: HttpResponse) -> None:
    """This one answer may load Stripe's script and show its frames; style, pictures and forms stay our own."""
    hosts = stripe.hosts()
    response._csp_update = {  # type: ignore[attr-defined]  # read by django-csp
        "script-src": list(hosts.script),
        "frame-src": list(hosts.frame),
        "connect-src": list(hosts.connect),
    }


def _to_order(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("order", args=[token]), status=303)
