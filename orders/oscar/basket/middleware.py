"""Which basket belongs to a request: Oscar's rules, without offers (the quote knows none yet) and with a stricter cookie."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from oscar.apps.basket import middleware

from orders.oscar.basket.finding import guest_basket
from orders.oscar.basket.models import Basket


class BasketMiddleware(middleware.BasketMiddleware):
    """Loads ``request.basket`` when it is first asked for; a page that does not ask sets no cookie and runs no query."""

    def get_basket(self, request: Any) -> Basket:
        """The open basket of this request. Oscar makes a row for everybody who is logged in and looks; ours is made by the first piece.

        What is rare stays Oscar's: a guest's basket that has to be merged, and a person with several open ones.
        """
        if request._basket_cache is None and request.user.is_authenticated and self.get_cookie_key(request) not in request.COOKIES:
            held = list(Basket.open.filter(owner=request.user)[:2])
            if len(held) < 2:
                basket = held[0] if held else Basket()
                basket.owner = request.user
                request._basket_cache = basket
        found: Basket = super().get_basket(request)
        return found

    def get_cookie_basket(self, cookie_key: str, request: Any, manager: object) -> Basket | None:
        """The open basket that a guest's cookie names, as Oscar finds it. A cookie that names none goes."""
        if cookie_key not in request.COOKIES:
            return None
        try:
            found = guest_basket(int(Signer().unsign(request.COOKIES[cookie_key])))
        except BadSignature:
            found = None
        if found is None:
            request.cookies_to_delete.append(cookie_key)
        return found

    def apply_offers_to_basket(self, request: HttpRequest, basket: Basket) -> None:
        """Prices come from ``orders.quotes``; what offers would take off is shown nowhere, so it is not worked out."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer: Any = super().process_response(request, response)
        cookie = answer.cookies.get(self.get_cookie_key(request))
        if cookie is not None:
            cookie["samesite"] = "Lax"
        return answer
