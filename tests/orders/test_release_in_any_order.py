"""Completing, confirming, ending, accepting and declining in any sequence leave money, stock and states in agreement."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders import checkout, expiry, fulfilment
from orders.errors import NotPossible
from tests.environment import IS_LONG
from tests.orders import factories as make
from tests.orders.books import check_books

pytestmark = pytest.mark.long

ACTS = ("complete", "complete", "confirm", "expire", "accept", "decline", "other_buyer")


@settings(max_examples=30 if IS_LONG else 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ACTS), min_size=1, max_size=9))
def test_in_any_order_of_events_money_stock_and_states_agree(db: None, acts: list[str]) -> None:
    with transaction.atomic():
        _play(acts)
        transaction.set_rollback(True)


def _play(acts: list[str]) -> None:
    market = make.make_market(stock=2)
    member = make.make_member(market.wool)
    placed = make.place_order((market.stole, 2), market.apricots)
    steps: dict[str, Callable[[], object]] = {
        "complete": lambda: checkout.complete(placed.payment, reference="UTR1", source="staff"),
        "confirm": lambda: checkout.confirm(placed.order),
        "expire": lambda: expiry.expire_due(placed.payment.expires_at),
        "accept": lambda: fulfilment.accept(make.part_of(placed, market.wool), acting_user=member),
        "decline": lambda: fulfilment.decline(make.part_of(placed, market.wool), reason="damaged", acting_user=member),
        "other_buyer": lambda: make.place_order(market.stole),
    }
    for act in acts:
        try:
            steps[act]()
        except (NotPossible, make.checkout.SoldOut):
            continue
    check_books()  # at the end of every sequence, and every beginning of one is a sequence too
