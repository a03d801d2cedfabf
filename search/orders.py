"""In which order products are shown, one page at a time: by its number, or behind or before a product of the page that was seen last.

A page beyond the numbered ones is asked for by the mark of a product (``Query.after``, ``Query.before``), so that nothing is shown
twice or passed over when others come or go meanwhile, and the last page costs as much as the first.
"""

import re
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import Protocol

from django.utils import timezone

from search.board import Board
from search.columns import as_digits
from search.contract import NUMBERED, Query
from search.ranking import Tiers, first_by_points
from search.turns_at import Turns

Mark = tuple[int, ...]
# A mark in an address: whole numbers with dots between them.
MARK = re.compile(r"-?\d{1,18}(\.-?\d{1,18}){1,4}")


@dataclass(frozen=True)
class Page:
    """The primary keys on a page, with the marks of its first and last product."""

    keys: list[int]
    first: str = ""
    last: str = ""


class Order(Protocol):
    """Found products in order. A mark says where a product stands, and is understood even when that product has gone."""

    length: int

    def at(self, start: int, upto: int) -> list[int]: ...

    def behind(self, mark: Mark, count: int) -> list[int]: ...

    def before(self, mark: Mark, count: int) -> list[int]: ...

    def mark(self, place: int) -> Mark: ...


def page_of(board: Board, query: Query, products: int, tiers: Tiers, page: int) -> Page:
    """One page of the found products. Sold-out ones come last in every order. Without text there are no tiers."""
    after, before = _read(query.after), _read(query.before)
    order = _order_of(board, query, products, tiers, after or before)
    places: list[int] = []
    if len(after) == order.length:
        places = order.behind(after, query.per_page)
    elif len(before) == order.length:
        places = order.before(before, query.per_page)
    if not places:  # no mark, or nobody stands there any more
        places = order.at((page - 1) * query.per_page, page * query.per_page)
    keys = [board.ids[place] for place in places]
    if page < NUMBERED or not places:
        return Page(keys)
    first, last = (".".join(map(str, order.mark(place))) for place in (places[0], places[-1]))
    return Page(keys, first, last)


def _read(text: str) -> Mark:
    """The mark in an address; an empty one for anything else."""
    return tuple(map(int, text.split("."))) if MARK.fullmatch(text) else ()


def _order_of(board: Board, query: Query, products: int, tiers: Tiers, mark: Mark) -> Order:
    if query.sort in KEYS:
        return Sorted(board, products, query.sort)
    today = query.day or timezone.localdate()
    # Whoever goes on after midnight goes on in the order of the day before.
    day = date.fromordinal(mark[0]) if mark and mark[0] in (today.toordinal() - 1, today.toordinal()) else today
    if query.sort == "relevance" and tiers:
        return ByPoints(board, products, tiers, day)
    return InTurn(board, products, day)


# What each order sorts by, behind being sold out. No two products are equal: the last number is their key.
KEYS: dict[str, Callable[[Board, int], Mark]] = {
    "price_up": lambda board, place: (board.prices[place], board.ids[place]),
    "price_down": lambda board, place: (-board.prices[place], -board.ids[place]),
    "newest": lambda board, place: (-board.ages[place], board.ids[place]),
    "soonest": lambda board, place: (board.days[place], board.prices[place], board.ids[place]),
}


class Sorted:
    """By price, age or days: a mark is what is sorted by, so it needs no product that still stands there."""

    def __init__(self, board: Board, products: int, sort: str) -> None:
        self.board = board
        self.key = KEYS[sort]
        self.digits = as_digits(products, len(board.ids))
        self.places = self._places(sort)
        self.length = 4 if sort == "soonest" else 3

    def _places(self, sort: str) -> Sequence[int]:
        board = self.board
        if sort == "price_down":  # sold-out products last here too
            return board.by_price[: board.in_stock][::-1] + board.by_price[board.in_stock :][::-1]
        return {"price_up": board.by_price, "newest": board.by_age, "soonest": board.by_readiness}[sort]

    def at(self, start: int, upto: int) -> list[int]:
        return list(islice(self._found(range(len(self.places))), start, upto))

    def behind(self, mark: Mark, count: int) -> list[int]:
        beginning = bisect_right(self.places, mark, key=self.mark)
        return list(islice(self._found(range(beginning, len(self.places))), count))

    def before(self, mark: Mark, count: int) -> list[int]:
        end = bisect_left(self.places, mark, key=self.mark)
        return list(islice(self._found(range(end - 1, -1, -1)), count))[::-1]

    def mark(self, place: int) -> Mark:
        return (self.board.sold_out >> place & 1, *self.key(self.board, place))

    def _found(self, numbers: range) -> Iterator[int]:
        places, digits = self.places, self.digits
        return (place for number in numbers if digits[place := places[number]] == "1")


class _Counted(ABC):
    """An order that is worked out from all found products: a mark is day, whether it is sold out, position and key.

    A product that still stands there is looked for by its key; of one that has gone the position is what is left.
    """

    length = 4

    def __init__(self, board: Board, products: int, day: date) -> None:
        self.board = board
        self.products = products
        self.day = day

    def behind(self, mark: Mark, count: int) -> list[int]:
        position, is_there = self._position(mark)
        return self.at(position + is_there, position + is_there + count)

    def before(self, mark: Mark, count: int) -> list[int]:
        position, _is_there = self._position(mark)
        return self.at(max(0, position - count), position)

    def mark(self, place: int) -> Mark:
        return (self.day.toordinal(), self._is_out(place), self.position(place), self.board.ids[place])

    def _position(self, mark: Mark) -> tuple[int, bool]:
        _day, is_out, position, key = mark
        position = min(max(0, position), self.products.bit_count())  # an address may say anything
        place = self.board.places.of(key)
        if place < 0 or not self.products >> place & 1 or self._is_out(place) != is_out:
            return position, False
        return self.position(place, near=position), True

    def _is_out(self, place: int) -> int:
        return self.board.sold_out >> place & 1

    @abstractmethod
    def at(self, start: int, upto: int) -> list[int]: ...

    @abstractmethod
    def position(self, place: int, *, near: int = 0) -> int: ...


class InTurn(_Counted):
    """Groups take turns, as ``search.turns`` says."""

    @cached_property
    def in_stock(self) -> Turns:
        return self._turns(self.products & ~self.board.sold_out)

    @cached_property
    def sold_out(self) -> Turns:
        return self._turns(self.products & self.board.sold_out)

    def _turns(self, products: int) -> Turns:
        return Turns(self.board, as_digits(products, len(self.board.ids)), self.board.sides(self.day))

    def at(self, start: int, upto: int) -> list[int]:
        length = len(self.in_stock)
        found = list(islice(self.in_stock.since(start), upto - start)) if start < length else []
        if upto <= length:
            return found
        return list(islice(chain(found, self.sold_out.since(max(0, start - length))), upto - start))

    def position(self, place: int, *, near: int = 0) -> int:
        return len(self.in_stock) + self.sold_out.position(place) if self._is_out(place) else self.in_stock.position(place)


class ByPoints(_Counted):
    """The closest to the words first, as ``search.ranking`` says."""

    def __init__(self, board: Board, products: int, tiers: Tiers, day: date) -> None:
        super().__init__(board, products, day)
        self.tiers = tiers
        self._known: list[int] = []
        self._upto = 0

    def at(self, start: int, upto: int) -> list[int]:
        return self._first(upto)[start:upto]

    def position(self, place: int, *, near: int = 0) -> int:
        first = self._first(near + AROUND)
        return first.index(place) if place in first else near

    def _first(self, upto: int) -> list[int]:
        if upto > self._upto:
            self._known, self._upto = first_by_points(self.board, self.products, self.tiers, upto, self.day), upto
        return self._known


# So far a product is looked for behind the position that its mark names: others may have come before it since.
AROUND = 100
