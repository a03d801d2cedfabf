"""In which order products are shown, one page at a time."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.utils import timezone

from search.board import Board, GroupSpan
from search.contract import Query
from search.counting import as_digits
from search.ranking import Tiers, page_by_points
from search.turns import in_turn, who_begins


def page_of(board: Board, query: Query, products: int, tiers: Tiers, page: int) -> list[int]:
    """The primary keys on one page of the found products. Sold-out ones come last in every order. Without text there are no tiers."""
    start = (page - 1) * query.per_page
    upto, day = start + query.per_page, query.day or timezone.localdate()
    if query.sort == "relevance" and tiers:
        places = page_by_points(board, products, tiers, start, upto, day)
    else:
        places = islice(_ordered(board, query, products, day), start, upto)
    return [board.ids[place] for place in places]


def _ordered(board: Board, query: Query, products: int, day: date) -> Iterator[int]:
    """All found products, as far as anybody asks."""
    digits = as_digits(products, len(board.ids))
    if query.sort in ("price_up", "newest", "soonest"):
        order = {"price_up": board.by_price, "newest": board.by_age, "soonest": board.by_readiness}[query.sort]
        yield from (place for place in order if digits[place] == "1")
    elif query.sort == "price_down":
        yield from _price_down(board, digits)
    else:
        yield from fair(board, as_digits(products & ~board.sold_out, len(board.ids)), day)
        yield from fair(board, as_digits(products & board.sold_out, len(board.ids)), day)


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
