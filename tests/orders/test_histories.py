"""Random histories of money. Six in every run of the tests, two hundred where LONG is set; HISTORIES asks for another number.

A history that fails is named by its seed: ``HISTORY=<seed>`` plays that one alone. ``make soak`` plays ten thousand.
"""

import os

import pytest
from django.db import transaction
from pytest_django import Settings

from tests.environment import IS_LONG
from tests.orders import histories_door as door
from tests.orders import histories_households as households
from tests.orders import histories_modes as modes
from tests.orders.histories import History, Shelf
from tests.payments.ledgers import kinds

pytestmark = pytest.mark.django_db

STEPS = 10
KINDS = {"money_came", "money_sent_back", "captured", "refund_owed", "refund_sent", "refund_returned", "earned"}
KINDS |= {"payout_sent", "payout_settled", "payout_bounced", *households.KINDS, *modes.KINDS, *door.KINDS}
COUNT = int(os.environ.get("HISTORIES") or (200 if IS_LONG else 6))
SEEDS = [int(os.environ["HISTORY"])] if os.environ.get("HISTORY") else list(range(COUNT))
# So many tests share the histories, and the cores the tests.
SHARES = min(len(SEEDS), max(2, min(COUNT // 50, 8)))


@pytest.mark.timeout(300 + 5 * COUNT)
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_happens_the_books_are_right_to_the_paisa(settings: Settings, share: int) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    settings.SPLIT_GATEWAY_KEY_SECRET = "of_no_account"
    shelf, seen, seeds = Shelf(), set[str](), SEEDS[share::SHARES]
    for seed in seeds:
        history = History(shelf, seed)
        with transaction.atomic():
            try:
                history.play(STEPS)
            except Exception as failure:
                failure.add_note(f"HISTORY={seed}: {', '.join(history.told)}")
                raise
            seen |= set(kinds())
            transaction.set_rollback(True)
    assert len(seeds) < 1000 or seen == KINDS, "the histories do not reach every kind of journal"
