"""A shop that searches with a real Elasticsearch, for tests: every search first writes to the index what is owed to it."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from search import engines, owed
from search.contract import Query, Result
from search.elastic import documents, indexing
from search.elastic import engine as elastic_engine
from search.elastic.engine import ElasticEngine
from search.models import ProductFacts
from tests.elastic_server import ElasticServer


@contextmanager
def server() -> Iterator[str]:
    """The address of the server that ``.ci/run`` has started, or of one for this run."""
    if url := os.environ.get("ELASTICSEARCH_TEST_URL"):
        yield url
        return
    own = ElasticServer(Path(os.environ["ELASTICSEARCH_HOME"]))
    try:
        own.start()
        yield own.url
    finally:
        own.remove()


@dataclass
class Prompt:
    """What the wrapped engine has seen."""

    answered: int = 0
    is_new_test: bool = True
    touched: set[int] = field(default_factory=set)

    def catch_up(self) -> None:
        """Write what is owed, and at the start of a test all that earlier tests wrote: they were rolled back."""
        served = owed.waiting(limit=None, kind=owed.ELASTIC)
        if served.rows or self.is_new_test:
            self.touched |= served.rows | set(ProductFacts.objects.values_list("pk", flat=True))
            indexing.catch_up(self.touched, at_once=True)
            owed.settle(served)
        self.is_new_test = False


@contextmanager
def searching(url: str) -> Iterator[Prompt]:
    """The shop's engine is Elasticsearch, in an index of its own. A failure of it is a failure of the test."""
    from elasticsearch import Elasticsearch

    prompt = Prompt()
    patch = pytest.MonkeyPatch()
    ask, whole, beginning = ElasticEngine._search, ElasticEngine.search, elastic_engine._beginning

    def search(self: ElasticEngine, query: Query) -> Result:
        prompt.catch_up()
        return whole(self, query)

    def answered(self: ElasticEngine, query: Query) -> Result | None:
        result = ask(self, query)
        prompt.answered += result is not None
        return result

    def failed(self: Any, error: Exception) -> None:
        raise AssertionError("Elasticsearch failed") from error

    def begin(terms: list[Any], limit: int) -> list[int]:
        prompt.catch_up()
        prompt.answered += 1
        return beginning(terms, limit)

    patch.setattr(ElasticEngine, "search", search)
    patch.setattr("search.elastic.engine._beginning", begin)
    patch.setattr(ElasticEngine, "_search", answered)
    patch.setattr("search.elastic.breaker.Breaker.failed", failed)
    patch.setattr(indexing, "is_behind", lambda: False)
    patch.setattr("search.elastic.client.BUDGET_S", 20.0)
    name = f"test-{uuid.uuid4().hex[:12]}"
    with override_settings(ELASTICSEARCH_URL=[url], SEARCH_INDEX=name):
        try:
            yield prompt
        finally:
            for version in documents.versions(client := Elasticsearch([url])):
                client.indices.delete(index=version)
            patch.undo()


def database_result(query: Query) -> Result:
    """What the database engine answers."""
    return engines.database(connection.vendor).search(query)
