"""First views stay within their bytes: everything Chromium receives until load + 2 s, 360x740 at 2x, empty cache, pictures included."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.shop import Shop, running_shop

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.timeout(300)]

KB = 1024
BUDGET = 90 * KB
AFTER_LOAD_MS = 2000


@dataclass
class Weight:
    """What one first view received."""

    bytes: int = 0
    addresses: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-quic"])
        yield browser
        browser.close()


def fresh_phone(chromium: Browser) -> BrowserContext:
    """A phone that has never been here."""
    return chromium.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)


def weigh(page: Page, address: str) -> Weight:
    """Open ``address`` and count every byte that arrives, headers included."""
    weight = Weight()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: _add_bytes(weight, event))
    session.on("Network.responseReceived", lambda event: _add_address(weight, event))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(AFTER_LOAD_MS)
    return weight


def _add_bytes(weight: Weight, event: dict[str, object]) -> None:
    weight.bytes += int(str(event["encodedDataLength"]).split(".")[0])


def _add_address(weight: Weight, event: dict[str, dict[str, str]]) -> None:
    if not event["response"]["url"].startswith("data:"):
        weight.addresses.append(event["response"]["url"])
    weight.types.add(str(event["type"]))


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
