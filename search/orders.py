"""In which order products are shown, one page at a time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from heapq import nsmallest
from itertools import islice

from django.utils import timezone

from search.board import Board, GroupSpan
from search.contract import Query
from search.counting import as_digits
from search.turns import in_turn, who_begins

# How well a product fits the text: the lower, the better.
Ranks = Mapping[int, tuple[int, float]]


def page_of(board: Board, query: Query, products: int, ranks: Ranks, page: int) -> list[int]:
    """The primary keys on one page of the found products. Sold-out ones come last in every order."""
    start = (page - 1) * query.per_page
    places = islice(_ordered(board, query, products, ranks, start + query.per_page), start, start + query.per_page)
    return [board.ids[place] for place in places]


def _ordered(board: Board, query: Query, products: int, ranks: Ranks, upto: int) -> Iterator[int]:
    """The first ``upto`` products, or more."""
    digits = as_digits(products, len(board.ids))
    if query.sort == "relevance" and ranks:
        yield from _best(board, digits, ranks, upto)
    elif query.sort in ("price_up", "newest", "soonest"):
        order = {"price_up": board.by_price, "newest": board.by_age, "soonest": board.by_readiness}[query.sort]
        yield from (place for place in order if digits[place] == "1")
    elif query.sort == "price_down":
        yield from _price_down(board, digits)
    else:
        day = query.day or timezone.localdate()
        yield from fair(board, as_digits(products & ~board.sold_out, len(board.ids)), day)
        yield from fair(board, as_digits(products & board.sold_out, len(board.ids)), day)


def _best(board: Board, digits: str, ranks: Ranks, upto: int) -> list[int]:
    """The products that fit the text best. Only as many as are needed are put in order: a common word fits thousands."""
    out = as_digits(board.sold_out, len(board.ids))
    found = [(rank[0], out[place], rank[1], place) for place, rank in ranks.items() if digits[place] == "1"]
    return [row[3] for row in nsmallest(upto, found)]


def _price_down(board: Board, digits: str) -> Iterator[int]:
    """From the dearest, but sold-out products last here too."""
    for is_out in (False, True):
        yield from (place for place in reversed(board.by_price) if digits[place] == "1" and bool(board.sold_out >> place & 1) is is_out)


def fair(board: Board, digits: str, day: date) -> Iterator[int]:
    """Found products in turn, as ``search.turns`` says."""
    sides = who_begins([(span.slug, span.side) for span in board.spans.values()], day)
    return in_turn([[_queue(board.spans[slug], digits) for slug in side] for side in sides])


def _queue(span: GroupSpan, digits: str) -> Iterator[int]:
    """A group's found products in the order of its queue, found one by one as they are asked for."""
    place = digits.find("1", span.start, span.end)
    while place >= 0:
        yield place
        place = digits.find("1", place + 1, span.end)


def ranks_of(board: Board, matches: Iterable[tuple[int, int, float]]) -> dict[int, tuple[int, float]]:
    """What the text found, by position: rows of primary key, how exact the title is (0 best), and score (lower is better)."""
    place_of = board.place_of
    return {place_of[key]: (exactness, score) for key, exactness, score in matches if key in place_of}
