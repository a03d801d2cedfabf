"""Buyers of five lines each, as guests, in our shop or in a stock Oscar: ``python -m benchmarks.buyers ours http://127.0.0.1:8000 10``.

Each runs in a process of its own, so that reading one page's forms does not make another buyer wait. Times go to standard output.
"""

import json
import secrets
import sys
import time

from benchmarks.visitor import Answer, Visitor

GOODS = ("undyed-pashmina-stole", "halman-apricots-sun-dried", "sea-buckthorn-pulp", "apricot-kernel-oil", "sea-buckthorn-juice")
CONTACT = {
    "mobile": "9876543210",
    "name": "Bench Test",
    "pin": "110001",
    "line1": "House 1",
    "city": "New Delhi",
    "email": "bench@example.org",
}
STOCK_CONTACT = {
    "first_name": "Bench",
    "last_name": "Test",
    "line1": "House 1",
    "line4": "London",
    "postcode": "SW1A 1AA",
    "country": "GB",
}
STOCK_GOODS = (3, 44, 85, 126, 167)


class Failed(Exception):
    """The shop did not take the order. ``str()`` says where."""


class Buyer:
    """A guest of our shop. The steps have to come in this order."""

    def __init__(self, address: str, goods: tuple[str, ...] = GOODS) -> None:
        # Each comes from another address, as shoppers do: one that orders sixty times an hour is stopped.
        self.visitor = Visitor(address, forwarded_for=".".join(str(secrets.randbelow(250) + 1) for _ in range(4)))
        self.goods = goods
        self.page = Answer(0, "", "")

    def fill(self) -> None:
        for slug in self.goods:
            self.page = self.visitor.send(self.visitor.get(f"/p/{slug}/").form("/basket/add/"))

    def answer(self) -> None:
        """Everything up to the last page."""
        form = self.visitor.get("/checkout/address/").form("/checkout/address/")
        self.page = self.visitor.send(form, **{name: CONTACT[name] for name in form.fields if name in CONTACT})

    def place(self) -> bool:
        """Press the last button; whether there is an order now."""
        form = self.page.form("/checkout/pay/")
        self.page = self.visitor.send(form, **{name: values[0] for name, values in form.choices.items()})
        return self.page.status == 200 and "/o/" in self.page.address


class StockBuyer(Buyer):
    """A guest of a stock Oscar."""

    def __init__(self, address: str, goods: tuple[str, ...] = ()) -> None:
        super().__init__(address, goods or tuple(f"product-{number}_{number + 1}" for number in STOCK_GOODS))

    def fill(self) -> None:
        for slug in self.goods:
            self.page = self.visitor.send(self.visitor.get(f"/catalogue/{slug}/").form("/basket/add/"))

    def answer(self) -> None:
        form = next(form for form in self.visitor.get("/checkout/").forms() if "username" in form.fields)
        form.action = f"{self.visitor.address}/checkout/"
        page = self.visitor.send(form, username="bench@example.org", options="anonymous")
        form = next(form for form in page.forms() if "postcode" in form.fields)
        page = self.visitor.send(form, **STOCK_CONTACT)
        if "/payment-details/" in page.address:
            page = self.visitor.send(next(form for form in page.forms() if "preview" in form.action))
        self.page = page

    def place(self) -> bool:
        form = next(form for form in self.page.forms() if "place_order" in form.fields.values() or "preview" in form.action)
        self.page = self.visitor.send(form, action="place_order")
        return self.page.status == 200 and "thank-you" in self.page.address


KINDS = {"ours": Buyer, "stock": StockBuyer}


def buy(kind: str, address: str, orders: int, goods: tuple[str, ...]) -> dict[str, list[float]]:
    """So many orders, one after the other; milliseconds of placing each, of the whole of each, and how many were refused."""
    placed, whole, refused = [], [], 0.0
    for _ in range(orders):
        began = time.perf_counter()
        buyer = KINDS[kind](address, goods) if goods else KINDS[kind](address)
        try:
            buyer.fill()
            buyer.answer()
            pressed = time.perf_counter()
            is_placed = buyer.place()
        except (LookupError, StopIteration, OSError):
            is_placed = False
        if not is_placed:
            refused += 1
            continue
        placed.append((time.perf_counter() - pressed) * 1000)
        whole.append((time.perf_counter() - began) * 1000)
    return {"place": placed, "whole": whole, "refused": [refused]}


if __name__ == "__main__":
    print(json.dumps(buy(sys.argv[1], sys.argv[2], int(sys.argv[3]), tuple(sys.argv[4:]))))
