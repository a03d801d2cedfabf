"""What a first view of each page weighs on a phone, pictures included, and its statements on SQLite with the demo's goods.

A limit of 0 is not checked.
"""

import json
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure.shops import Shops
from benchmarks.report import Report
from benchmarks.shop import Shop, running_shop
from benchmarks.visitor import Visitor
from benchmarks.weights import KB, debian_chromium, fresh_phone, weigh

GOODS = ("undyed-pashmina-stole", "halman-apricots-sun-dried", "sea-buckthorn-pulp")
RUNS = 20
CONTACT = {
    "mobile": "9876543210",
    "name": "Bench Test",
    "pin": "110001",
    "line1": "House 1",
    "city": "New Delhi",
    "email": "bench@example.org",
}


@dataclass(frozen=True)
class Limit:
    """A page and what it may cost: SQL statements with empty caches, bytes of the first view."""

    path: str
    statements: int = 0
    bytes: int = 0


LIMITS = {
    "home": Limit("/", bytes=90 * KB),
    "list of 24": Limit("/products/", 12, 90 * KB),
    "product": Limit(f"/p/{GOODS[0]}/", 12, 90 * KB),
    "group": Limit("/groups/suru-blossom/", 12),
    "search": Limit("/search/?q=apricot", 12),
    "basket": Limit("/basket/?pin=110001", 14, 90 * KB),
}
PLACE = Limit("/checkout/pay/", 70)


class Bench:
    """One shop of one process whose costs are written down."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.problems: list[str] = []

    def costs(self) -> list[dict[str, float]]:
        return [json.loads(line) for line in (self.shop.var_dir / "costs.txt").read_text(encoding="utf-8").splitlines()]

    def set_cold(self, *, is_cold: bool) -> None:
        flag = self.shop.var_dir / "cold"
        flag.touch() if is_cold else flag.unlink(missing_ok=True)

    def buyer(self) -> Visitor:
        """A visitor with five lines of three groups in the basket."""
        visitor = Visitor(self.shop.address)
        for slug in (*GOODS, "apricot-kernel-oil", "sea-buckthorn-juice"):
            answer = visitor.get(f"/p/{slug}/")
            visitor.send(answer.form("/basket/add/"))
        return visitor

    def page(self, name: str, limit: Limit, visitor: Visitor, phone: Page) -> None:
        """One line of the table."""
        self.set_cold(is_cold=True)
        visitor.get(limit.path)
        cold = self.costs()[-1]
        self.set_cold(is_cold=False)
        for _ in range(RUNS):
            visitor.get(limit.path)
        warm = self.costs()[-RUNS:]
        cpu_ms = sorted(cost["cpu_ms"] for cost in warm)[RUNS // 2]
        weight = weigh(phone, self.shop.address + limit.path).bytes
        print(
            f"{name:12} {cold['sql']:4.0f} SQL cold {warm[-1]['sql']:4.0f} warm {cpu_ms:7.1f} ms CPU {weight / KB:7.1f} KB"
            f"   (limits {limit.statements or '-'} SQL, {limit.bytes // KB or '-'} KB)"
        )
        if cold["status"] != 200:
            self.problems.append(f"{name} answers {cold['status']:.0f}")
        if limit.statements and cold["sql"] > limit.statements:
            self.problems.append(f"{name}: {cold['sql']:.0f} statements")
        if limit.bytes and weight > limit.bytes:
            self.problems.append(f"{name}: {weight / KB:.1f} KB")

    def place(self, visitor: Visitor) -> None:
        """What placing an order costs, from the press to the redirect."""
        address = visitor.get("/checkout/address/").form("/checkout/address/")
        pay = visitor.send(address, **{name: CONTACT[name] for name in address.fields if name in CONTACT}).form("/checkout/pay/")
        self.set_cold(is_cold=True)
        visitor.send(pay, **{name: values[0] for name, values in pay.choices.items()})
        self.set_cold(is_cold=False)
        cost = next(cost for cost in reversed(self.costs()) if cost["method"] == "POST")
        print(
            f"{'place order':12} {cost['sql']:4.0f} SQL cold {'':9} {cost['cpu_ms']:7.1f} ms CPU {'':10}   (limits {PLACE.statements} SQL)"
        )
        if cost["status"] != 303 or cost["sql"] > PLACE.statements:
            self.problems.append(f"placing an order: {cost['sql']:.0f} statements, status {cost['status']:.0f}")


def measure(_shops: Shops, report: Report) -> None:
    """All pages, in a small shop of their own."""
    with running_shop(application="benchmarks.counted_wsgi:application", processes=1) as shop, sync_playwright() as playwright:
        bench, chromium = Bench(shop), debian_chromium(playwright)
        for name, limit in LIMITS.items():
            visitor = bench.buyer() if name == "basket" else Visitor(shop.address)
            phone = fresh_phone(chromium)
            phone.add_cookies(visitor.cookies())  # type: ignore[arg-type] # the fields of playwright's own kind, which it does not publish
            bench.page(name, limit, visitor, phone.new_page())
            phone.close()
            if name == "basket":
                bench.place(visitor)
        chromium.close()
    print("\n".join(bench.problems))
    report.facts["pages over their limit"] = bench.problems
    report.figure("pages_over_their_limit", len(bench.problems), at_most=0)
