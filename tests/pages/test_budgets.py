"""First views stay within their bytes: everything Chromium receives until load + 2 s, 360x740 at 2x, empty cache, pictures included."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.shop import Shop
from benchmarks.weights import KB, debian_chromium, fresh_phone, weigh
from marketplace.demo.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = debian_chromium(playwright)
        yield browser
        browser.close()


def fill_basket(page: Page, shop: Shop) -> None:
    """Goods of three groups, as a shopper would."""
    for slug in ("undyed-pashmina-stole", "halman-apricots-sun-dried", "sea-buckthorn-pulp"):
        page.goto(f"{shop.address}/p/{slug}/")
        page.get_by_role("button", name="Add to basket").first.click()


def log_in(page: Page, shop: Shop) -> None:
    """A member of the group that grows apricots."""
    page.goto(f"{shop.address}/login/")
    page.fill("[name=login]", "suru-blossom@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/login/" not in address)


def save_data(page: Page, _shop: Shop) -> None:
    """What a phone sends whose owner saves data."""
    page.set_extra_http_headers({"Save-Data": "on"})


@dataclass(frozen=True)
class Budget:
    """A page, how many kilobytes its first view may take, and what has to be done before it can be opened."""

    path: str
    kilobytes: int
    before: Callable[[Page, Shop], None] = lambda _page, _shop: None


PAGES = {
    "home": Budget("/", 70),
    "list": Budget("/products/", 90),
    "category": Budget("/c/apricot/", 90),
    "product": Budget("/p/undyed-pashmina-stole/", 60),
    "basket": Budget("/basket/", 30, fill_basket),
    "checkout": Budget("/checkout/address/", 30, fill_basket),
    "light product": Budget("/p/undyed-pashmina-stole/", 25, save_data),
    "trace": Budget("/t/L-20931/", 25),
    "campaign": Budget("/campaigns/winter-on-the-loom/", 70),
    "inbox": Budget("/workspace/", 30, log_in),
    "stock sheet": Budget("/workspace/groups/suru-blossom/stock/", 60, log_in),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_stays_within_its_bytes_and_asks_nobody_else(demo_shop: Shop, chromium: Browser, name: str) -> None:
    context, budget = fresh_phone(chromium), PAGES[name]
    page = context.new_page()
    budget.before(page, demo_shop)
    weight = weigh(page, demo_shop.address + budget.path)
    assert page.url == demo_shop.address + budget.path
    context.close()
    print(f"{name}: {weight.bytes / KB:.1f} KB in {len(weight.addresses)} requests")  # noqa: T201 - the figure is wanted in the log
    assert len(weight.addresses) >= 2
    assert {urlsplit(address).netloc for address in weight.addresses} == {urlsplit(demo_shop.address).netloc}
    assert "Font" not in weight.types
    assert 5 * KB < weight.bytes <= budget.kilobytes * KB
