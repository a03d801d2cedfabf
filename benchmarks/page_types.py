"""Every type of page that shoppers and groups open, and what has to be done before some of them can be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

PASSWORD = "ladakh-demo-2026"  # noqa: S105 - the demo's, printed by `make run`
STOLE, APRICOTS, PULP = "undyed-pashmina-stole", "halman-apricots-sun-dried", "sea-buckthorn-pulp"
ADDRESS = {
    "mobile": "9876543210",
    "name": "Tara Menon",
    "pin": "110001",
    "line1": "14 Lodi Lane",
    "city": "New Delhi",
    "email": "tara@example.org",
}
LOOKING = {
    "home": "/",
    "products": "/products/",
    "category": "/c/apricot/",
    "product": f"/p/{STOLE}/?pin=110001",
    "wrong pincode": f"/p/{STOLE}/?pin=000000",
    "groups": "/groups/",
    "group": "/groups/suru-blossom/",
    "search": "/search/?q=apricot",
    "nothing found": "/search/?q=saffron+umbrella",
    "trace": "/t/",
    "lot": "/t/L-20931/",
    "how we rank": "/how-we-rank/",
    "policies": "/policies/",
    "policy": "/policies/returns/",
    "not found": "/no-such-page/",
    "login": "/login/",
    "signup": "/signup/",
    "find an order": "/orders/find/",
    "stories": "/stories/",
    "story": "/stories/eight-threads-at-each-end/",
    "campaigns": "/campaigns/",
    "campaign": "/campaigns/winter-on-the-loom/",
    "grievance": "/grievance/",
    "patterns": "/patterns/",
    "seasons": "/seasons/",
    "season": "/seasons/11/",
}
OWN = {
    "account": "/account/",
    "wishes": "/account/wishes/",
    "addresses": "/account/addresses/",
    "an address": "/account/addresses/add/",
    "own data": "/account/data/",
}
WORKSPACE = {
    "inbox": "/workspace/",
    "listings": "/workspace/groups/suru-blossom/listings/",
    "stock": "/workspace/groups/suru-blossom/stock/",
    "money": "/workspace/groups/suru-blossom/money/",
    "visit": "/workspace/groups/suru-blossom/visit/",
}


@dataclass(frozen=True)
class Stop:
    """A page that is open now: which type, in which language."""

    name: str
    language: str


class Walk:
    """One visitor of the shop, who can be brought to every page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, path: str, language: str = "en") -> None:
        self.page.goto(self.address + (path if language == "en" else f"/{language}{path}"))

    def submit(self, which: str = "main button[type=submit]") -> None:
        self.page.locator(which).last.click()

    def fill_basket(self) -> None:
        """Goods of three groups, as a shopper would."""
        for slug in (STOLE, APRICOTS, PULP):
            self.open(f"/p/{slug}/")
            self.page.get_by_role("button", name=re.compile("Add to basket")).first.click()

    def to_pay(self) -> None:
        """From a full basket to the page on which one pays."""
        self.open("/checkout/address/")
        for name, value in ADDRESS.items():
            self.page.fill(f"[name={name}]", value)
        self.submit("main form:has([name=mobile]) button[type=submit]")
        self.page.wait_for_url("**/checkout/pay/")

    def order(self) -> str:
        """Order what is in the basket; the path of the order's page."""
        self.page.locator("input[name=method]").first.check(force=True)
        self.page.locator("input[type=checkbox]").last.check(force=True)
        self.submit()
        self.page.wait_for_url("**/o/**")
        return self.page.url.removeprefix(self.address)

    def log_in(self, name: str) -> None:
        self.page.context.clear_cookies()
        self.open("/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def tour(self, languages: Callable[[], Iterable[str]]) -> Iterator[Stop]:
        """Every type of page, open, in each of the languages that are given for it: of looking, buying, the own account, a group."""
        yield from self._each(LOOKING, languages)
        self.fill_basket()
        yield from self._each({"basket": "/basket/?pin=110001", "checkout": "/checkout/address/"}, languages)
        self.open("/checkout/address/")
        self.submit("main form:has([name=mobile]) button[type=submit]")
        yield Stop("checkout with errors", "en")
        self.to_pay()
        yield from self._each({"pay": "/checkout/pay/"}, languages)
        self.open("/checkout/pay/")
        order = self.order()
        yield from self._each({"order": order, "cancel": f"{order}cancel/"}, languages)
        self.log_in("shopper@demo.example")
        yield from self._each(OWN, languages)
        self.log_in("suru-blossom@demo.example")
        yield from self._each(WORKSPACE, languages)

    def _each(self, paths: Mapping[str, str], languages: Callable[[], Iterable[str]]) -> Iterator[Stop]:
        for name, path in paths.items():
            for language in languages():
                self.open(path, language)
                yield Stop(name, language)
