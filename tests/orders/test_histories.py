"""Random histories of money. Twenty in every run of the tests, two hundred where LONG is set; HISTORIES asks for another number.

A history that fails is named by its seed: ``HISTORY=<seed>`` plays that one alone.
"""

import os

import pytest
from django.db import transaction
from pytest_django import Settings

from tests.orders.histories import History, Shelf
from tests.payments.ledgers import kinds

pytestmark = pytest.mark.django_db

STEPS = 22
KINDS = {"money_came", "money_sent_back", "captured", "refund_owed", "refund_sent", "refund_returned", "earned"}
COUNT = int(os.environ.get("HISTORIES") or (200 if os.environ.get("LONG") else 20))
SEEDS = [int(os.environ["HISTORY"])] if os.environ.get("HISTORY") else range(COUNT)


@pytest.mark.timeout(max(120, 3 * COUNT))
def test_whatever_happens_the_books_are_right_to_the_paisa(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_no_account"
    shelf, seen = Shelf(), set[str]()
    for seed in SEEDS:
        history = History(shelf, seed)
        with transaction.atomic():
            try:
                history.play(STEPS)
            except Exception as failure:
                failure.add_note(f"History {seed}: {', '.join(history.told)}")
                raise
            seen |= set(kinds())
            transaction.set_rollback(True)
    assert len(SEEDS) < 40 or seen == KINDS
