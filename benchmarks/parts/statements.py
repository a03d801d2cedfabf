"""Statements of a page, of adding to the basket, of placing an order, of a whole order from an empty basket; writes where one only looks.

Counted with empty caches, as the first request of a process finds them, on PostgreSQL with 20,000 products; the whole order as in a
process that has been used.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.buyers import GOODS, Buyer
from benchmarks.dressing import HEADING
from benchmarks.measure.shops import FOLDER, MIDDLE, Shops
from benchmarks.report import Report
from benchmarks.visitor import Visitor

PAGES = {
    "listing_sql": (f"/c/{HEADING}/", 8),
    "product_sql": (f"/p/{GOODS[0]}/", 8),
    "search_sql": ("/search/?q=apricot+oil", 8),
}
LOOKED_AT = ("/", "/products/", "/groups/", "/groups/suru-blossom/", "/how-we-rank/", "/t/", "/basket/", "/orders/find/", "/stories/")
Cost = dict[str, Any]


def measure(shops: Shops, report: Report) -> None:
    """One buyer, every statement counted."""
    folder = FOLDER / "shop"
    file, cold = folder / "costs.txt", folder / "cold"
    file.unlink(missing_ok=True)
    shops.postgres.copy(f"shop_{MIDDLE}", f"shop_{MIDDLE}1")
    try:
        cold.touch()
        with shops.ours(MIDDLE * 10 + 1, application="benchmarks.counted_wsgi:application", PAGE_CACHE="0") as server:
            address = f"http://127.0.0.1:{server.port}"
            visitor = Visitor(address)
            for name, (path, limit) in PAGES.items():
                _look(visitor, path)
                report.figure(name, _costs(file)[-1]["sql"], at_most=limit)
            for path in LOOKED_AT:
                _look(visitor, path)
            _order(Buyer(address), file, report)
            cold.unlink()
            _whole(Buyer(address), file, report)
            looked = [cost for cost in _costs(file) if cost["method"] == "GET"]
            report.figure("writes_on_get", sum(cost["writes"] for cost in looked), at_most=0)
    finally:
        cold.unlink(missing_ok=True)
        shops.postgres.drop(f"shop_{MIDDLE}1")


def _look(visitor: Visitor, path: str) -> None:
    """Open a page, which has to be one: an error page costs little. Raises ``LookupError``."""
    answer = visitor.get(path)
    if answer.status != 200:
        raise LookupError(f"{path} answers {answer.status}")


def _order(buyer: Buyer, file: Path, report: Report) -> None:
    before = len(_costs(file))
    buyer.fill()
    added = [cost["sql"] for cost in _costs(file)[before:] if cost["method"] == "POST"]
    report.figure("add_to_basket_sql", max(added), at_most=16)
    buyer.answer()
    buyer.place()
    costs = _costs(file)[before:]
    report.figure("place_order_sql", [cost["sql"] for cost in costs if cost["method"] == "POST"][-1], at_most=70)


def _whole(buyer: Buyer, file: Path, report: Report) -> None:
    """From an empty basket to the page of the order, every page in between and every redirect, in a process that has been used."""
    before = len(_costs(file))
    buyer.fill()
    buyer.answer()
    buyer.place()
    costs = _costs(file)[before:]
    report.figure("whole_order_requests", len(costs))
    report.figure("whole_order_sql", sum(cost["sql"] for cost in costs), at_most=150)
    goods = [cost["sql"] for cost in costs if cost["path"].startswith("/p/")]
    report.figure("whole_order_sql_without_product_pages", sum(cost["sql"] for cost in costs) - sum(goods))


def _costs(file: Path) -> list[Cost]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
