"""How Oscar finds price and availability: one stock record a product, prices that include tax."""

from typing import Any

from oscar.apps.partner import strategy


class Selector(strategy.Selector):
    """Gives every visitor the same strategy; prices do not depend on who looks."""

    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "ShopStrategy":
        return ShopStrategy()  # without the request: looking at it would ask who the visitor is, and pages could not be shared


class ShopStrategy(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.NoTax, strategy.Structured):
    """Indian shop prices include tax (Legal Metrology: the MRP is a ceiling with all taxes), so the price is what is paid.

    Tax inside the price is worked out by ``payments`` at the shipping address and frozen on the order line.
    """

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        """Use the line's own stock record, which the basket has already loaded."""
        return self.fetch_for_product(line.product, stockrecord=line.stockrecord)
