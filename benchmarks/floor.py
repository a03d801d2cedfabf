"""What the bare engine needs for a search with counts, beside ours in the same process: ``python -m benchmarks.floor "apricot oil"``.

The floor finds the same products by the same words with one statement for the best 24 and one for the counts (or one request for both),
written by hand for nothing else, over a table that holds nothing else: two dimensions are counted, where ours counts eleven; no choices
can be made, no spelling is mended, no group takes its turn, and the engine's own score puts hits in order. Its answer has to have as many
hits and the same counts as ours, or there is no floor.
"""

import http.client
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import django

WARM, ROUNDS = 20, 200
BEST = 24
COUNTED = ("family", "group")
COLUMNS = "id, family, group_slug, slug, title, group_name, price_paise"


@dataclass
class Answer:
    """The best hits, and how many there are of each family and each group."""

    best: Sequence[Any]
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})

    @property
    def total(self) -> int:
        return self.counts["family"].total()


class Floor(Protocol):
    """A bare engine that was made ready for one text."""

    def answer(self) -> Answer: ...


class _Statements:
    """Two statements on the connection of the shop, and the table that they read."""

    def __init__(self, made: Sequence[str], best: str, counts: str, asked: str) -> None:
        from django.db import connection

        self.connection, self.asked = connection, asked
        self.best, self.counts = best, counts
        for statement in made:
            self._rows(statement, [])

    def _rows(self, statement: str, values: Sequence[str]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    def answer(self) -> Answer:
        answer = Answer(self._rows(self.best, [self.asked]))
        families, groups = answer.counts["family"], answer.counts["group"]
        for family, group, count in self._rows(self.counts, [self.asked]):
            families[family] += count
            groups[group] += count
        return answer


def _sqlite(text: str) -> Floor:
    from search.engines.sqlite_fts import all_of

    found = "FROM search_words JOIN bare_facts ON bare_facts.id = search_words.rowid WHERE search_words MATCH %s"
    return _Statements(
        [
            "PRAGMA temp.cache_size = -65536",  # kilobytes: all of it stays in memory
            "CREATE TEMP TABLE bare_facts (id INTEGER PRIMARY KEY, family, group_slug, slug, title, group_name, price_paise)",
            f"INSERT INTO bare_facts SELECT {COLUMNS} FROM search_productfacts",  # noqa: S608 - columns of our own
        ],
        f"SELECT slug, bare_facts.title, group_name, price_paise {found} ORDER BY rank LIMIT {BEST}",
        f"SELECT family, group_slug, count(*) {found} GROUP BY 1, 2",
        all_of(_terms(text)),
    )


def _postgresql(text: str) -> Floor:
    from search.engines.postgres import all_of

    found = "FROM bare_facts, to_tsquery('pg_catalog.simple', %s) AS asked WHERE vector @@ asked"
    return _Statements(
        [
            f"CREATE TEMP TABLE bare_facts AS SELECT {COLUMNS}, vector FROM search_productfacts",  # noqa: S608 - columns of our own
            "CREATE INDEX ON bare_facts USING gin (vector)",
            "ANALYZE bare_facts",
        ],
        f"SELECT slug, title, group_name, price_paise {found} ORDER BY ts_rank(vector, asked) DESC LIMIT {BEST}",
        f"SELECT family, group_slug, count(*) {found} GROUP BY 1, 2",
        all_of(_terms(text)),
    )


class _Elastic:
    """One request on a kept connection, in as few words as it takes."""

    def __init__(self, text: str) -> None:
        from django.conf import settings

        from search.elastic import documents, questions

        address = urlsplit(settings.ELASTICSEARCH_URL[0])
        self.line = http.client.HTTPConnection(str(address.hostname), address.port or 9200)
        self.path = f"/{documents.alias()}/_search?filter_path=hits.total.value,hits.hits._source,aggregations.*.buckets"
        fields = {"family": "family", "group": "group"}
        self.asked = json.dumps(
            {
                "size": BEST,
                "track_total_hits": True,
                "_source": ["title_key", "group", "price"],
                "query": questions.every(_terms(text), questions.ALL).to_dict(),
                "aggs": {name: {"terms": {"field": one, "size": questions.MOST_VALUES}} for name, one in fields.items()},
            }
        ).encode()

    def answer(self) -> Answer:
        self.line.request("POST", self.path, self.asked, {"Content-Type": "application/json"})
        found = json.loads(self.line.getresponse().read())
        counts = {
            name: Counter({bucket["key"]: bucket["doc_count"] for bucket in found["aggregations"][name]["buckets"]}) for name in COUNTED
        }
        return Answer([hit["_source"] for hit in found["hits"]["hits"]], counts)


def _terms(text: str) -> Any:
    from search import board
    from search.words import terms_of

    return terms_of(text, board.current().editors)


def floor(text: str) -> Floor:
    """The floor of the engine that the settings name."""
    from django.conf import settings
    from django.db import connection

    if settings.ELASTICSEARCH_URL:
        return _Elastic(text)
    return {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](text)


def differences(text: str, answer: Answer) -> list[str]:
    """What the floor says otherwise than our engine."""
    from search import engine
    from search.contract import Query

    ours = engine().search(Query(text=text))
    counts = {name: {facet.value: facet.count for facet in ours.facets[name] if facet.count} for name in COUNTED}
    said = [(name, dict(answer.counts[name]), counts[name]) for name in COUNTED]
    said += [("total", answer.total, ours.total), ("best", len(answer.best), min(BEST, ours.total))]  # type: ignore[list-item]
    return [f"{name}: {bare} and {own}" for name, bare, own in said if bare != own]


def compare(text: str) -> dict[str, Any]:
    """Milliseconds of each look, ours and the floor taking turns."""
    from search import engine
    from search.contract import Query

    bare, ours = floor(text), engine()
    _warm(bare, text)
    if wrong := differences(text, bare.answer()):
        raise SystemExit(f"The floor finds something else: {'; '.join(wrong)[:500]}")
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    looks = {"ours": lambda: ours.search(Query(text=text)), "floor": bare.answer}
    for _ in range(ROUNDS):
        for name, look in looks.items():
            began = time.perf_counter()
            look()
            times[name].append((time.perf_counter() - began) * 1000)
    return {"hits": bare.answer().total, "asked": 2 * (WARM + ROUNDS) + 3, **times}


def _warm(bare: Floor, text: str) -> None:
    """Ask both for a while. An Elasticsearch that has just begun takes longer than a page waits: it is asked again, not given up."""
    from search import engine
    from search.contract import Query

    ours = engine()
    for _ in range(WARM):
        bare.answer()
        if breaker := getattr(ours, "breaker", None):
            breaker.succeeded()
        ours.search(Query(text=text))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    sys.stdout.write(json.dumps(compare(sys.argv[1])) + "\n")
