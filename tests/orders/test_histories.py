"""Random histories of money. Six in every run of the tests, two hundred where LONG is set; HISTORIES asks for another number.

Three histories happen in one shop, one after the other, before its books are looked at: the later ones act on what the earlier ones left.
One that fails is named by its seed: ``HISTORY=<seed>`` plays its shop alone. ``make soak`` plays ten thousand.
"""

import os

import pytest
from django.db import transaction
from pytest_django import Settings

from tests.environment import IS_LONG
from tests.orders import histories_door as door
from tests.orders import histories_households as households
from tests.orders import histories_modes as modes
from tests.orders.histories import Shelf, play
from tests.payments.ledgers import kinds

pytestmark = pytest.mark.django_db

STEPS = 10
KINDS = {"money_came", "money_sent_back", "captured", "refund_owed", "refund_sent", "refund_returned", "earned"}
KINDS |= {"payout_sent", "payout_settled", "payout_bounced", *households.KINDS, *modes.KINDS, *door.KINDS}
COUNT = int(os.environ.get("HISTORIES") or (200 if IS_LONG else 6))
IN_A_SHOP = 3
SEEDS = list(range(COUNT))
SHOPS = [SEEDS[first : first + IN_A_SHOP] for first in range(0, COUNT, IN_A_SHOP)]
if os.environ.get("HISTORY"):
    first = int(os.environ["HISTORY"]) // IN_A_SHOP * IN_A_SHOP
    SHOPS = [list(range(first, first + IN_A_SHOP))]
# So many tests share the shops, and the cores the tests.
SHARES = min(len(SHOPS), max(2, min(COUNT // 50, 8)))


@pytest.mark.timeout(300 + 5 * COUNT)
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_happens_the_books_are_right_to_the_paisa(settings: Settings, share: int) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    settings.SPLIT_GATEWAY_KEY_SECRET = "of_no_account"
    shelf, seen, shops = Shelf(), set[str](), SHOPS[share::SHARES]
    for seeds in shops:
        with transaction.atomic():
            play(shelf, seeds, STEPS)
            seen |= set(kinds())
            transaction.set_rollback(True)
    assert len(shops) * IN_A_SHOP < 1000 or seen == KINDS, "the histories do not reach every kind of journal"
