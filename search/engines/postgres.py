"""Words in PostgreSQL's full text search: English stemming without stop words, title heavier than the rest."""

from collections.abc import Sequence

from search.contract import Suggestion
from search.engines.database import DatabaseEngine, Match
from search.engines.sql import Value, rows
from search.words import Phrase, Term

# Weights of the classes D, C, B, A. The title is A, everything else D, ten to one as in SQLite.
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"


class PostgresEngine(DatabaseEngine):
    """Searches the generated column ``search_productfacts.vector``, which PostgreSQL keeps right by itself."""

    def find(self, terms: Sequence[Term]) -> list[Match]:
        typed = " ".join(term.typed for term in terms)
        found = rows(
            "SELECT id, CASE WHEN title_key = %s THEN 0 WHEN starts_with(title_key, %s) THEN 1 ELSE 2 END, -ts_rank(%s, vector, q)"
            " FROM search_productfacts, to_tsquery('shop_words', %s) q WHERE vector @@ q",
            [typed, typed, WEIGHTS, all_of(terms)],
        )
        return [(key, exactness, score) for key, exactness, score in found]

    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        one = "SELECT %s::int, id FROM search_productfacts WHERE vector @@ to_tsquery('shop_words', %s)"
        values: list[Value] = [value for number, term in enumerate(terms) for value in (number, any_of(term))]
        return [(number, key) for number, key in rows(" UNION ALL ".join([one] * len(terms)), values)]

    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        found = rows(
            "SELECT title, slug FROM search_productfacts, to_tsquery('shop_words', %s) q"
            " WHERE vector @@ q ORDER BY ts_rank(%s, vector, q) DESC, title LIMIT %s",
            [all_of(terms, weight="A"), WEIGHTS, limit],
        )
        return [Suggestion(title, slug) for title, slug in found]

    def write(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the column is generated from the row."""

    def erase(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the words went with the row."""


def all_of(terms: Sequence[Term], weight: str = "") -> str:
    """The tsquery for all terms. Every word is quoted; ``terms_of`` has left nothing but letters and digits in it."""
    return " & ".join(any_of(term, weight) for term in terms)


def any_of(term: Term, weight: str = "") -> str:
    names = [_phrase(phrase, weight) for phrase in term.phrases]
    return "(" + " | ".join([*names, *([f"'{term.beginning}':*{weight}"] if term.beginning else [])]) + ")"


def _phrase(phrase: Phrase, weight: str) -> str:
    mark = f":{weight}" if weight else ""
    return "(" + " <-> ".join(f"'{word}'{mark}" for word in phrase) + ")"
