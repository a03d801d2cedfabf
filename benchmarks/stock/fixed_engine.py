"""A search engine that costs nothing: it always finds the same products. What Oscar's pages then cost is Oscar's alone."""

from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, SearchNode
from haystack.backends.simple_backend import SimpleSearchQuery
from haystack.models import SearchResult

FACETS = {
    "fields": {"product_class": [("Craft", 300), ("Food", 200)], "rating": [(str(stars), 40) for stars in range(1, 6)]},
    "queries": {"price:[0 TO 20]": 100, "price:[20 TO 40]": 100, "price:[40 TO 60]": 100, "price:[60 TO *]": 200},
    "dates": {},
}
HITS = 500


class FixedBackend(BaseSearchBackend):
    """Ids 1 to 500, without asking anybody."""

    def search(self, query_string: str, **options: Any) -> dict[str, Any]:
        first, last = options.get("start_offset") or 0, min(options.get("end_offset") or HITS, HITS)
        found = [SearchResult("catalogue", "product", str(number + 1), 1.0) for number in range(first, last)]
        return {"results": found, "hits": HITS, "facets": FACETS, "spelling_suggestion": None}

    def update(self, *_index: Any, **_options: Any) -> None:
        """There is no index."""

    remove = clear = update


class FixedQuery(SimpleSearchQuery):
    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        return f"{field}:{value}"

    def _build_sub_query(self, search_node: SearchNode) -> str:
        return str(search_node)


class FixedEngine(BaseEngine):
    backend = FixedBackend
    query = FixedQuery
