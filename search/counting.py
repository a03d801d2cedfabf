"""Filters and facets on a board: which products a question finds, and how many each further choice would find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from money.words import rupees
from producers.models import District
from provenance.marks import TRACED, TRACED_LABEL
from provenance.models import Certificate
from search.board import PRICE_BANDS, READY_DAYS, Board, Heading
from search.columns import as_digits
from search.contract import DIMENSIONS, Facet, Query
from search.models import ProductFacts

TREEBEARD_STEP = 4


class Found:
    """What a question finds on a board, before text and in each dimension."""

    def __init__(self, board: Board, query: Query, matching: int) -> None:
        """``matching`` is what the text found: everything, when there is no text."""
        self.board = board
        self.query = query
        self.matching = matching
        self.chosen = {name: _chosen(board, query, name) for name in DIMENSIONS if query.asked(name)}
        self.products = matching
        for products in self.chosen.values():
            self.products &= products

    @cached_property
    def without(self) -> dict[str, int]:
        """For every dimension, what the question would find if it said nothing about that one."""
        left = {}
        for name in DIMENSIONS:
            found = self.matching
            for other, products in self.chosen.items():
                if other != name:
                    found &= products
            left[name] = found
        return left

    def facets(self) -> dict[str, list[Facet]]:
        """All choices of all dimensions with their counts, those that find nothing among them."""
        digits = as_digits(self.without["group"], len(self.board.ids))

        def count(name: str, choice: Choice) -> int:
            if name != "group":
                return (self.without[name] & choice.products).bit_count()
            # Groups lie next to each other on the board, so each is counted on its own short stretch.
            span = self.board.spans[choice.value]
            return digits.count("1", span.start, span.end)

        return facets_of(self.board, self.query, count)


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen, its label, and its products (left out for groups). ``key`` is how an index names it."""

    value: str
    label: str
    products: int
    key: str


def facets_of(board: Board, query: Query, count: Callable[[str, Choice], int]) -> dict[str, list[Facet]]:
    """The choices of all dimensions, counted by whoever knows the hits."""
    found: dict[str, list[Facet]] = {}
    for name in DIMENSIONS:
        chosen = _chosen_values(query, name)
        found[name] = [Facet(one.value, one.label, count(name, one), one.value in chosen) for one in _choices(board, query, name)]
    return found


def _choices(board: Board, query: Query, name: str) -> Iterator[Choice]:
    if name == "category":
        for heading in _next_headings(board, query):
            products = board.categories.get(heading.category_id, 0)
            yield Choice(heading.code, _(heading.name), products, str(heading.category_id))
    elif name == "group":
        for slug, label in sorted(board.names["group"].items(), key=lambda pair: pair[1]):
            yield Choice(slug, label, 0, slug)
    else:
        yield from (Choice(value, label, products, value) for value, label, products in _values(board, name))


def _chosen(board: Board, query: Query, name: str) -> int:
    """The products that fit what the question says about one dimension."""
    if name == "category":
        return board.categories.get(query.category_id or 0, 0)
    if name == "price":
        return board.priced(query.price_from, query.price_to)
    if name == "ready_days":
        return board.ready_within(query.ready_days or 0)
    found = 0
    for value in getattr(query, name):
        found |= _group_set(board, value) if name == "group" else board.sets[name].get(str(value), 0)
    return found


def _group_set(board: Board, slug: str) -> int:
    span = board.spans.get(slug)
    return ((1 << span.end) - (1 << span.start)) if span else 0


def _chosen_values(query: Query, name: str) -> set[str]:
    if name == "category":
        return set()
    if name == "price":
        return {band_value(query.price_from or 0, query.price_to)}
    values = [query.ready_days] if name == "ready_days" else getattr(query, name)
    return {str(value) for value in values}


def _values(board: Board, name: str) -> Iterator[tuple[str, str, int]]:
    """Every value of a dimension with its label and its products, in the order in which people look for it."""
    if name == "family":
        yield from ((code, _(label), board.sets["family"].get(code, 0)) for code, label in _families(board))
    elif name == "price":
        yield from ((band_value(first, last), band_label(first, last), board.priced(first, last)) for first, last in PRICE_BANDS)
    elif name == "ready_days":
        for days in READY_DAYS:
            label = ngettext("Ready within %(days)d day", "Ready within %(days)d days", days) % {"days": days}
            yield str(days), label, board.ready_within(days)
    elif name == "months":
        yield from ((str(month), str(label), board.sets["months"].get(str(month), 0)) for month, label in MONTHS.items())
    elif name in FIXED:
        yield from ((str(value), str(label), board.sets[name].get(str(value), 0)) for value, label in FIXED[name])
    else:
        named = sorted((_(label), value) for value, label in board.names[name].items())
        yield from ((value, label, board.sets[name].get(value, 0)) for label, value in named)


FIXED = {
    "rollup": District.Rollup.choices,
    "stock": ProductFacts.Stock.choices,
    "marks": [*Certificate.Mark.choices, (TRACED, TRACED_LABEL)],
}


def _families(board: Board) -> list[tuple[str, str]]:
    """The families that goods are sorted into: the top headings, which have the same codes."""
    tops = [(heading.code, heading.name) for heading in board.tree.values() if len(heading.path) == TREEBEARD_STEP]
    return [*tops, *((code, code) for code in board.sets["family"] if code not in dict(tops))]


def _next_headings(board: Board, query: Query) -> list[Heading]:
    """The headings one step below the chosen one, or the top ones."""
    here = board.tree.get(query.category_id or 0)
    stem = here.path if here else ""
    return [heading for heading in board.tree.values() if heading.path.startswith(stem) and len(heading.path) == len(stem) + TREEBEARD_STEP]


def band_value(first: int, last: int | None) -> str:
    """``50000-100000``, as it stands in an address; the open band ends with the dash."""
    return f"{first}-{'' if last is None else last}"


def band_label(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s and more") % {"first": rupees(first)}
    if first == 0:
        return _("Up to %(last)s") % {"last": rupees(last)}
    return _("%(first)s to %(last)s") % {"first": rupees(first), "last": rupees(last)}
