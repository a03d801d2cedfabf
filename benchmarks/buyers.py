"""Buyers of five lines each, as guests, in our shop or in a stock Oscar: ``python -m benchmarks.buyers ours http://127.0.0.1:8000 10 walk``

With ``wait`` instead of ``walk`` all baskets are filled first, "ready" is said, and only once a line is read are their orders placed, one
after the other: so placing is measured by itself. Goods may follow.

Each runs in a process of its own, so that reading one page's forms does not make another buyer wait. What it saw goes to standard output.
"""

import json
import secrets
import sys
import time
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

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
# Without a country: a shop that sends to one only does not ask.
STOCK_CONTACT = {
    "first_name": "Bench",
    "last_name": "Test",
    "line1": "House 1",
    "line4": "London",
    "postcode": "SW1A 1AA",
}
STOCK_GOODS = (3, 44, 85, 126, 167)


class Refused(Exception):
    """The shop did not take the order. ``str()`` says where."""


class Buyer:
    """A guest of our shop. The steps come in this order; each raises ``Refused`` or ``LookupError`` where the shop does not go on."""

    def __init__(self, address: str, goods: tuple[str, ...] = GOODS) -> None:
        # Each comes from another address, as shoppers do: one that orders sixty times an hour is stopped.
        self.visitor = Visitor(address, forwarded_for=".".join(str(secrets.randbelow(250) + 1) for _ in range(4)))
        self.goods = goods
        self.page = Answer(0, "", "")

    def fill(self) -> None:
        """Put everything into the basket."""
        for slug in self.goods:
            self._went(self.visitor.send(self._product(slug).form("/basket/add/")))

    def answer(self) -> None:
        """Everything up to the last page."""
        form = self.visitor.get("/checkout/address/").form("/checkout/address/")
        self._went(self.visitor.send(form, **{name: CONTACT[name] for name in form.fields if name in CONTACT}))

    def press(self) -> None:
        """Press the last button; once it is answered there is an order, and the answer leads to its page."""
        form = self.page.form("/checkout/pay/")
        self._placed(self.visitor.press(form, **{name: values[0] for name, values in form.choices.items()}), at="/o/")

    def see(self) -> None:
        """The page of the order, to which the press led."""
        self._went(self.visitor.get(self.page.leads_to), to=urlsplit(self.page.leads_to).path)

    def place(self) -> None:
        """Order, and see it."""
        self.press()
        self.see()

    def _product(self, slug: str) -> Answer:
        return self.visitor.get(f"/p/{slug}/")

    def _went(self, page: Answer, *, to: str = "") -> None:
        """Go on with ``page``, if it is one, and the one that should come."""
        if page.status != 200 or to not in page.address:
            raise Refused(f"{page.status} {page.address}")
        self.page = page

    def _placed(self, page: Answer, *, at: str) -> None:
        """Go on with the answer to the last button, if it leads to an order."""
        if at not in page.leads_to:
            raise Refused(f"{page.status} {page.leads_to or page.address}")
        self.page = page


class StockBuyer(Buyer):
    """A guest of a stock Oscar. Its payment page asks nothing: it only leads on to the last one."""

    def __init__(self, address: str, goods: tuple[str, ...] = ()) -> None:
        super().__init__(address, goods or tuple(f"product-{number}_{number + 1}" for number in STOCK_GOODS))

    def answer(self) -> None:
        form = self.visitor.get("/checkout/").form_with("username")
        self._went(self.visitor.send(form, username="bench@example.org", options="anonymous"), to="/shipping-address/")
        self._went(self.visitor.send(self.page.form_with("postcode"), **STOCK_CONTACT), to="/payment-details/")
        self._went(self.visitor.get("/checkout/preview/"), to="/preview/")

    def press(self) -> None:
        self._placed(self.visitor.press(self.page.form("/checkout/preview/"), action="place_order"), at="/thank-you/")

    def _product(self, slug: str) -> Answer:
        return self.visitor.get(f"/catalogue/{slug}/")


KINDS = {"ours": Buyer, "stock": StockBuyer}


@dataclass
class Told:
    """What a buyer saw: milliseconds until each press was answered, of the page after it, of whole orders; why others were refused."""

    place: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def buy(kind: str, address: str, orders: int, goods: tuple[str, ...] = ()) -> Told:
    """So many orders, one after the other."""
    told = Told()
    for _ in range(orders):
        began = time.perf_counter()
        buyer = _filled(kind, address, goods, told)
        if buyer and _placed(buyer, told):
            told.whole.append((time.perf_counter() - began) * 1000)
    return told


def buy_together(kind: str, address: str, orders: int, goods: tuple[str, ...] = ()) -> Told:
    """So many orders, all of them filled before the first is placed."""
    told = Told()
    buyers = [buyer for _ in range(orders) if (buyer := _filled(kind, address, goods, told))]
    print("ready", flush=True)
    sys.stdin.readline()
    for buyer in buyers:
        _placed(buyer, told)
    return told


def _filled(kind: str, address: str, goods: tuple[str, ...], told: Told) -> Buyer | None:
    """A buyer on the last page; none where the shop did not let anybody come there."""
    buyer = KINDS[kind](address, goods) if goods else KINDS[kind](address)
    try:
        buyer.fill()
        buyer.answer()
    except (Refused, LookupError, OSError) as why:
        told.refused.append(f"{type(why).__name__}: {why}")
        return None
    return buyer


def _placed(buyer: Buyer, told: Told) -> bool:
    """Press the last button and see the order; whether there is one."""
    pressed = time.perf_counter()
    try:
        buyer.press()
        answered = time.perf_counter()
        buyer.see()
    except (Refused, LookupError, OSError) as why:
        told.refused.append(f"{type(why).__name__}: {why}")
        return False
    told.place.append((answered - pressed) * 1000)
    told.page.append((time.perf_counter() - answered) * 1000)
    return True


if __name__ == "__main__":
    WAYS = {"walk": buy, "wait": buy_together}
    print(json.dumps(asdict(WAYS[sys.argv[4]](sys.argv[1], sys.argv[2], int(sys.argv[3]), tuple(sys.argv[5:])))))
