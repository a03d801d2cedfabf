"""Fresh facts are owed in the transaction of a change, carried out after it, many at a time, and none is ever lost."""

import pytest
from django.db import transaction

from catalogue.listings import change_price
from catalogue.models import Listing
from journal import outbox
from journal.models import Effect
from search import effects, facts, owed
from search.models import ProductFacts
from tests.search.goods import facts_of, goods, group_in

pytestmark = pytest.mark.usefixtures("committed_db")


def pending() -> int:
    return Effect.objects.filter(kind=owed.KIND, done_at__isnull=True).count()


@pytest.fixture
def listings() -> list[Listing]:
    group = group_in("leh", "Leh")
    made = [goods(group, f"Thing {number}", price_paise=50_000, refresh=False) for number in range(3)]
    facts.refresh_all()
    return made


def test_making_all_anew_settles_what_was_owed(listings: list[Listing]) -> None:
    assert pending() == 0


def test_a_change_is_shown_after_the_worker_was_there(listings: list[Listing]) -> None:
    change_price(listing=listings[0], price_paise=40_000, acting_user=None)
    assert facts_of(listings[0]).price_paise == 50_000

    outbox.drain()

    assert (facts_of(listings[0]).price_paise, pending()) == (40_000, 0)


def test_a_change_that_is_rolled_back_owes_nothing(listings: list[Listing]) -> None:
    with transaction.atomic():
        change_price(listing=listings[0], price_paise=40_000, acting_user=None)
        transaction.set_rollback(True)

    assert pending() == 0


def test_many_changes_are_carried_out_together(listings: list[Listing]) -> None:
    for price_paise in range(40_000, 40_010):
        for listing in listings:
            change_price(listing=listing, price_paise=price_paise, acting_user=None)
    assert pending() == 30

    done = outbox.drain()

    assert (done, pending()) == (1, 0)
    assert set(ProductFacts.objects.values_list("price_paise", flat=True)) == {40_009}


def test_a_change_made_while_the_facts_are_read_is_carried_out_by_itself(listings: list[Listing], monkeypatch: pytest.MonkeyPatch) -> None:
    change_price(listing=listings[0], price_paise=40_000, acting_user=None)
    refresh = facts.refresh

    def and_meanwhile(keys: set[int]) -> int:
        shown = refresh(keys)
        change_price(listing=listings[0], price_paise=30_000, acting_user=None)
        return shown

    monkeypatch.setattr(effects.facts, "refresh", and_meanwhile)
    (first,) = Effect.objects.filter(kind=owed.KIND, done_at__isnull=True)
    effects.refresh(first.payload)
    monkeypatch.undo()

    assert (facts_of(listings[0]).price_paise, pending()) == (40_000, 1)
    outbox.drain()
    assert facts_of(listings[0]).price_paise == 30_000


def test_what_another_worker_has_claimed_is_left_to_it(listings: list[Listing]) -> None:
    change_price(listing=listings[0], price_paise=40_000, acting_user=None)
    found = owed.waiting()
    claimed = Effect.objects.get(pk=found.effects[0])
    claimed.lease_until = claimed.created_at
    claimed.save()

    owed.settle(found)

    assert pending() == 1
    assert owed.waiting().effects == []


def test_a_listing_that_is_gone_does_no_harm(listings: list[Listing]) -> None:
    with transaction.atomic():
        owed.owe_refresh([999_999, listings[0].pk])

    outbox.drain()

    assert pending() == 0


def test_a_long_list_is_owed_in_pieces(listings: list[Listing]) -> None:
    with transaction.atomic():
        owed.owe_refresh(range(1, 451))

    assert [
        len(payload["listings"]) for payload in Effect.objects.filter(kind=owed.KIND, done_at=None).values_list("payload", flat=True)
    ] == [
        200,
        200,
        50,
    ]
