"""What every engine offers while somebody types, on the goods of ``test_engines.py``."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from search import engine, engines, suggesting
from search.contract import Suggestion
from tests.search.test_engines import Shop, shop

__all__ = ["shop"]  # the fixture

pytestmark = pytest.mark.django_db


def test_titles_are_suggested_while_typing(shop: Shop) -> None:
    apricots = {"Halman apricots", "Apricot kernel oil", "Apricot preserve with kernels"}
    assert {line.title for line in engine().suggest("apri")} == apricots
    assert [line.key for line in engine().suggest("sea buckthorn pu")] == ["sea-buckthorn-pulp"]
    assert len(engine().suggest("apri", limit=2)) == 2
    assert {line.title for line in engine().suggest("खुबानी")} == apricots
    for nothing in ("", " ", "a", "?!", "xylophone"):
        assert engine().suggest(nothing) == []
    assert {line.title for line in engine().suggest("sho") if line.kind == "product"} == set()


def test_groups_villages_and_stories_are_suggested_beside_products(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    village = shop.suru.village
    stories = [Suggestion("story", "Apricots of one valley", "/stories/valley/"), Suggestion("story", "A winter", "/stories/winter/")]
    monkeypatch.setattr(suggesting, "_sources", [lambda _language: stories])

    assert engine().suggest("shyok") == [Suggestion("group", "Shyok Berry", shop.berry.slug)]
    assert engine().suggest("gro su") == [Suggestion("group", "Suru Growers", shop.suru.slug)]
    assert Suggestion("village", village, village) in engine().suggest(village[:4])
    assert [(line.kind, line.key) for line in engine().suggest("apri")][-1] == ("story", "/stories/valley/")
    assert [line.kind for line in engine().suggest("apri", limit=2)] == ["product", "story"]


def test_suggestions_of_all_engines_are_those_of_the_database(shop: Shop) -> None:
    for text in ("apri", "st", "sea", "sto wal", "khubani", "pa", "oil", "sh", "felt ru"):
        assert engine().suggest(text) == engines.database(connection.vendor).suggest(text), text


def test_a_suggestion_costs_two_queries_beside_those_for_stories(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(suggesting, "_sources", [])
    engine().suggest("apri")
    with django_assert_max_num_queries(2):
        engine().suggest("apri")
