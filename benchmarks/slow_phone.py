"""`make perf-pages`: when a slow phone has painted the largest thing of a page, and how much moved meanwhile; into docs/performance.md.

Beside our pages stand those of a stock Oscar, which is installed, filled and started for it where PostgreSQL and pip are there
(``ARGS=--alone`` leaves it out). Both are sent by gunicorn, pages in gzip and files in brotli, with the same photographs.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure.stock import stock_oscar
from benchmarks.page_types import STOLE
from benchmarks.shop import PROJECT, running_shop
from benchmarks.weights import KB, debian_chromium, fresh_phone
from benchmarks.written import PAGE, write_between

RESULT = PROJECT / "benchmarks" / "results" / "perf-pages.json"
BEGIN, END = "<!-- perf-pages -->", "<!-- /perf-pages -->"
BYTES_A_SECOND = 400_000 // 8
LATENCY_MS = 400
SLOWER = 4
ROUNDS = 3
LCP_LIMIT_MS, SHIFT_LIMIT = 2500, 0.02
PAGES = {"home": "/", "list": "/products/", "product": f"/p/{STOLE}/", "trace": "/t/L-20931/"}
STOCK_PAGES = {"stock Oscar: list": "/catalogue/", "stock Oscar: product": "/catalogue/product-0_1/"}
WATCH = """
window.__seen = {lcp: 0, shift: 0, paint: 0};
new PerformanceObserver(list => list.getEntries().forEach(one => window.__seen.lcp = one.startTime))
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) window.__seen.shift += one.value }))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => {
  if (one.name === 'first-contentful-paint') window.__seen.paint = one.startTime
})).observe({type: 'paint', buffered: true});
"""


@dataclass(frozen=True)
class Seen:
    """One page as the slow phone saw it, in milliseconds; the median of the rounds."""

    name: str
    kilobytes: float
    first_paint_ms: int
    largest_paint_ms: int
    shift: float

    @property
    def is_within(self) -> bool:
        return self.largest_paint_ms <= LCP_LIMIT_MS and self.shift <= SHIFT_LIMIT


def look(browser: Browser, address: str) -> dict[str, float]:
    """Open a page once: 360x740 at 2x, 400 kbit/s with 400 ms, a processor four times slower, empty cache."""
    context = fresh_phone(browser)
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    received = {"bytes": 0.0}
    session.on("Network.loadingFinished", lambda event: received.update(bytes=received["bytes"] + float(event["encodedDataLength"])))
    page.goto(address, wait_until="load", timeout=90_000)
    page.wait_for_timeout(1500)
    seen: dict[str, float] = page.evaluate("window.__seen")
    context.close()
    return seen | received


def measured(browser: Browser, name: str, address: str, rounds: int) -> Seen:
    """The median of some rounds. One goes before them, so that the server has its templates read."""
    look(browser, address)
    found = [look(browser, address) for _round in range(rounds)]

    def middle(key: str) -> float:
        return median(one[key] for one in found)

    return Seen(name, round(middle("bytes") / KB, 1), round(middle("paint")), round(middle("lcp")), round(middle("shift"), 4))


def table(rows: list[Seen]) -> str:
    """The result for people."""
    lines = [
        f"Measured on {datetime.now(UTC):%d %B %Y}: headless Chromium, 360×740 at 2x, processor / {SLOWER}, 400 kbit/s,",
        f"{LATENCY_MS} ms, empty cache, median of {ROUNDS} rounds. Limits: largest paint {LCP_LIMIT_MS / 1000} s, shift {SHIFT_LIMIT}.",
        "",
        "| page | KB | first paint, s | largest paint, s | shift |",
        "|---|---|---|---|---|",
        *(
            f"| {row.name} | {row.kilobytes} | {row.first_paint_ms / 1000:.1f} | {row.largest_paint_ms / 1000:.1f} | {row.shift} |"
            for row in rows
        ),
    ]
    return "\n".join(lines)


def write(rows: list[Seen], remark: str) -> None:
    """Keep the result as data, and in the page between its two marks."""
    RESULT.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    write_between(PAGE, BEGIN, END, f"{table(rows)}\n{remark}".rstrip("\n"))


def ours(browser: Browser) -> list[Seen]:
    """The pages of our shop, with the demo's data."""
    with running_shop() as shop:
        return [measured(browser, name, shop.address + path, ROUNDS) for name, path in PAGES.items()]


def beside(browser: Browser) -> list[Seen]:
    """Those of stock Oscar. Raises what ``stock_oscar`` raises."""
    with stock_oscar() as address:
        return [measured(browser, name, address + path, ROUNDS) for name, path in STOCK_PAGES.items()]


def main() -> int:
    """Measure, keep, and say which page is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alone", action="store_true", help="without a stock Oscar")
    options = parser.parse_args()
    remark = ""
    with sync_playwright() as playwright:
        browser = debian_chromium(playwright)
        rows = ours(browser)
        others: list[Seen] = []
        if not options.alone:
            try:
                others = beside(browser)
            except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                remark = f"\nStock Oscar was not measured: {error}\n"
        browser.close()
    write([*rows, *others], remark)
    print(table([*rows, *others]) + remark)
    over = [row.name for row in rows if not row.is_within]
    print(f"Over the limit: {', '.join(over)}" if over else "All within their limits.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
