"""One product, 20 in stock, 48 buyers of one each, eight at once: how many were sold that are not there. Ours and a stock Oscar."""

from benchmarks.measure.shops import MIDDLE, STOCK, Shops
from benchmarks.parts.placing import Bought, buy
from benchmarks.report import Report

LEFT = 20
BUYERS, ORDERS_EACH = 8, 6
GOOD = "undyed-pashmina-stole"
STOCK_GOOD = "product-500_501"
RESTOCK = "UPDATE partner_stockrecord SET num_in_stock = 20, num_allocated = 0 WHERE product_id = {}"
SOLD = "SELECT coalesce(sum(num_allocated), 0) FROM partner_stockrecord WHERE product_id = {}"


def measure(shops: Shops, report: Report) -> None:
    """Both, each in a copy of its shop."""
    copy = MIDDLE * 10 + 3
    shops.postgres.copy(f"shop_{MIDDLE}", f"shop_{copy}")
    product = shops.postgres.run(f"SELECT product_id FROM catalogue_listing WHERE slug = '{GOOD}'", f"shop_{copy}")  # noqa: S608 - our own
    shops.postgres.run(RESTOCK.format(product), f"shop_{copy}")
    bought = Bought()
    with shops.ours(copy, TRUSTED_PROXIES="1") as server:
        buy(server, "ours", bought, buyers=BUYERS, orders=ORDERS_EACH, goods=(GOOD,))
    sold = int(shops.postgres.run(SOLD.format(product), f"shop_{copy}"))
    shops.postgres.drop(f"shop_{copy}")
    report.figure("oversold", max(0, sold - LEFT), at_most=0)
    report.figure("sold_of_20", sold, at_least=LEFT)
    shops.postgres.run(RESTOCK.format(501), STOCK)
    with shops.stock() as server:
        buy(server, "stock", Bought(), buyers=BUYERS, orders=ORDERS_EACH, goods=(STOCK_GOOD,))
    report.figure("oscar_oversold", max(0, int(shops.postgres.run(SOLD.format(501), STOCK)) - LEFT))
