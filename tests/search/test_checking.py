"""``check_search`` finds and mends whatever is not as it should be; ``rebuild_search`` makes it all anew."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalogue.models import Listing
from search import board, checking, edition, engine
from search.contract import Query
from search.engines.sql import run
from search.models import FactsCategory, ProductFacts, Word
from tests.search.goods import facts_of, goods, group_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def listings() -> list[Listing]:
    group = group_in("leh", "Leh")
    return [goods(group, title) for title in ("Felt hat", "Dried apricots", "Walnut box")]


def test_what_is_right_is_left_alone(listings: list[Listing], capsys: pytest.CaptureFixture[str]) -> None:
    before = list(ProductFacts.objects.order_by("pk").values())

    call_command("check_search")

    assert "are right" in capsys.readouterr().out
    assert list(ProductFacts.objects.order_by("pk").values()) == before


def test_everything_that_can_be_wrong_is_found_and_mended(listings: list[Listing]) -> None:
    hat, fruit, box = (facts_of(listing) for listing in listings)
    ProductFacts.objects.filter(pk=hat.pk).update(price_paise=1, turn=77)
    FactsCategory.objects.filter(facts=fruit).delete()
    fruit_listing = fruit.listing_id
    Listing.objects.filter(pk=box.listing_id).update(status=Listing.Status.PAUSED)

    found = checking.compare()
    assert (found.facts, found.places) == (sorted([hat.listing_id, fruit_listing, box.listing_id]), [hat.pk])
    with pytest.raises(CommandError, match="--repair"):
        call_command("check_search")
    assert facts_of(listings[0]).price_paise == 1
    call_command("check_search", repair=True)

    assert not checking.compare()
    assert facts_of(listings[0]).price_paise == 45_000
    assert [hit.title for hit in engine().search(Query()).hits] == ["Dried apricots", "Felt hat"]


@pytest.mark.sqlite
def test_words_that_are_lost_or_left_over_are_found_and_mended(listings: list[Listing]) -> None:
    hat, _fruit, box = (facts_of(listing) for listing in listings)
    run("DELETE FROM search_words WHERE rowid = %s", [hat.pk])
    run("UPDATE search_words SET title = 'silver' WHERE rowid = %s", [box.pk])
    run("INSERT INTO search_words (rowid, title) VALUES (%s, 'ghost')", [box.pk + 1000])
    assert engine().search(Query(text="silver")).total == 1

    assert checking.compare().words == sorted([hat.pk, box.pk, box.pk + 1000])
    call_command("check_search", repair=True)

    assert not checking.compare()
    assert connection.vendor == "sqlite"
    assert (engine().search(Query(text="hat")).total, engine().search(Query(text="silver")).total) == (1, 0)


def test_everything_is_made_anew(listings: list[Listing], capsys: pytest.CaptureFixture[str]) -> None:
    ProductFacts.objects.filter(listing=listings[0]).delete()
    Word.objects.all().delete()
    edition.begin()
    board.has_changed()

    call_command("rebuild_search")

    assert "3 products have facts and words." in capsys.readouterr().out
    assert engine().search(Query(text="fellt")).corrected == "felt"
    assert not checking.compare()
