"""A price that a group changes is what a search finds within two seconds, with one worker running at its usual pace."""

import time

import pytest

from catalogue.models import Listing
from catalogue.prices import change_price
from journal.worker import Pace, Worker
from search import engine
from search.contract import Query
from tests.faults.workers import Forked
from tests.orders.factories import make_member
from tests.search.goods import goods, group_in
from tests.waiting import until

pytestmark = [pytest.mark.long, pytest.mark.timeout(120)]
CHANGES = 20
SEARCHABLE_S = 2.0


def test_a_changed_price_is_searchable_within_two_seconds(committed_db: None) -> None:
    group = group_in("leh", "Leh")
    person, listing = make_member(group), goods(group, "Apricot oil", mrp_paise=90_000)
    worker = Forked(lambda: Worker(Pace()).run())
    try:
        waited = []
        for number in range(CHANGES):
            price = 50_000 + number * 100
            change_price(listing=Listing.objects.get(pk=listing.pk), price_paise=price, acting_user=person)
            began = time.monotonic()
            until(lambda price=price: engine().search(Query(text="apricot", price_from=price, price_to=price)).total == 1)
            waited.append(time.monotonic() - began)
    finally:
        worker.kill()
    assert sorted(waited)[CHANGES * 95 // 100 - 1] <= SEARCHABLE_S, waited
    assert max(waited) > 0.005, "the price was there at once: the worker was not measured"
