"""Words in SQLite's FTS5, over stems that our own code made: three columns, from what says most to what says least."""

import json
from collections.abc import Sequence

from search.contract import Suggestion
from search.engines.database import DatabaseEngine
from search.engines.sql import Value, rows, run
from search.words import Phrase, Term

# Behind every text that begins with another one.
LAST_SIGN = "\U0010ffff"
MATCH = "SELECT %s, json_group_array(rowid) FROM search_words WHERE search_words MATCH %s"
TITLE_BEGINS = "SELECT 3, json_group_array(id) FROM search_productfacts WHERE title_key >= %s AND title_key < %s"
TITLE_IS = "SELECT 4, json_group_array(id) FROM search_productfacts WHERE title_key = %s"


class SqliteEngine(DatabaseEngine):
    """Searches the table ``search_words``, whose row ids are the keys of the facts."""

    def find(self, terms: Sequence[Term], typed: str) -> list[tuple[int, Sequence[int]]]:
        every = all_of(terms)
        found = rows(
            " UNION ALL ".join([MATCH, MATCH, MATCH, TITLE_BEGINS, TITLE_IS]),
            [0, every, 1, f"{{title about}} : ({every})", 2, f"title : ({every})", typed, typed + LAST_SIGN, typed],
        )
        return [(fit, json.loads(keys)) for fit, keys in found]

    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, Sequence[int]]]:
        values: list[Value] = [value for number, term in enumerate(terms) for value in (number, any_of(term))]
        return [(number, json.loads(keys)) for number, keys in rows(" UNION ALL ".join([MATCH] * len(terms)), values)]

    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        found = rows(
            "SELECT f.title, f.slug FROM search_words w JOIN search_productfacts f ON f.id = w.rowid"
            " WHERE search_words MATCH %s ORDER BY f.turn, f.id LIMIT %s",
            [f"title : ({all_of(terms)})", limit],
        )
        return [Suggestion("product", title, slug) for title, slug in found]

    def write(self, facts_ids: Sequence[int]) -> None:
        self.erase(facts_ids)
        run(
            "INSERT INTO search_words (rowid, title, about, words) SELECT id, title_stems, about_stems, words FROM search_productfacts"
            " WHERE id IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(facts_ids))],
        )

    def erase(self, facts_ids: Sequence[int]) -> None:
        run("DELETE FROM search_words WHERE rowid IN (SELECT value FROM json_each(%s))", [json.dumps(list(facts_ids))])

    def expect_many(self) -> None:
        """Nothing: each chunk of words is a part of the index by itself."""

    def settle(self) -> None:
        """Nothing: all words are in the index."""


def all_of(terms: Sequence[Term]) -> str:
    """The FTS5 expression for all terms. Every word is quoted; ``terms_of`` has left nothing but letters and digits in it."""
    return " AND ".join(any_of(term) for term in terms)


def any_of(term: Term) -> str:
    names = [_phrase(phrase) for phrase in term.phrases]
    return "(" + " OR ".join([*names, *([f'"{term.beginning}"*'] if term.beginning else [])]) + ")"


def _phrase(phrase: Phrase) -> str:
    return '"' + " ".join(phrase) + '"'
