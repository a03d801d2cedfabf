"""A question in Elasticsearch's own terms: words, choices, counts for every dimension, and the order of candidates."""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import A, Q, Search

from search.board import PRICE_BANDS, READY_DAYS
from search.contract import DIMENSIONS, Query
from search.counting import band_value
from search.ranking import rules
from search.words import Term

ALL, DESCRIPTION, TITLE = ("title", "about", "words"), ("title", "about"), ("title",)
# No dimension has more values than this; groups have most.
MOST_VALUES = 10_000
SORTS: dict[str, list[Any]] = {
    "relevance": ["is_sold_out", {"_score": "desc"}, "turn", "facts_id"],
    "price_up": ["is_sold_out", "price", "facts_id"],
    "price_down": ["is_sold_out", {"price": "desc"}, {"facts_id": "desc"}],
    "newest": ["is_sold_out", {"live_at": "desc"}, "facts_id"],
    "soonest": ["is_sold_out", "ready_days", "price", "facts_id"],
}


def search_for(query: Query, terms: Sequence[Term], typed: str, page: int) -> Search:
    """The whole question for one page: hits, how many there are, and the counts of every choice."""
    chosen = {name: choice(query, name) for name in DIMENSIONS if query.asked(name)}
    start, size = window(query, page)
    search = Search().query(words(terms, typed)).sort(*SORTS[query.sort])[start : start + size]
    search = search.extra(track_total_hits=True, _source=False, stored_fields="_none_", track_scores=False)
    if chosen:
        search = search.post_filter(Q("bool", filter=list(chosen.values())))
    for name in DIMENSIONS if query.with_facets else ():
        others = [part for other, part in chosen.items() if other != name]
        around = A("filter", filter=Q("bool", filter=others) if others else Q("match_all"))
        around.bucket("values", counts(name))
        search.aggs.bucket(name, around)
    return search


def beginnings(terms: Sequence[Term], limit: int) -> Search:
    """The first products with every term in their title, in the order of their groups' queues."""
    search = Search().query(Q("bool", filter=[every(terms, TITLE)])).sort("turn", "facts_id")[:limit]
    return search.params(allow_partial_search_results=False).extra(_source=False, stored_fields="_none_", track_total_hits=False)


def window(query: Query, page: int) -> tuple[int, int]:
    """Which candidates are fetched: all that points are counted for, where the page begins among them; otherwise the page alone."""
    start = (page - 1) * query.per_page
    if query.sort == "relevance" and start < rules().candidates:
        return 0, max(rules().candidates, start + query.per_page)
    return start, query.per_page


def words(terms: Sequence[Term], typed: str) -> Any:
    """Every term somewhere; the score is one more than the number in ``ranking.FITS`` that says how well it fits."""
    fits = [
        every(terms, ALL),
        every(terms, DESCRIPTION),
        every(terms, TITLE),
        Q("prefix", title_key=typed),
        Q("term", title_key=typed),
    ]
    scored = [Q("constant_score", filter=fit, boost=number) for number, fit in enumerate(fits, start=1)]
    return Q("bool", filter=[fits[0]], must=[Q("dis_max", queries=scored, tie_breaker=0.0)])


def every(terms: Sequence[Term], fields: Sequence[str]) -> Any:
    return Q("bool", filter=[one_of(term, fields) for term in terms])


def one_of(term: Term, fields: Sequence[str]) -> Any:
    """The term in any of its names, in one of the fields; a name of several words stands together in one field."""
    ways: list[Any] = []
    for name in fields:
        single = [phrase[0] for phrase in term.phrases if len(phrase) == 1]
        ways += [Q("terms", **{name: single})] if single else []
        ways += [Q("match_phrase", **{name: " ".join(phrase)}) for phrase in term.phrases if len(phrase) > 1]
        ways += [Q("prefix", **{name: term.beginning})] if term.beginning else []
    return Q("bool", should=ways, minimum_should_match=1)


def choice(query: Query, name: str) -> Any:
    """What the question says about one dimension."""
    if name == "category":
        return Q("term", category=str(query.category_id))
    if name == "price":
        limits = {"gte": query.price_from, "lte": query.price_to}
        return Q("range", price={word: value for word, value in limits.items() if value is not None})
    if name == "ready_days":
        return Q("range", ready_days={"lte": query.ready_days})
    return Q("terms", **{name: [str(value) for value in getattr(query, name)]})


def counts(name: str) -> Any:
    """The counts of one dimension."""
    if name == "price":
        bands = [{"key": band_value(first, last), **_from_to(first, last)} for first, last in PRICE_BANDS]
        return A("range", field="price", ranges=bands)
    if name == "ready_days":
        return A("range", field="ready_days", ranges=[{"key": str(days), "to": days + 1} for days in READY_DAYS])
    return A("terms", field=name, size=MOST_VALUES)


def _from_to(first: int, last: int | None) -> dict[str, int]:
    """Both ends of a band belong to it; Elasticsearch leaves the upper one out."""
    return {"from": first} if last is None else {"from": first, "to": last + 1}
