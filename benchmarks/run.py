"""`make bench`: what our pages and orders cost, beside a stock Oscar, with a thousand and with a hundred thousand products.

Whole in about fifteen minutes, or in parts: ``make bench ARGS="--only listing,flat"``. It needs Debian's PostgreSQL, brings a server of
its own, and installs stock Oscar into ``var/bench`` the first time. What it found is printed beside the goals, kept in
``benchmarks/results`` and written into docs/performance.md. Exit code 1 when a goal was missed.
"""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable

from benchmarks.measure.shops import Shops, shops
from benchmarks.parts import against, cached, engines, flat, loading, memory, oversold, pages, placing, servers, statements
from benchmarks.report import Report

# In this order. The last ones change what is in the databases, each in a copy of its own.
PARTS: dict[str, Callable[[Shops, Report], None]] = {
    "listing": against.measure,
    "flat": flat.measure,
    "engines": engines.measure,
    "statements": statements.measure,
    "cached": cached.measure,
    "servers": servers.measure,
    "memory": memory.measure,
    "placing": placing.measure,
    "oversold": oversold.measure,
    "loading": loading.measure,
    "pages": pages.measure,
}


def main() -> int:
    """Measure what was asked for; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="PARTS", help=f"some of: {', '.join(PARTS)}")
    asked = [name for name in parser.parse_args().only.split(",") if name] or list(PARTS)
    if unknown := [name for name in asked if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped then too
    report, began = Report(), time.monotonic()
    with shops() as loaded:
        report.facts["loads"] = loaded.loads
        for name in asked:
            print(f"\n=== {name} ({time.monotonic() - began:.0f} s)", flush=True)
            _measure(name, loaded, report)
    file, missed = report.write(), report.missed()
    print(f"\n{time.monotonic() - began:.0f} s; kept in {file}")
    print("\n".join(["Missed:", *missed]) if missed else "Every goal was reached.")
    return 1 if missed else 0


def _measure(name: str, loaded: Shops, report: Report) -> None:
    """One part, kept at once; the others go on where it breaks, and what it had no time to find is named."""
    report.begin(name)
    try:
        PARTS[name](loaded, report)
    except Exception as error:  # noqa: BLE001 - told in full, and the run ends with 1
        traceback.print_exc()
        report.lacks((f"the rest of {name}",), f"{type(error).__name__}: {error}")
    report.write()


if __name__ == "__main__":
    sys.exit(main())
