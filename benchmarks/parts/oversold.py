"""One product, 20 in stock, 48 buyers of one each, eight at once: how many were sold that are not there. Ours and a stock Oscar.

Sold is what the rows of the orders say, or what buyers were told where that is more; not what the stock's own counter says.
"""

from dataclasses import dataclass

from benchmarks.measure.servers import Server
from benchmarks.measure.shops import MIDDLE, STOCK, Shops
from benchmarks.parts.placing import Bought, buy
from benchmarks.report import Report

LEFT = 20
BUYERS, ORDERS_EACH = 8, 6
GOOD = "undyed-pashmina-stole"
STOCK_GOOD, STOCK_PRODUCT = "product-500_501", "501"
RESTOCK = "UPDATE partner_stockrecord SET num_in_stock = {}, num_allocated = 0 WHERE product_id = {}"
LINES = "SELECT coalesce(sum(quantity), 0) FROM order_line WHERE product_id = {}"


@dataclass(frozen=True)
class Shelf:
    """The product in one database."""

    shops: Shops
    database: str
    product: str

    def lines(self) -> int:
        return int(self.shops.postgres.run(LINES.format(self.product), self.database))

    def sell(self, server: Server, kind: str, good: str) -> tuple[int, Bought]:
        """Stock it, let all buyers at it; how many were sold."""
        self.shops.postgres.run(RESTOCK.format(LEFT, self.product), self.database)
        before, bought = self.lines(), Bought()
        buy(server, kind, bought, buyers=BUYERS, orders=ORDERS_EACH, goods=(good,))
        return max(self.lines() - before, len(bought.place_ms)), bought


def measure(shops: Shops, report: Report) -> None:
    """Both, each in a copy of its shop."""
    copy = MIDDLE * 10 + 3
    shops.postgres.copy(f"shop_{MIDDLE}", f"shop_{copy}")
    product = shops.postgres.run(f"SELECT product_id FROM catalogue_listing WHERE slug = '{GOOD}'", f"shop_{copy}")  # noqa: S608 - our own
    with shops.ours(copy, TRUSTED_PROXIES="1") as server:
        sold, bought = Shelf(shops, f"shop_{copy}", product).sell(server, "ours", GOOD)
    shops.postgres.drop(f"shop_{copy}")
    report.figure("sold_of_20", sold, at_least=LEFT)
    _tell(report, "oversold", sold, bought, at_most=0)
    with shops.stock() as server:
        sold, bought = Shelf(shops, STOCK, STOCK_PRODUCT).sell(server, "stock", STOCK_GOOD)
    report.figure("oscar_sold_of_20", sold)
    _tell(report, "oscar_oversold", sold, bought)


def _tell(report: Report, name: str, sold: int, bought: Bought, *, at_most: float | None = None) -> None:
    """A shop that has not sold what it had says nothing of what it does when there is no more."""
    if sold < LEFT:
        report.lacks((name,), f"only {sold} of {LEFT} were sold; {bought.why()}")
    else:
        report.figure(name, sold - LEFT, at_most=at_most)
