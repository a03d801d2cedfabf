"""What buying asks of the database, from an empty basket to the page of the order, every page in between and every redirect."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders import factories as make
from tests.storefront.buyer import Buyer

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


class Counted:
    """A buyer whose statements are counted, by what was done."""

    def __init__(self) -> None:
        self.buyer = Buyer()
        self.counts: list[tuple[str, int]] = []

    def go(self, method: str, path: str, data: dict[str, object] | None = None) -> str:
        with CaptureQueriesContext(connection) as seen:
            answer = getattr(self.buyer.client, method)(path, data or {}, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code in (200, 303), (path, answer.status_code)
        self.counts.append((f"{method} {path}", sum(not query["sql"].startswith(CONTROL) for query in seen.captured_queries)))
        return str(answer.get("Location", ""))

    def of(self, what: str) -> list[int]:
        return [count for name, count in self.counts if name.startswith(what)]


def test_a_whole_order_of_five_lines_and_three_groups_costs_at_most_150_statements() -> None:
    market, counted = make.make_market(), Counted()
    for listing in (market.stole, market.socks, market.apricots, market.pulp, make.make_food(market.fruit)):
        counted.go("get", f"/p/{listing.slug}/")
        counted.go("get", counted.go("post", "/basket/add/", {"product": listing.product_id, "quantity": 1}))
    counted.go("get", "/checkout/address/")
    with CaptureQueriesContext(connection) as seen:
        counted.buyer.give_address()
    counted.counts.append(("post /checkout/address/", len(seen)))
    counted.go("get", "/checkout/pay/")
    counted.go("get", counted.go("post", "/checkout/pay/", dict(counted.buyer.pay_form())))

    assert sum(count for _name, count in counted.counts) <= 150, counted.counts
    assert max(counted.of("post /basket/add/")) <= 8
    assert max(counted.of("get /basket/")) <= 5
    assert max(counted.of("post /checkout/pay/")) <= 45
    assert len(counted.counts) == 20
