"""Pages in the other languages on a phone: Urdu runs from right to left, nothing scrolls sideways, no line of Nastaliq is cut."""

import re

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.accessibility import cut_off
from tests.journeys.people import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(200)]

PAGES = (
    "/",
    "/products/",
    "/groups/",
    "/search/?q=apricot",
    "/search/?q=saffron+umbrella",
    "/seasons/",
    "/how-we-rank/",
    "/t/",
    "/policies/",
    "/stories/",
    "/campaigns/",
    "/grievance/",
    "/join/",
    "/orders/find/",
    "/login/",
    "/signup/",
    "/no-such-page/",
)


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, in words."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} px wide"] * (wide > PHONE["width"]) + cut_off(page)


@pytest.mark.parametrize("language", ["ur", "hi"])
def test_line_21_no_page_scrolls_sideways_or_cuts_a_line_at_360_px(shop: str, chromium: Browser, language: str) -> None:
    person = Person.at_a_phone(chromium, shop, has_javascript=True)
    person.page.goto(f"{shop}/products/")
    product = person.page.locator("main a[href^='/p/']").first.get_attribute("href") or ""
    person.page.goto(shop + product)
    group = person.page.locator("main a[href^='/groups/']").first.get_attribute("href") or ""
    person.page.get_by_role("button", name=re.compile("Add to basket")).first.click()
    found = {}
    for path in (*PAGES, f"{product}?pin=110001", group, "/basket/?pin=110001", "/checkout/address/"):
        person.page.goto(f"{shop}/{language}{path}")
        assert person.page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
        found[path] = faults(person.page)
    assert {path: words for path, words in found.items() if words} == {}


def test_line_21_english_on_an_urdu_page_keeps_its_direction_and_stands_on_the_side_of_the_page(shop: str, chromium: Browser) -> None:
    page = Person.at_a_phone(chromium, shop, has_javascript=False).page
    page.goto(f"{shop}/ur/products/")
    page.goto(shop + (page.locator("main a[href^='/ur/p/']").first.get_attribute("href") or ""))
    styles = page.locator("h1[lang=en]").evaluate("head => [getComputedStyle(head).unicodeBidi, getComputedStyle(head).textAlign]")
    assert styles == ["plaintext", "right"]
    assert page.locator(".maker").first.evaluate("line => getComputedStyle(line).direction") == "rtl"
