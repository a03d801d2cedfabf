"""What both database engines have in common: everything but looking for words."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace

from search import board, edition
from search.board import Board
from search.contract import DIMENSIONS, Query, Relaxed, Result, Suggestion
from search.counting import Found
from search.models import ProductFacts
from search.orders import Ranks, page_of, ranks_of
from search.words import Term, terms_of

# Key of the facts, how exact the title is (0: it is the title, 1: the title starts with it, 2: neither), score (lower is better).
Match = tuple[int, int, float]


class DatabaseEngine(ABC):
    """Looks for words in the database, filters and counts on the board."""

    @abstractmethod
    def find(self, terms: Sequence[Term]) -> list[Match]:
        """All products in which every term is found, in one query. Of two rows for a product the later one counts."""

    @abstractmethod
    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        """Pairs of the number of a term and the key of a product in which it is found, in one query."""

    @abstractmethod
    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        """Titles in which every term is found."""

    @abstractmethod
    def write(self, facts_ids: Sequence[int]) -> None:
        """Bring the words of these products up to date."""

    @abstractmethod
    def erase(self, facts_ids: Sequence[int]) -> None:
        """Forget the words of these products."""

    def search(self, query: Query) -> Result:
        """Answer a question with at most six queries, however many products there are."""
        present = board.current()
        terms = terms_of(query.text)
        ranks = ranks_of(present, self.find(terms)) if terms else {}
        found = Found(present, query, _matching(present, query, ranks))
        total = found.products.bit_count()
        pages = max(1, -(-total // query.per_page))
        page = min(query.page, pages)
        keys = page_of(present, query, found.products, ranks, page)
        return Result(
            query=query,
            hits=_rows(keys),
            total=total,
            page=page,
            pages=pages,
            facets=found.facets(),
            relaxed=None if total else self._relaxed(present, query, found, terms),
        )

    def suggest(self, text: str, limit: int = 6) -> list[Suggestion]:
        """Titles that continue what is being typed."""
        terms = terms_of(text)
        return self.begins(terms, limit) if terms else []

    def index(self, facts_ids: Iterable[int]) -> None:
        self.write(list(facts_ids))
        self._note()

    def delete(self, facts_ids: Iterable[int]) -> None:
        self.erase(list(facts_ids))
        self._note()

    def _note(self) -> None:
        edition.begin()
        board.has_changed()

    def _relaxed(self, present: Board, query: Query, found: Found, terms: Sequence[Term]) -> Relaxed | None:
        """The weaker question that finds most: without one of the choices, or else with fewer words."""
        open_one = {name: found.without[name].bit_count() for name in DIMENSIONS if query.asked(name)}
        best = max(open_one, key=lambda name: open_one[name], default="")
        if best and open_one[best]:
            return Relaxed(query.without(best), open_one[best], dimension=best)
        return self._fewer_words(present, query, terms) if query.text else None

    def _fewer_words(self, present: Board, query: Query, terms: Sequence[Term]) -> Relaxed | None:
        """The text without the words that the fewest products have, as many of them as must go."""
        if not terms:
            return Relaxed(replace(query, text="", page=1, sort=""), len(present.ids), dropped=(query.text,)) if present.ids else None
        sets = [0] * len(terms)
        for number, key in self.find_each(terms):
            sets[number] |= 1 << present.place_of[key] if key in present.place_of else 0
        kept = sorted(range(len(terms)), key=lambda number: sets[number].bit_count(), reverse=True)
        while kept:
            kept.pop()
            products = Found(present, query, _all_of(present, [sets[number] for number in kept])).products
            if products:
                text = " ".join(terms[number].typed for number in sorted(kept))
                dropped = tuple(term.typed for number, term in enumerate(terms) if number not in kept)
                return Relaxed(replace(query, text=text, page=1, sort=""), products.bit_count(), dropped=dropped)
        return None


def _matching(present: Board, query: Query, ranks: Ranks) -> int:
    """What the text found. Text without a single word in it, such as a row of signs, finds nothing."""
    if not query.text:
        return present.everything
    return board.bits(ranks, len(present.ids))


def _all_of(present: Board, sets: Iterable[int]) -> int:
    products = present.everything
    for one in sets:
        products &= one
    return products


def _rows(keys: Sequence[int]) -> list[ProductFacts]:
    """The rows in the order of ``keys``; one that was deleted this very moment is left out."""
    rows = ProductFacts.objects.in_bulk(keys) if keys else {}
    return [rows[key] for key in keys if key in rows]
