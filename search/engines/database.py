"""What both database engines have in common: everything but looking for words."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from journal.composed import Composed
from search import board, edition, spelling, suggesting
from search.board import Board
from search.contract import DIMENSIONS, MAX_PER_PAGE, MAX_SUGGESTIONS, Query, Relaxed, Result, Suggestion
from search.counting import Found
from search.models import SEARCHED, ProductFacts
from search.orders import page_of
from search.ranking import FITS, Tiers
from search.words import Term, terms_of


@dataclass(frozen=True)
class Words:
    """What was looked for and found: for each fit (``ranking.FITS``) the products that fit so well or better."""

    terms: Sequence[Term]
    tiers: Tiers = ()
    each: Sequence[int] = ()
    corrected: str = ""


class DatabaseEngine(ABC):
    """Looks for words in the database, filters and counts on the board."""

    @abstractmethod
    def find(self, terms: Sequence[Term], typed: str) -> list[tuple[int, Sequence[int]]]:
        """Pairs of a number of ``ranking.FITS`` and the keys of all products that fit so well, in one query.

        ``typed`` is the whole text in plain words, for titles that are just that or begin with it.
        """

    @abstractmethod
    def find_each(self, terms: Sequence[Term]) -> list[tuple[int, Sequence[int]]]:
        """Pairs of the number of a term and the keys of all products in which it is found, in one query."""

    @abstractmethod
    def begins(self, terms: Sequence[Term], limit: int) -> list[Suggestion]:
        """Products with every term in their title, in the order of their groups' queues."""

    @abstractmethod
    def expect_many(self) -> None:
        """See ``contract.Engine``."""

    @abstractmethod
    def settle(self) -> None:
        """See ``contract.Engine``."""

    @abstractmethod
    def write(self, facts_ids: Sequence[int]) -> None:
        """Bring the words of these products up to date."""

    @abstractmethod
    def erase(self, facts_ids: Sequence[int]) -> None:
        """Forget the words of these products."""

    def search(self, query: Query) -> Result:
        """Answer a question with at most six queries, nine where words are misspelt, however many products there are."""
        present = board.current()
        words = self._words(present, query.text)
        found = Found(present, query, words.tiers[0] if words.tiers else _without_words(present, query))
        total = found.products.bit_count()
        pages = max(1, -(-total // query.per_page))
        page = min(query.page, pages)
        shown = page_of(present, query, found.products, words.tiers, page)
        return Result(
            query=query,
            hits=rows_of(shown.keys),
            total=total,
            page=page,
            pages=pages,
            facets=found.facets() if query.with_facets else {},
            relaxed=None if total else self._relaxed(present, query, found, words),
            corrected=words.corrected if total else "",
            first_mark=shown.first,
            last_mark=shown.last,
        )

    def _words(self, present: Board, text: str) -> Words:
        """What the text finds, or else what it finds when it is spelled as the shop spells it."""
        words = self._look_up(present, terms_of(text, present.editors), text)
        if not words.terms or words.tiers[0]:
            return words
        words = replace(words, each=self._each(present, words.terms))
        unknown = [number for number, products in enumerate(words.each) if not products]
        corrected = spelling.corrected(words.terms, unknown, present.editors) if unknown else ""
        if not corrected:
            return words
        return replace(self._look_up(present, terms_of(corrected, present.editors), corrected), corrected=corrected)

    def _look_up(self, present: Board, terms: Sequence[Term], text: str) -> Words:
        if not terms:
            return Words(terms)
        tiers = [0] * len(FITS)
        for fit, keys in self.find(terms, spelling.plain(text)):
            tiers[fit] = present.set_of(keys)
        for fit in range(len(FITS) - 1, 0, -1):
            tiers[fit - 1] |= tiers[fit] & tiers[0]
            tiers[fit] &= tiers[0]
        return Words(terms, tiers)

    def _each(self, present: Board, terms: Sequence[Term]) -> list[int]:
        sets = [0] * len(terms)
        for number, keys in self.find_each(terms):
            sets[number] = present.set_of(keys)
        return sets

    def suggest(self, text: str, *, limit: int = MAX_SUGGESTIONS, language: str = "en") -> list[Suggestion]:
        """Products, groups, villages and stories whose names continue what is being typed. Two queries beside those for stories."""
        present = board.current()
        terms = terms_of(text, present.editors)
        products = self.begins(terms, limit) if terms and limit > 0 else []
        return suggesting.together(products, suggesting.names(present, text, language), limit)

    def index(self, facts_ids: Iterable[int], *, moved: Iterable[int] = ()) -> None:
        self.write(list(facts_ids))
        note_change()

    def delete(self, facts_ids: Iterable[int]) -> None:
        self.erase(list(facts_ids))
        note_change()

    def _relaxed(self, present: Board, query: Query, found: Found, words: Words) -> Relaxed | None:
        """The weaker question that finds most: without one of the choices, or else with fewer words."""
        open_one = {name: found.without[name].bit_count() for name in DIMENSIONS if query.asked(name)}
        best = max(open_one, key=lambda name: open_one[name], default="")
        if best and open_one[best]:
            return Relaxed(query.without(best), open_one[best], dimension=best)
        return self._fewer_words(present, query, words) if query.text else None

    def _fewer_words(self, present: Board, query: Query, words: Words) -> Relaxed | None:
        """The text without the words that the fewest products have, as many of them as must go."""
        terms = words.terms
        if not terms:
            return Relaxed(replace(query, text="", page=1, sort=""), len(present.ids), dropped=(query.text,)) if present.ids else None
        sets = words.each or self._each(present, terms)
        kept = sorted(range(len(terms)), key=lambda number: sets[number].bit_count(), reverse=True)
        while kept:
            kept.pop()
            products = Found(present, query, _all_of(present, [sets[number] for number in kept])).products
            if products:
                text = " ".join(terms[number].typed for number in sorted(kept))
                dropped = tuple(term.typed for number, term in enumerate(terms) if number not in kept)
                return Relaxed(replace(query, text=text, page=1, sort=""), products.bit_count(), dropped=dropped)
        return None


def note_change() -> None:
    """Facts were written: copies in memory are out of date."""
    edition.begin()
    board.has_changed()


def _without_words(present: Board, query: Query) -> int:
    """Everything, where there is no text. Text without a single word in it, such as a row of signs, finds nothing."""
    return 0 if query.text else present.everything


def _all_of(present: Board, sets: Iterable[int]) -> int:
    products = present.everything
    for one in sets:
        products &= one
    return products


def rows_of(keys: Sequence[int]) -> list[ProductFacts]:
    """The rows in the order of ``keys``; one that was deleted this very moment is left out."""
    if not keys:
        return []
    found = {row.pk: row for row in _BY_KEYS.rows(len(keys), **{f"key_{number}": key for number, key in enumerate(keys)})}
    return [found[key] for key in keys if key in found]


def _by_keys(count: int, **holes: Any) -> QuerySet[ProductFacts]:
    return ProductFacts.objects.filter(pk__in=[holes[f"key_{number}"] for number in range(count)]).defer(*SEARCHED)


_BY_KEYS = Composed(ProductFacts, _by_keys, **{f"key_{number}": BigIntegerField() for number in range(MAX_PER_PAGE)})
