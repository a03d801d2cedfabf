"""Words in PostgreSQL's full text search, over stems that our own code made; the weights say in which field a word stands."""

from collections.abc import Sequence

from search.contract import Suggestion
from search.engines.database import DatabaseEngine
from search.engines.sql import Value, rows
from search.words import Phrase, Term

# The title has weight A, what describes the product B, its story D.
TITLE, DESCRIPTION = "A", "AB"
KEYS = "coalesce(array_agg(id), '{}') FROM search_productfacts"
MATCH = f"SELECT %s::int, {KEYS} WHERE vector @@ to_tsquery('pg_catalog.simple', %s)"
TITLE_BEGINS = f"SELECT 3, {KEYS} WHERE title_key LIKE %s"
TITLE_IS = f"SELECT 4, {KEYS} WHERE title_key = %s"


class PostgresEngine(DatabaseEngine):
    """Searches the generated column ``search_productfacts.vector``, which PostgreSQL keeps right by itself."""

    def find(self, terms: Sequence[Term], typed: str) -> list[tuple[int, Sequence[int]]]:
        every, described, titled = all_of(terms), all_of(terms, DESCRIPTION), all_of(terms, TITLE)
        values: list[Value] = [0, every, 1, described, 2, titled, typed + "%", typed]
        return [(fit, keys) for fit, keys in rows(" UNION ALL ".join([MATCH, MATCH, MATCH, TITLE_BEGINS, TITLE_IS]), values)]

    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, Sequence[int]]]:
        values: list[Value] = [value for number, term in enumerate(terms) for value in (number, any_of(term))]
        return [(number, keys) for number, keys in rows(" UNION ALL ".join([MATCH] * len(terms)), values)]

    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        found = rows(
            "SELECT title, slug FROM search_productfacts WHERE vector @@ to_tsquery('pg_catalog.simple', %s) ORDER BY turn, id LIMIT %s",
            [all_of(terms, TITLE), limit],
        )
        return [Suggestion("product", title, slug) for title, slug in found]

    def write(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the column is generated from the row."""

    def erase(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the words went with the row."""


def all_of(terms: Sequence[Term], weights: str = "") -> str:
    """The tsquery for all terms. Every word is quoted; ``terms_of`` has left nothing but letters and digits in it."""
    return " & ".join(any_of(term, weights) for term in terms)


def any_of(term: Term, weights: str = "") -> str:
    names = [_phrase(phrase, weights) for phrase in term.phrases]
    return "(" + " | ".join([*names, *([f"'{term.beginning}':*{weights}"] if term.beginning else [])]) + ")"


def _phrase(phrase: Phrase, weights: str) -> str:
    mark = f":{weights}" if weights else ""
    return "(" + " <-> ".join(f"'{word}'{mark}" for word in phrase) + ")"
