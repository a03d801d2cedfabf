"""`make screenshots`: every page at 360 and 1280 px in headless Chromium, those of shoppers in Urdu too, into docs/screenshots.

With names as arguments (``ARGS="staff-home"``) only the pictures that begin with one of them are taken anew.
"""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page_types import ADDRESS, APRICOTS, PASSWORD, PULP, STOLE
from benchmarks.shop import PROJECT, Shop, running_shop
from benchmarks.weights import lean_chromium

FOLDER = PROJECT / "docs" / "screenshots"
WIDTHS = (360, 1280)
NARROW, WIDEST, TALLEST = 480, 1000, 2400
# Of the page; in the administration of what scrolls beside its menu.
HEIGHT = (
    "Math.ceil(Math.max(...[document.documentElement, ...document.querySelectorAll('.content-wrapper')].map(part => part.scrollHeight)))"
)
LOOKING = {
    "home": "/",
    "products": "/products/",
    "category": "/c/apricot/",
    "product": f"/p/{STOLE}/?pin=110001",
    "groups": "/groups/",
    "group": "/groups/suru-blossom/",
    "search": "/search/?q=apricot",
    "search-empty": "/search/?q=saffron+umbrella",
    "how-we-rank": "/how-we-rank/",
    "policies": "/policies/",
    "policy": "/policies/returns/",
    "not-found": "/no-such-page/",
    "login": "/login/",
    "find-order": "/orders/find/",
    "stories": "/stories/",
    "story": "/stories/eight-threads-at-each-end/",
    "campaigns": "/campaigns/",
    "campaign": "/campaigns/winter-on-the-loom/",
    "grievance": "/grievance/",
    "patterns": "/patterns/",
}
# Photographed in Urdu too, which runs from right to left.
IN_URDU = ("home", "category", "product", "group", "campaign", "search-empty", "login")
WORKSPACE = {
    "workspace-listings": "/workspace/groups/suru-blossom/listings/",
    "workspace-add-photo": "/workspace/groups/suru-blossom/listings/add/",
    "workspace-stock": "/workspace/groups/suru-blossom/stock/",
    "workspace-money": "/workspace/groups/suru-blossom/money/",
    "workspace-lots": f"/workspace/listings/{APRICOTS}/lots/",
    "workspace-households": "/workspace/groups/suru-blossom/households/",
    "workspace-household-add": "/workspace/groups/suru-blossom/households/add/",
    "workspace-listing": f"/workspace/listings/{APRICOTS}/",
    "workspace-team": "/workspace/groups/suru-blossom/team/",
    "workspace-notices": "/workspace/notices/",
    "workspace-voices": "/workspace/groups/suru-blossom/voices/",
    "workspace-enquiries": "/workspace/groups/suru-blossom/enquiries/",
    "workspace-figures": "/workspace/groups/suru-blossom/figures/",
    "workspace-closed-days": "/workspace/groups/suru-blossom/away/",
    "workspace-without-signal": "/workspace/groups/suru-blossom/offline/",
}
STAFF = {
    "staff-home": "/admin/",
    "staff-groups": "/admin/producer-groups/",
    "staff-group": "/admin/producer-groups/suru-blossom/",
    "staff-listings": "/admin/listings/review/",
    "staff-orders": "/admin/orders/?q=tara%40example.org",
    "staff-statement": "/admin/payments/statement/",
    "staff-payouts": "/admin/payouts/",
    "staff-refunds": "/admin/payments/refunds/",
    "staff-codes": "/admin/codes/",
    "staff-returns": "/admin/returns/",
    "staff-straight": "/admin/payments/straight/",
    "staff-deliveries": "/admin/deliveries/",
    "staff-grievances": "/admin/grievances/",
    "staff-review": "/admin/reports/review/",
    "staff-pages": "/admin/pages/",
    "staff-cash": "/admin/cash/",
    "staff-checklist": "/admin/group-checklist/",
    "staff-holidays": "/admin/holidays/",
    "staff-closures": "/admin/delivery/closures/",
    "staff-words": "/admin/words/",
}


def keep(picture: bytes, path: Path) -> None:
    """Store a photograph small enough for a repository: at most so wide and so tall."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    width = min(image.width, WIDEST if image.width > WIDTHS[0] * 2 else NARROW)
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    image.crop((0, 0, width, min(image.height, TALLEST))).save(path, "JPEG", quality=52, optimize=True, progressive=True)


class Photographer:
    """Takes the same pages at one width after the other."""

    def __init__(self, browser: Browser, shop: Shop, width: int, only: Callable[[str], bool]) -> None:
        self.shop, self.width, self.only = shop, width, only
        self.context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=2 if width < 600 else 1)
        self.page: Page = self.context.new_page()

    def shoot(self, name: str, path: str = "") -> None:
        """One full page, where it is wanted. A page that is wider than the window is an error."""
        if path:
            self.page.goto(self.shop.address + path)
        self.page.wait_for_load_state()  # a button may have led here
        if not self.only(name):
            return
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            raise SystemExit(f"{name} is {wide} px wide at {self.width} px")
        # As tall as the page, so that what sticks to the window's edge lies at the page's edge; with every picture there.
        self.page.set_viewport_size({"width": self.width, "height": max(800, self.page.evaluate(HEIGHT))})
        self.page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => image.loading = 'eager')")
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("Promise.all([...document.images].map(image => image.decode().catch(() => null)))")
        keep(self.page.screenshot(full_page=True), FOLDER / f"{name}-{self.width}.jpg")
        self.page.set_viewport_size({"width": self.width, "height": 800})

    def looking(self) -> None:
        for name, path in LOOKING.items():
            self.shoot(name, path)
            if name in IN_URDU:
                self.shoot(f"{name}-ur", f"/ur{path}")
        self.page.goto(f"{self.shop.address}/p/{STOLE}/")
        lot = self.page.locator("a[href^='/t/L-']").first.get_attribute("href")
        self.shoot("lot", lot or "/t/")
        self.shoot("lot-ur", f"/ur{lot or '/t/'}")

    def buying(self) -> str:
        """Three groups' goods to an order; the path of its page."""
        for slug in (STOLE, APRICOTS, PULP):
            self.page.goto(f"{self.shop.address}/p/{slug}/")
            self.page.get_by_role("button", name=re.compile("Add to basket")).first.click()
        self.shoot("basket", "/basket/?pin=110001")
        self.shoot("basket-ur", "/ur/basket/?pin=110001")
        self.page.goto(f"{self.shop.address}/checkout/address/")
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("checkout-address-errors")
        self.page.goto(f"{self.shop.address}/checkout/address/")
        for name, value in ADDRESS.items():
            self.page.fill(f"[name={name}]", value)
        self.shoot("checkout-address")
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("checkout-pay")
        self.shoot("checkout-pay-ur", "/ur/checkout/pay/")
        self.page.goto(f"{self.shop.address}/checkout/pay/")
        self.page.locator("input[name=method]").first.check(force=True)
        self.page.locator("input[type=checkbox]").last.check(force=True)
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("order-awaiting")
        order = self.page.url.removeprefix(self.shop.address)
        self.shoot("order-awaiting-ur", f"/ur{order}")
        return order

    def log_in(self, name: str) -> None:
        self.context.clear_cookies()
        self.page.goto(f"{self.shop.address}/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()

    def complain(self) -> None:
        """A complaint and its ticket."""
        self.page.goto(f"{self.shop.address}/grievance/")
        words = {"subject": "A jar came broken", "words": "The lid was cracked.", "name": "Tara Menon", "email": "tara@example.org"}
        for name, value in words.items():
            self.page.fill(f"[name={name}]", value)
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("grievance-ticket")

    def gives_back(self) -> None:
        """What a shopper can do with an order of which a part has arrived."""
        self.log_in("shopper@demo.example")
        self.page.goto(f"{self.shop.address}/account/")
        orders = [link.get_attribute("href") or "" for link in self.page.locator("main a[href*='/orders/LB-']").all()]
        for order in orders:
            self.page.goto(self.shop.address + order)
            ask = self.page.locator("main a[href*='/return/']")
            if ask.count():
                self.shoot("order-delivered")
                ask.first.click()
                self.shoot("order-return")
                return
        raise SystemExit("no order of the demo's shopper can be given back")

    def after_payment(self, order: str) -> None:
        """Staff confirm, one group sends its part, another one can not; the order page tells."""
        self.log_in("staff@demo.example")
        self.page.goto(f"{self.shop.address}/admin/payments/awaiting/")
        self.shoot("staff-payments")
        number = self.number_of(order)
        card = self.page.locator("li.staff-card").filter(has_text=number)
        card.locator("[name=reference]").first.fill(f"UTR{self.width}0001")
        card.get_by_role("button", name="Confirm", exact=True).click()
        for name, path in STAFF.items():
            self.shoot(name, path)
        self.shoot("staff-order", f"/admin/orders/{number}/")
        self.sends("suru-blossom@demo.example")
        self.declines("shyok-berry@demo.example")
        self.context.clear_cookies()
        self.shoot("order-answered", order)
        self.shoot("order-answered-ur", f"/ur{order}")
        self.page.goto(self.shop.address + order)
        self.page.locator("main a[href*='/cancel/']").first.click()
        self.shoot("order-cancel")

    def number_of(self, order: str) -> str:
        """The number that stands on the page of an order."""
        text = self.context.request.get(self.shop.address + order).text()
        found = re.search(r"LB-[0-9A-Z]+", text)
        if found is None:
            raise SystemExit(f"{order} shows no number")
        return found.group()

    def part(self, member: str, shot: str) -> None:
        """The newest part of a group that has not been answered."""
        self.log_in(member)
        self.shoot(shot, "/workspace/")
        links = self.page.locator("main a[href*='/workspace/orders/']").filter(has_text=re.compile("PO-"))
        links.last.click()

    def sends(self, member: str) -> None:
        self.part(member, "workspace-inbox")
        self.shoot("workspace-part")
        self.page.locator("form[action*='accept'] button").first.click()
        self.page.locator("main a[href*='/pack/']").first.click()
        self.shoot("workspace-pack")
        for tick in self.page.locator("input[name=tick]").all():
            tick.check(force=True)
        self.page.locator("main form button[type=submit]").last.click()
        self.page.locator("main a[href*='/hand-over/']").first.click()
        self.shoot("workspace-hand-over")
        self.page.locator("[name=carrier]").select_option(index=1)
        self.page.locator("[name^=tracking]").first.fill("EL123456789IN")
        self.page.locator("main form button[type=submit]").last.click()
        self.shoot("workspace-handed-over")
        for name, path in WORKSPACE.items():
            self.shoot(name, path)
        self.page.goto(self.shop.address + WORKSPACE["workspace-lots"])
        self.page.locator("main a[href$='/withdraw/']").first.click()
        self.shoot("workspace-lot-withdraw")

    def declines(self, member: str) -> None:
        self.part(member, "workspace-inbox-b")
        self.page.locator("main a[href*='decline']").first.click()
        self.shoot("workspace-decline-reasons")
        self.page.locator("input[name=reason]").first.check(force=True)
        self.page.locator("form[action*='decline'] button").first.click()
        self.shoot("workspace-declined")


def main(only: Callable[[str], bool] = lambda _name: True) -> int:
    """Photograph everything."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_shop() as shop, sync_playwright() as playwright:
        browser = lean_chromium(playwright)
        for width in WIDTHS:
            photographer = Photographer(browser, shop, width, only)
            photographer.looking()
            order = photographer.buying()
            photographer.complain()
            photographer.after_payment(order)
            photographer.gives_back()
        browser.close()
    print(f"{len(list(Path(FOLDER).glob('*.jpg')))} screenshots in {FOLDER.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(lambda name: name.startswith(tuple(sys.argv[1:] or [""]))))
