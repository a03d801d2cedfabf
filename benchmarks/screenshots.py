"""`make screenshots`: every page at 360 and 1280 px in headless Chromium, into docs/screenshots."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.shop import PROJECT, Shop, running_shop
from benchmarks.weights import debian_chromium

FOLDER = PROJECT / "docs" / "screenshots"
WIDTHS = (360, 1280)
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
}


class Photographer:
    """Takes the same pages at one width after the other."""

    def __init__(self, browser: Browser, shop: Shop, width: int) -> None:
        self.shop, self.width = shop, width
        self.context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=2 if width < 600 else 1)
        self.page: Page = self.context.new_page()

    def shoot(self, name: str, path: str = "") -> None:
        """One full page. A page that is wider than the window is an error."""
        if path:
            self.page.goto(self.shop.address + path)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            raise SystemExit(f"{name} is {wide} px wide at {self.width} px")
        # As tall as the page, so that what sticks to the window's edge lies at the page's edge; with every picture there.
        self.page.set_viewport_size({"width": self.width, "height": max(800, self.page.evaluate("document.documentElement.scrollHeight"))})
        self.page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => image.loading = 'eager')")
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("Promise.all([...document.images].map(image => image.decode().catch(() => null)))")
        self.page.screenshot(path=FOLDER / f"{name}-{self.width}.jpg", full_page=True, type="jpeg", quality=72)
        self.page.set_viewport_size({"width": self.width, "height": 800})

    def looking(self) -> None:
        for name, path in LOOKING.items():
            self.shoot(name, path)
        self.page.goto(f"{self.shop.address}/p/{STOLE}/")
        lot = self.page.locator("a[href^='/t/L-']").first.get_attribute("href")
        self.shoot("lot", lot or "/t/")

    def buying(self) -> str:
        """Three groups' goods to an order; the path of its page."""
        for slug in (STOLE, APRICOTS, PULP):
            self.page.goto(f"{self.shop.address}/p/{slug}/")
            self.page.get_by_role("button", name=re.compile("Add to basket")).first.click()
        self.shoot("basket", "/basket/?pin=110001")
        self.page.goto(f"{self.shop.address}/checkout/address/")
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("checkout-address-errors")
        self.page.goto(f"{self.shop.address}/checkout/address/")
        for name, value in ADDRESS.items():
            self.page.fill(f"[name={name}]", value)
        self.shoot("checkout-address")
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("checkout-pay")
        self.page.locator("input[name=method]").first.check(force=True)
        self.page.locator("input[type=checkbox]").last.check(force=True)
        self.page.locator("main button[type=submit]").last.click()
        self.shoot("order-awaiting")
        return self.page.url.removeprefix(self.shop.address)

    def log_in(self, name: str) -> None:
        self.context.clear_cookies()
        self.page.goto(f"{self.shop.address}/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()

    def after_payment(self, order: str) -> None:
        """Staff confirm, two groups answer, the order page tells."""
        self.log_in("staff@demo.example")
        self.page.goto(f"{self.shop.address}/admin/payments/awaiting/")
        self.shoot("staff-payments")
        self.page.locator("[name=reference]").first.fill(f"UTR{self.width}0001")
        self.page.locator("main button[type=submit]").first.click()
        self.answer("suru-blossom@demo.example", "accept", "workspace-inbox")
        self.answer("shyok-berry@demo.example", "decline", "workspace-inbox-b")
        self.context.clear_cookies()
        self.shoot("order-answered", order)

    def answer(self, member: str, act: str, name: str) -> None:
        self.log_in(member)
        self.shoot(name, "/workspace/")
        self.page.locator("main a[href*='/workspace/']").filter(has_text=re.compile("PO-|LB-|Open|See")).first.click()
        self.shoot(f"workspace-part-{act}")
        if act == "decline":
            self.page.locator("main a[href*='decline']").first.click()
            self.shoot("workspace-decline-reasons")
            self.page.locator("input[name=reason]").first.check(force=True)
        self.page.locator(f"form[action*='{act}'] button").first.click()
        self.shoot(f"workspace-{act}ed" if act == "accept" else "workspace-declined")


def main(only: Callable[[str], bool] = lambda _name: True) -> int:
    """Photograph everything."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_shop() as shop, sync_playwright() as playwright:
        browser = debian_chromium(playwright)
        for width in WIDTHS:
            photographer = Photographer(browser, shop, width)
            photographer.looking()
            order = photographer.buying()
            photographer.after_payment(order)
        browser.close()
    print(f"{len(list(Path(FOLDER).glob('*.jpg')))} screenshots in {FOLDER.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
