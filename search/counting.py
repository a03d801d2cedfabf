"""Filters and facets on a board: which products a question finds, and how many each further choice would find."""

from collections.abc import Iterator

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from money.words import rupees
from producers.models import District
from provenance.marks import TRACED, TRACED_LABEL
from provenance.models import Certificate
from search.board import PRICE_BANDS, READY_DAYS, Board, Heading
from search.contract import DIMENSIONS, Facet, Query
from search.models import ProductFacts

TREEBEARD_STEP = 4


class Found:
    """What a question finds on a board, before text and in each dimension."""

    def __init__(self, board: Board, query: Query, matching: int) -> None:
        """``matching`` is what the text found: everything, when there is no text."""
        self.board = board
        self.query = query
        self.chosen = {name: _chosen(board, query, name) for name in DIMENSIONS if query.asked(name)}
        self.without = self._leave_one_out(matching)
        self.products = matching
        for products in self.chosen.values():
            self.products &= products

    def _leave_one_out(self, matching: int) -> dict[str, int]:
        """For every dimension, what the question would find if it said nothing about that one."""
        left = {}
        for name in DIMENSIONS:
            found = matching
            for other, products in self.chosen.items():
                if other != name:
                    found &= products
            left[name] = found
        return left

    def facets(self) -> dict[str, list[Facet]]:
        """All choices of all dimensions with their counts, those that find nothing among them."""
        return {name: list(self._facets_of(name)) for name in DIMENSIONS}

    def _facets_of(self, name: str) -> Iterator[Facet]:
        found = self.without[name]
        if name == "group":
            yield from self._groups(found)
            return
        chosen = _chosen_values(self.query, name)
        for value, label, products in _values(self.board, self.query, name):
            yield Facet(value, label, (found & products).bit_count(), value in chosen)

    def _groups(self, found: int) -> Iterator[Facet]:
        """Groups lie next to each other on the board, so each is counted on its own short stretch."""
        digits = as_digits(found, len(self.board.ids))
        for slug, name in sorted(self.board.names["group"].items(), key=lambda pair: pair[1]):
            span = self.board.spans[slug]
            yield Facet(slug, name, digits.count("1", span.start, span.end), slug in self.query.group)


def as_digits(products: int, size: int) -> str:
    """The set as text, one character a product, so that places can be found at the speed of text search."""
    return format(products, f"0{size}b")[::-1] if size else ""


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


def _values(board: Board, query: Query, name: str) -> Iterator[tuple[str, str, int]]:
    """Every value of a dimension with its label and its products, in the order in which people look for it."""
    if name == "category":
        yield from (
            (heading.code, _(heading.name), board.categories.get(heading.category_id, 0)) for heading in _next_headings(board, query)
        )
    elif name == "family":
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
