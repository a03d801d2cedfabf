"""A visitor who buys through the pages, as a browser would: follows forms, keeps cookies, reads what is written."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Listing
from payments.models import Payment
from tests.orders import factories as make

OUR_PAGE = {"sec-fetch-site": "same-origin"}
FARIDA = {
    "mobile": "98186 45207",
    "name": "Farida Khan",
    "pin": "110 001",
    "line1": "14, Hanuman Road",
    "line2": "Connaught Place",
    "city": "New Delhi",
    "email": "farida@example.com",
}
_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


@dataclass
class Buyer:
    """One browser."""

    client: Client = field(default_factory=Client)

    def add(self, listing: Listing, quantity: int = 1, **more: str) -> HttpResponse:
        """Press "Add to basket" on the page of a listing without variants."""
        data = {"product": listing.product_id, "quantity": quantity, **more}
        return self.client.post("/basket/add/", data, headers=OUR_PAGE)

    def basket(self, pin: str = "") -> HttpResponse:
        return self.client.get("/basket/", {"pin": pin} if pin else {})

    def lines(self) -> dict[str, int]:
        """Pieces in the basket by title, as the page shows them."""
        cards = self.basket().context["cards"]
        return {item.line.title: item.line.quantity for card in cards for item in card.lines}

    def line_id(self, listing: Listing) -> int:
        cards = self.basket().context["cards"]
        return next(item.line.line_id for card in cards for item in card.lines if item.line.listing == listing)

    def give_address(self, **changed: str) -> HttpResponse:
        return self.client.post("/checkout/address/", {**FARIDA, **changed})

    def pay_form(self) -> dict[str, str]:
        """What the last page would post with UPI chosen and the box ticked."""
        page = self.client.get("/checkout/pay/")
        assert page.status_code == 200, page.get("Location")
        return {**hidden_fields(page), "method": "offline.upi", "consent": "yes"}

    def place(self, *listings: Listing) -> str:
        """Buy one piece of each; the address of the order's page."""
        for listing in listings:
            self.add(listing)
        self.give_address()
        answer = self.client.post("/checkout/pay/", self.pay_form())
        assert answer.status_code == 303, words(answer)[:400]
        return str(answer["Location"])


def hidden_fields(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a page by name."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def words(page: HttpResponse) -> str:
    """What a page says, without markup; `bdi` stands inside a line and parts no words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi[^>]*>", "", page.content.decode()))).split())


def title(page: HttpResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)
    return " ".join(html.unescape(found.group(1)).split()) if found else ""


def queries_of(client: Client, address: str, **more: Any) -> list[str]:
    """The statements one GET runs on cold caches, transaction control left out."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(address, **more)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(_CONTROL)]


def staff_confirm(order_page: str, reference: str = "UTR000000001") -> None:
    """The payment of the order behind this page arrives."""
    from orders import checkout, links

    order = links.order_for(order_page.rstrip("/").rsplit("/", 1)[-1])
    checkout.complete(Payment.objects.get(order_number=order.number), reference=reference, source="staff")


__all__ = ["FARIDA", "OUR_PAGE", "Buyer", "hidden_fields", "make", "queries_of", "staff_confirm", "title", "words"]
