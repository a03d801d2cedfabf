"""What Elasticsearch answers: the very questions of ``test_engines*.py``, and the same answers as the database, hit by hit."""

from collections.abc import Iterator

import pytest

from search import engine
from search.contract import Query
from tests.search import elastic, test_engines, test_engines_spelling, test_engines_suggest, test_floor
from tests.search.elastic import Prompt
from tests.search.test_engines import DAY, Shop

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

# The same tests, fixtures among them. What a search costs is counted without the wrapper that writes to the index first.
for suite in (test_engines, test_engines_spelling, test_engines_suggest, test_floor):
    globals().update(
        {name: value for name, value in vars(suite).items() if name.startswith("test_") and callable(value) and "queries" not in name}
    )
shop = test_engines.shop


@pytest.fixture(scope="module", autouse=True)
def prompt(django_db_setup: None) -> Iterator[Prompt]:
    with elastic.server() as url, elastic.searching(url) as found:
        yield found


@pytest.fixture(autouse=True)
def _rolled_back(prompt: Prompt) -> None:
    prompt.is_new_test = True


QUESTIONS = [
    Query(text=text, day=DAY, **given)
    for text in (
        "apricot",
        "pashmina",
        "sea buckthorn",
        "khubani",
        "ka",
        "st",
        "apricot oil",
        "खुबानी",
        "སྟར་ཀ",
        "walnut stole",
        "leh",
        "the",
    )
    for given in (
        {},
        {"sort": "price_up"},
        {"sort": "price_down"},
        {"sort": "newest"},
        {"sort": "soonest"},
        {"sort": "fair"},
        {"rollup": "leh", "price_from": 42_000, "price_to": 50_000},
        {"stock": ("in_stock", "few"), "ready_days": 5, "months": (7, 11)},
        {"per_page": 1, "page": 2},
        {"per_page": 2, "page": 99},
    )
]


def test_hits_order_pages_and_every_count_are_those_of_the_database(shop: Shop, prompt: Prompt) -> None:
    answered = prompt.answered
    for query in QUESTIONS:
        found, expected = engine().search(query), elastic.database_result(query)
        assert [hit.pk for hit in found.hits] == [hit.pk for hit in expected.hits], query
        assert (found.total, found.page, found.pages, found.corrected) == (
            expected.total,
            expected.page,
            expected.pages,
            expected.corrected,
        )
        assert found.facets == expected.facets, query
    assert prompt.answered - answered > len(QUESTIONS) / 2, "the database answered in place of Elasticsearch"
