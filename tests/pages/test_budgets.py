"""First views stay within their bytes: everything Chromium receives until load + 2 s, 360x740 at 2x, empty cache, pictures included."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.shop import Shop, running_shop
from benchmarks.weights import KB, debian_chromium, fresh_phone, weigh

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.timeout(300)]

BUDGET = 90 * KB


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


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


PAGES = {"home": "/", "list": "/products/", "product": "/p/undyed-pashmina-stole/", "basket": "/basket/"}


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_stays_within_its_bytes_and_asks_nobody_else(shop: Shop, chromium: Browser, name: str) -> None:
    context = fresh_phone(chromium)
    page = context.new_page()
    if name == "basket":
        fill_basket(page, shop)
    weight = weigh(page, shop.address + PAGES[name])
    context.close()
    print(f"{name}: {weight.bytes / KB:.1f} KB in {len(weight.addresses)} requests")  # noqa: T201 - the figure is wanted in the log
    assert len(weight.addresses) > 2
    assert {urlsplit(address).netloc for address in weight.addresses} == {urlsplit(shop.address).netloc}
    assert "Font" not in weight.types
    assert 5 * KB < weight.bytes <= BUDGET
