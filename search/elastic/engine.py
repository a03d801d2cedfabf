"""The engine of the scale path: Elasticsearch finds and counts, the shop orders; the database engine stands behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone
from elasticsearch.dsl import Search

from search import board, spelling, suggesting
from search.board import Board
from search.contract import DIMENSIONS, MAX_SUGGESTIONS, NUMBERED, Query, Result, Suggestion
from search.counting import Choice, facets_of
from search.elastic import client, documents, indexing, questions
from search.elastic.breaker import Breaker
from search.elastic.client import Failures, Nonsense, hurried
from search.elastic.deadline import within
from search.engines.database import DatabaseEngine, rows_of
from search.ranking import Candidate, in_order, rules
from search.words import Term, terms_of

Heard = TypeVar("Heard")


@dataclass(frozen=True)
class Answer:
    """What Elasticsearch said: how many hits, their keys with how well they fit, and the counts."""

    total: int
    hits: list[tuple[int, int]]
    counts: dict[str, dict[str, int]]


class ElasticEngine:
    """Asks Elasticsearch for whatever has words in it. What it can not answer in time, the database answers, in the same way.

    The order that takes turns needs all hits at once, a list without words needs no index, a text that finds nothing is looked at more
    closely, and pages far down go on behind a product of the board: these are questions for the database too.
    """

    def __init__(self, database: DatabaseEngine) -> None:
        self.database = database
        self.breaker = Breaker()

    def search(self, query: Query) -> Result:
        is_for_index = query.text and query.sort != "fair" and query.page < NUMBERED
        result = self._asked(lambda: self._search(query)) if is_for_index else None
        return result or self.database.search(query)

    def _asked(self, ask: Callable[[], Heard | None]) -> Heard | None:
        """What ``ask`` hears from Elasticsearch; nothing where it should not be asked, fails, or takes longer than a page has."""
        if indexing.is_behind() or not self.breaker.may_ask():
            return None
        try:
            with within(client.BUDGET_S):
                heard = ask()
        except Failures as error:
            self.breaker.failed(error)
            return None
        except BaseException:
            self.breaker.gave_up()
            raise
        self.breaker.succeeded()
        return heard

    def _search(self, query: Query) -> Result | None:
        """The answer, or nothing where there are no hits."""
        present = board.current()
        terms = terms_of(query.text, present.editors)
        answer = _ask(query, terms, query.page) if terms else None
        if answer is None or not answer.total:
            return None
        pages = -(-answer.total // query.per_page)
        page = min(query.page, pages)
        if page < query.page and not answer.hits:
            answer = _ask(query, terms, page)
        return Result(
            query=query,
            hits=rows_of(_page(present, query, answer, page)),
            total=answer.total,
            page=page,
            pages=pages,
            facets=facets_of(present, query, lambda name, choice: _count(answer, name, choice)) if query.with_facets else {},
        )

    def suggest(self, text: str, *, limit: int = MAX_SUGGESTIONS, language: str = "en") -> list[Suggestion]:
        """What continues the words being typed: titles out of the index, names of groups, villages and stories from the board."""
        present = board.current()
        terms = terms_of(text, present.editors)
        keys = self._asked(lambda: _beginning(terms, limit)) if terms and limit > 0 else None
        if keys is None:
            return self.database.suggest(text, limit=limit, language=language)
        products = [Suggestion("product", row.title, row.slug) for row in rows_of(keys)]
        return suggesting.together(products, suggesting.names(present, text, language), limit)

    def index(self, facts_ids: Iterable[int], *, moved: Iterable[int] = ()) -> None:
        written = list(facts_ids)
        self.database.index(written, moved=moved)
        indexing.owe([*written, *moved])

    def delete(self, facts_ids: Iterable[int]) -> None:
        gone = list(facts_ids)
        self.database.delete(gone)
        indexing.owe(gone)

    def expect_many(self) -> None:
        self.database.expect_many()

    def settle(self) -> None:
        self.database.settle()


def _ask(query: Query, terms: list[Term], page: int) -> Answer:
    search: Search[Any] = questions.search_for(query, terms, spelling.plain(query.text), page)
    body = search.using(hurried()).index(documents.alias()).params(allow_partial_search_results=False).execute().to_dict()
    try:
        return _read(query, body)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Nonsense from error


def _beginning(terms: list[Term], limit: int) -> list[int]:
    """The keys of products with every term in their title."""
    hits = questions.beginnings(terms, limit).using(hurried()).index(documents.alias()).execute().to_dict()
    try:
        return [int(hit["sort"][-1]) for hit in hits["hits"]["hits"]]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Nonsense from error


def _read(query: Query, body: dict[str, Any]) -> Answer:
    found = body["hits"]
    dimensions = DIMENSIONS if query.with_facets else ()
    counts = {
        name: {str(bucket["key"]): bucket["doc_count"] for bucket in body["aggregations"][name]["values"]["buckets"]} for name in dimensions
    }
    return Answer(found["total"]["value"], [_hit(query, hit["sort"]) for hit in found["hits"]], counts)


def _hit(query: Query, sorted_by: list[Any]) -> tuple[int, int]:
    """Key and fit of a hit, from what it was sorted by: nothing else is fetched."""
    return sorted_by[-1], round(sorted_by[1]) - 1 if query.sort == "relevance" else 0


def _page(present: Board, query: Query, answer: Answer, page: int) -> list[int]:
    """The keys on the page. Candidates are put in order by points, as ``ranking.page_by_points`` does."""
    start = (page - 1) * query.per_page
    first, _size = questions.window(query, page)
    keys = [key for key, _fit in answer.hits]
    if query.sort == "relevance" and first == 0 and start < rules().candidates:
        counted = [Candidate(present.places.of(key), fit) for key, fit in answer.hits[: rules().candidates] if present.places.of(key) >= 0]
        ordered = in_order(present, counted, query.day or timezone.localdate())
        keys = [*(present.ids[place] for place in ordered), *keys[rules().candidates :]]
    return keys[start - first : start - first + query.per_page]


def _count(answer: Answer, name: str, choice: Choice) -> int:
    return answer.counts[name].get(choice.key, 0)
