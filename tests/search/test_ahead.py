"""All facts are made anew while the shop is open: read ahead, written in turn, and what others write meanwhile stays."""

from collections.abc import Iterable

import pytest
from django.db import connection

from catalogue.models import Listing
from catalogue.prices import change_price
from search import ahead as reading
from search import facts
from search.ahead import Ahead
from search.gathering import Gathered, gather
from search.models import ProductFacts
from tests.orders.factories import make_member
from tests.search.goods import facts_of, goods, group_in


def cheaper(listing: Listing) -> None:
    change_price(listing=listing, price_paise=90_000, acting_user=make_member(listing.group))


def _prices() -> list[int]:
    return list(ProductFacts.objects.order_by("listing_id").values_list("price_paise", flat=True))


@pytest.mark.django_db
def test_what_was_read_before_somebody_else_wrote_is_read_again_and_nothing_else() -> None:
    group = group_in("zanskar", "Zanskar Loom")
    first, second, third = (goods(group, f"Stole {number}", price_paise=100_000) for number in range(3))
    ahead = Ahead()
    before = ahead.read([first.pk])
    cheaper(first)
    facts.refresh([first.pk])
    early = ahead.read([second.pk])

    assert [row.price_paise for row in ahead.still_true(before).facts] == [90_000]
    ahead.wrote()
    assert ahead.still_true(early) is not early.gathered, "it was read before anybody knew of the change"
    late = ahead.read([third.pk])
    assert ahead.still_true(late) is late.gathered


@pytest.mark.postgres
def test_a_price_that_changes_between_reading_and_writing_is_the_one_that_stays(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = group_in("zanskar", "Zanskar Loom")
    listings = [goods(group, f"Stole {number}", price_paise=100_000) for number in range(4)]
    facts.refresh_all()
    meddled: list[int] = []

    def gather_and_meddle(keys: Iterable[int]) -> Gathered:
        """The first part is read; before it is written, somebody sells cheaper."""
        found = gather(keys)
        if not meddled:
            meddled.append(1)
            cheaper(listings[0])
            assert facts.refresh([listings[0].pk]) == 1
        return found

    monkeypatch.setattr(reading, "gather", gather_and_meddle)
    assert facts.refresh_all(chunk=2) == 4
    assert _prices() == [90_000, 100_000, 100_000, 100_000]


def test_an_error_in_one_part_is_told_and_no_connection_is_left(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_in("zanskar", "Zanskar Loom")
    for number in range(3):
        goods(group, f"Stole {number}")
    monkeypatch.setattr(facts, "_put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        facts.refresh_all(chunk=1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_group_has_its_places_at_once_and_none_is_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = group_in("zanskar", "Zanskar Loom"), group_in("drass", "Drass Wool")
    listings = [goods(group, f"Stole {number}", stock=number % 3) for number in range(6) for group in (one, other)]
    facts.refresh_all()
    turns = {listing.pk: facts_of(listing).turn for listing in listings}
    ProductFacts.objects.all().delete()
    moved: list[int] = []
    renumber = facts.turns.renumber
    monkeypatch.setattr(facts.turns, "renumber", lambda groups: moved.extend(found := renumber(groups)) or found)
    facts.refresh_all()
    assert {listing.pk: facts_of(listing).turn for listing in listings} == turns
    assert moved == []
