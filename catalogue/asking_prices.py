"""What live goods of a type cost at the moment, so that a group sees where its price stands."""

import statistics
from dataclasses import dataclass

from django.db.models import Q

from catalogue.models import Listing, ProductType
from money.paise import from_rupees
from producers.oscar.models import StockRecord

# With fewer goods the three numbers would tell the price of single groups, and little of the market.
FEWEST = 5


@dataclass(frozen=True)
class Span:
    """The lowest, the middle and the highest price of ``count`` goods."""

    lowest_paise: int
    middle_paise: int
    highest_paise: int
    count: int


def span_of(product_type: ProductType) -> Span | None:
    """The prices of what is live of a type, variants each by itself; nothing where there are fewer than five. One query."""
    live = {"status": Listing.Status.LIVE, "product_type": product_type}
    alone = Q(**{f"product__listing__{name}": value for name, value in live.items()})
    as_variant = Q(**{f"product__parent__listing__{name}": value for name, value in live.items()})
    offered = {"price__gt": 0, "product__variant__withdrawn_at__isnull": True}
    rows = StockRecord.objects.filter(alone | as_variant, **offered).values_list("price", flat=True)
    prices = sorted(from_rupees(price) for price in rows)
    if len(prices) < FEWEST:
        return None
    return Span(prices[0], statistics.median_low(prices), prices[-1], len(prices))
