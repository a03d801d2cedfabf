"""Words in PostgreSQL's full text search, over stems that our own code made; an index for each field that counts by itself.

The weights in the column of all words would say in which field a word stands, but only by reading every product that has the word.
"""

from collections.abc import Sequence

from search.contract import Suggestion
from search.engines.database import DatabaseEngine
from search.engines.sql import Value, rows, run
from search.words import Phrase, Term

# As in migration 0009, whose indexes these expressions name; the sign keeps the title apart from what follows it.
TITLED = "to_tsvector('pg_catalog.simple', title_stems)"
DESCRIBED = "to_tsvector('pg_catalog.simple', title_stems || ' \ua66e ' || about_stems)"
KEYS = "coalesce(array_agg(id), '{}') FROM search_productfacts"
MATCH = f"SELECT %s::int, {KEYS} WHERE vector @@ to_tsquery('pg_catalog.simple', %s)"
MATCH_DESCRIBED = f"SELECT %s::int, {KEYS} WHERE {DESCRIBED} @@ to_tsquery('pg_catalog.simple', %s)"
MATCH_TITLED = f"SELECT %s::int, {KEYS} WHERE {TITLED} @@ to_tsquery('pg_catalog.simple', %s)"
BEGINNINGS = f"SELECT title, slug FROM search_productfacts WHERE {TITLED} @@ to_tsquery('pg_catalog.simple', %s) ORDER BY turn, id LIMIT %s"  # noqa: S608 - expressions of our own
TITLE_BEGINS = f"SELECT 3, {KEYS} WHERE title_key LIKE %s"
TITLE_IS = f"SELECT 4, {KEYS} WHERE title_key = %s"

INDEXES = ("search_productfacts_vector", "search_productfacts_titled", "search_productfacts_described")
WAITING, SORTED_IN = "16MB", "64MB"


class PostgresEngine(DatabaseEngine):
    """Searches the generated column ``search_productfacts.vector``, which PostgreSQL keeps right by itself."""

    def find(self, terms: Sequence[Term], typed: str) -> list[tuple[int, Sequence[int]]]:
        every = all_of(terms)
        values: list[Value] = [0, every, 1, every, 2, every, typed + "%", typed]
        asked = " UNION ALL ".join([MATCH, MATCH_DESCRIBED, MATCH_TITLED, TITLE_BEGINS, TITLE_IS])
        return [(fit, keys) for fit, keys in rows(asked, values)]

    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, Sequence[int]]]:
        values: list[Value] = [value for number, term in enumerate(terms) for value in (number, any_of(term))]
        return [(number, keys) for number, keys in rows(" UNION ALL ".join([MATCH] * len(terms)), values)]

    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        return [Suggestion("product", title, slug) for title, slug in rows(BEGINNINGS, [all_of(terms), limit])]

    def write(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the column is generated from the row."""

    def erase(self, facts_ids: Sequence[int]) -> None:
        """Nothing: the words went with the row."""

    def expect_many(self) -> None:
        """Words wait outside of the indexes for longer, and are sorted in by more at a time, which takes half of the work."""
        run(f"SET LOCAL gin_pending_list_limit = '{WAITING}'", [])
        run(f"SET LOCAL work_mem = '{SORTED_IN}'", [])

    def settle(self) -> None:
        """The last ones are sorted in now, not when the next housekeeping comes by; searches would read all that wait."""
        for index in INDEXES:
            run("SELECT gin_clean_pending_list(%s::regclass)", [index])


def all_of(terms: Sequence[Term]) -> str:
    """The tsquery for all terms. Every word is quoted; ``terms_of`` has left nothing but letters and digits in it."""
    return " & ".join(any_of(term) for term in terms)


def any_of(term: Term) -> str:
    names = [_phrase(phrase) for phrase in term.phrases]
    return "(" + " | ".join([*names, *([f"'{term.beginning}':*"] if term.beginning else [])]) + ")"


def _phrase(phrase: Phrase) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"
