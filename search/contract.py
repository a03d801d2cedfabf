"""What every search engine of the shop answers to: one question, one answer, the same rules on each of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Protocol

from search.models import ProductFacts

Sort = Literal["fair", "relevance", "price_up", "price_down", "newest", "soonest"]
SORTS: tuple[Sort, ...] = ("fair", "relevance", "price_up", "price_down", "newest", "soonest")
# A person asks a few words. What comes after is cut off, so that a megabyte of text costs nothing.
MAX_TEXT = 200
MAX_WORDS = 8
PER_PAGE = 24
MAX_PER_PAGE = 100


@dataclass(frozen=True)
class Query:
    """One question. Values that no product has match nothing; unknown sorts and impossible numbers fall back to the default.

    Several values of one dimension widen the answer, several dimensions narrow it.
    """

    text: str = ""
    category_id: int | None = None
    rollups: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    type_codes: tuple[str, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    ready_days: int | None = None
    marks: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    sort: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    language: str = "en"
    day: date | None = None

    def without(self, dimension: str) -> "Query":
        """The same question with one dimension left open."""
        return replace(self, page=1, **EMPTY[dimension])


# What "not asked" means in each dimension, in the order in which facets are shown.
EMPTY: dict[str, dict[str, Any]] = {
    "rollups": {"rollups": ()},
    "districts": {"districts": ()},
    "groups": {"groups": ()},
    "families": {"families": ()},
    "category": {"category_id": None},
    "type_codes": {"type_codes": ()},
    "price": {"price_from": None, "price_to": None},
    "ready_days": {"ready_days": None},
    "marks": {"marks": ()},
    "stock": {"stock": ()},
    "months": {"months": ()},
}


@dataclass(frozen=True)
class Facet:
    """One value that can be chosen, and how many products it would show with the rest of the question unchanged."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Relaxed:
    """A weaker question that does find something: either without ``dimension``, or with ``text`` in place of what was typed."""

    query: Query
    total: int
    dimension: str = ""
    dropped: str = ""


@dataclass(frozen=True)
class Result:
    """The answer. ``page`` may differ from the one asked for: a page behind the last one is the last one."""

    query: Query
    hits: list[ProductFacts]
    total: int
    page: int
    pages: int
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    relaxed: Relaxed | None = None


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box."""

    title: str
    slug: str


class Engine(Protocol):
    """A way to search. ``index`` and ``delete`` follow rows of ``ProductFacts`` that are written already."""

    def search(self, query: Query) -> Result: ...

    def suggest(self, text: str, limit: int = 6) -> list[Suggestion]: ...

    def index(self, facts_ids: Iterable[int]) -> None: ...

    def delete(self, facts_ids: Iterable[int]) -> None: ...
