"""`make audit-pages`: every type of page in every language at three widths, tried with axe and for cut words; the last result is kept.

``ARGS="320"`` tries these widths only; what was found at the others before stays, each width with the time of its run.
"""

import itertools
import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from benchmarks.accessibility import covered, cut_off, too_wide, violations
from benchmarks.page_types import Walk
from benchmarks.shop import PROJECT, Shop, running_shop
from benchmarks.weights import lean_chromium

RESULT = PROJECT / "benchmarks" / "results" / "audit-pages.json"
# A small phone, where a window of 1,280 px at 400 % ends too; the same window at 200 %; and the window itself.
WIDTHS = (320, 640, 1280)


def tried(browser: Browser, shop: Shop, width: int, languages: list[str]) -> dict[str, list[str]]:
    """What is wrong with each page at one width, by its name and language."""
    context = browser.new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for stop in Walk(page, shop.address).tour(lambda: languages):
        name = f"{stop.name} {stop.language} {width}"
        found[name] = [*violations(page), *too_wide(page), *cut_off(page), *covered(page)]
        print(f"{name}: {'; '.join(found[name]) or 'nothing'}", flush=True)
    context.close()
    return found


def keep(width: int, found: dict[str, list[str]], languages: list[str]) -> None:
    """What was found at one width, in the place of what was found there before."""
    result: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "pages": len(found),
        "languages": languages,
        "wrong": {name: words for name, words in found.items() if words},
    }
    kept: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    kept = dict(sorted((kept | {str(width): result}).items(), key=lambda entry: int(entry[0])))
    RESULT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(widths: tuple[int, ...] = WIDTHS) -> int:
    """Try them all and keep what was found."""
    languages = [code for code, _name in settings.LANGUAGES]
    found: dict[str, list[str]] = {}
    with running_shop() as shop, sync_playwright() as playwright:
        browser = lean_chromium(playwright)
        for width in widths:
            here = tried(browser, shop, width, languages)
            keep(width, here, languages)
            found |= here
        browser.close()
    wrong = {name: words for name, words in found.items() if words}
    print(f"{len(found)} pages, {len(wrong)} with something wrong, {len(set(itertools.chain(*wrong.values())))} different faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main(tuple(int(width) for width in sys.argv[1:]) or WIDTHS))
