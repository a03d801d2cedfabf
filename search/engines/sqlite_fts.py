"""Words in SQLite's FTS5: Porter stemming, bm25, title ten times as heavy as the rest."""

import json
from collections.abc import Sequence

from search.contract import Suggestion
from search.engines.database import DatabaseEngine, Match
from search.engines.sql import Value, rows, run
from search.words import Phrase, Term

TITLE_WEIGHT, WORDS_WEIGHT = 10.0, 1.0


class SqliteEngine(DatabaseEngine):
    """Searches the table ``search_words``, whose row ids are the keys of the facts."""

    def find(self, terms: Sequence[Term]) -> list[Match]:
        typed = " ".join(term.typed for term in terms)
        found = rows(
            "SELECT rowid, 2, bm25(search_words, %s, %s) FROM search_words WHERE search_words MATCH %s"
            " UNION ALL SELECT w.rowid, f.title_key <> %s, bm25(search_words)"
            " FROM search_words w JOIN search_productfacts f ON f.id = w.rowid WHERE search_words MATCH %s",
            [TITLE_WEIGHT, WORDS_WEIGHT, all_of(terms), typed, f'title : ^"{typed}" *'],
        )
        return [(key, exactness, score) for key, exactness, score in found]

    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        one = "SELECT %s, rowid FROM search_words WHERE search_words MATCH %s"
        values: list[Value] = [value for number, term in enumerate(terms) for value in (number, any_of(term))]
        return [(number, key) for number, key in rows(" UNION ALL ".join([one] * len(terms)), values)]

    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        found = rows(
            "SELECT f.title, f.slug FROM search_words w JOIN search_productfacts f ON f.id = w.rowid"
            " WHERE search_words MATCH %s ORDER BY bm25(search_words), f.title LIMIT %s",
            [f"title : ({all_of(terms)})", limit],
        )
        return [Suggestion(title, slug) for title, slug in found]

    def write(self, facts_ids: Sequence[int]) -> None:
        self.erase(facts_ids)
        run(
            "INSERT INTO search_words (rowid, title, words) SELECT id, title_key, words FROM search_productfacts"
            " WHERE id IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(facts_ids))],
        )

    def erase(self, facts_ids: Sequence[int]) -> None:
        run("DELETE FROM search_words WHERE rowid IN (SELECT value FROM json_each(%s))", [json.dumps(list(facts_ids))])


def all_of(terms: Sequence[Term]) -> str:
    """The FTS5 expression for all terms. Every word is quoted; ``terms_of`` has left nothing but letters and digits in it."""
    return " AND ".join(any_of(term) for term in terms)


def any_of(term: Term) -> str:
    names = [_phrase(phrase) for phrase in term.phrases]
    return "(" + " OR ".join([*names, *([f'"{term.beginning}"*'] if term.beginning else [])]) + ")"


def _phrase(phrase: Phrase) -> str:
    return '"' + " ".join(phrase) + '"'
