"""Nobody is kept out: axe finds nothing on any type of page, and a keyboard alone buys."""

import itertools
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.accessibility import FOCUS_COVERED, covered, cut_off, too_small, too_wide, violations
from benchmarks.page_types import ADDRESS, STOLE, Walk
from benchmarks.shop import Shop
from benchmarks.weights import lean_chromium

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(900)]
ON_PAPER_NOT = ":is(button, select, input, footer, .button, .families, .bottom-bar):visible"
# Printers leave backgrounds out: what is written in a light colour would be gone.
PALE = """() => [...document.querySelectorAll('main *')].filter(box => box.getClientRects().length && box.innerText && !box.closest('svg')
  && getComputedStyle(box).color.match(/\\d+/g).every(part => +part > 150)).map(box => box.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = lean_chromium(playwright)
        yield browser
        browser.close()


def test_line_10_no_type_of_page_breaks_a_rule_of_wcag_or_scrolls_sideways_at_320_px(demo_shop: Shop, chromium: Browser) -> None:
    """Each type once, the languages in turn: the next one with every type. ``make audit-pages`` tries all of them with all. What one taps
    is 44 px high and wide at least.
    """
    page = chromium.new_context(viewport={"width": 320, "height": 740}).new_page()
    turn = itertools.cycle(code for code, _name in settings.LANGUAGES)
    found, kinds = {}, set()
    for stop in Walk(page, demo_shop.address).tour(lambda: [next(turn)]):
        kinds.add(stop.name)
        found[f"{stop.name} {stop.language}"] = [*violations(page), *too_wide(page), *too_small(page)]
    assert len(kinds) >= 38
    faults = [f"{name}: {words}" for name, each in found.items() for words in each]
    assert not faults, "\n".join(faults)


# A small phone, and a window of 1,280 px at 200 %.
SMALL_WINDOWS = ((320, 740), (640, 400))
# What sticks to the foot of a small window: the sum and its button, the pages of the workspace, the button under the list of stock.
BARS = (".bottom-bar", ".desk-nav", ".bottom-act")


def test_line_21_at_320_px_and_at_200_percent_nothing_is_cut_in_tall_scripts_and_no_focus_is_covered(
    demo_shop: Shop, chromium: Browser
) -> None:
    """Each type of page once, Urdu and Ladakhi in turn, in both windows."""
    page = chromium.new_context(reduced_motion="reduce").new_page()
    turn = itertools.cycle(("ur", "lbj"))
    found, bars = {}, set()
    for stop in Walk(page, demo_shop.address).tour(lambda: [next(turn)]):
        for width, height in SMALL_WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            bars |= {bar for bar in BARS if page.locator(f"{bar}:visible").count()}
            found[f"{stop.name} {stop.language} {width}"] = [*too_wide(page), *cut_off(page), *covered(page)]
    assert bars == set(BARS)
    faults = [f"{name}: {words}" for name, each in found.items() for words in each]
    assert not faults, "\n".join(faults)


def test_on_paper_a_page_is_black_on_white_and_holds_nothing_to_press(demo_shop: Shop, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 720, "height": 1000}).new_page()
    page.emulate_media(media="print")
    for path in (f"/p/{STOLE}/", "/t/L-20931/"):
        page.goto(demo_shop.address + path)
        assert page.locator(ON_PAPER_NOT).count() == 0
        assert page.evaluate(PALE) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; on the way it never hides under the bar at the foot."""
    for _press in range(200):
        page.keyboard.press("Tab")
        assert not page.evaluate(FOCUS_COVERED), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} was not reached")


def test_line_10_a_keyboard_alone_buys_and_the_focus_is_never_under_the_bar(demo_shop: Shop, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=True).new_page()
    page.goto(f"{demo_shop.address}/p/{STOLE}/")
    tab_to(page, "#add button[type=submit], .bottom-bar button")  # on a phone the button stands in the bar
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/**")
    tab_to(page, "main a[href*='/checkout/address/'], main form[action*='/checkout/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/address/**")
    for _field in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in ADDRESS:
            page.keyboard.press("Control+A")
            page.keyboard.type(ADDRESS[name])
        if page.evaluate("document.activeElement.matches('main button[type=submit]')") and page.input_value("[name=mobile]"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/pay/**")
    tab_to(page, "input[name=method]")
    page.keyboard.press("Space")
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/**")
    assert page.locator("h1").count() == 1
