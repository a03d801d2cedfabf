"""How hits of a search are put in order: the same sum of points for every engine. The numbers are data, told at ``/how-we-rank/``.

1. What can be bought stands before what is sold out.
2. How well the words fit counts most: the title is what was typed, begins with it, holds it, or the description or story does.
3. Then what is in season and in stock, how soon it leaves, whether a group is new, and what the fair share adds for a district that
   was shown too little (``exposure.py``).
4. Every further product of a group that stands on the list already loses some points.

An engine hands over candidates: the first 500 by fit, then by place in their groups' own queues. Behind these the list goes on in
that order.
"""

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from search.board import Board, GroupSpan
from search.columns import as_digits

FILE = Path(__file__).resolve().parent / "data" / "ranking.json"
# How well a text fits, from worst to best; the names of the points for each.
FITS = ("in_story", "in_description", "in_title", "begins_title", "is_title")
# Sorting a product takes as long as looking at so many of them.
SORTING = 10
# For each fit the products that fit so well or better.
Tiers = Sequence[int]


@dataclass(frozen=True)
class FairShare:
    """How much of what its goods would fill a district is shown at least, and how a shortage is made good."""

    floor: float
    aim: float
    days: int
    step: int
    at_most: int


@dataclass(frozen=True)
class Rules:
    """The points of ``data/ranking.json``."""

    fit: tuple[int, ...]
    in_season: int
    stock: dict[str, int]
    dispatch_a_day: int
    dispatch_at_most: int
    same_group_again: int
    same_group_at_most: int
    newcomer: int
    newcomer_days: int
    candidates: int
    fair_share: FairShare


@cache
def rules() -> Rules:
    """The rules in force."""
    held: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    rest = {name: value for name, value in held.items() if name not in ("about", "as_of", "fit", "fair_share")}
    return Rules(fit=tuple(held["fit"][name] for name in FITS), fair_share=FairShare(**held["fair_share"]), **rest)


class Candidate(NamedTuple):
    """A hit: where it stands on the board, and how well the text fits."""

    place: int
    fit: int


def places_of(board: Board, products: int) -> list[int]:
    """The places of a set of products."""
    return [match.start() for match in re.finditer("1", as_digits(products, len(board.ids)))]


def candidates(board: Board, products: int, tiers: Tiers, upto: int) -> list[Candidate]:
    """The first ``upto`` of the found products as every engine orders them before points are counted."""
    found: list[Candidate] = []
    for part in (products & ~board.sold_out, products & board.sold_out):
        for fit in range(len(tiers) - 1, -1, -1):
            better = tiers[fit + 1] if fit + 1 < len(tiers) else 0
            if len(found) < upto and (here := part & tiers[fit] & ~better):
                found += _in_queue_order(board, here, fit, upto - len(found))
    return found


def _in_queue_order(board: Board, products: int, fit: int, upto: int) -> list[Candidate]:
    """The first of a set by their turns. Of many products the order of all is gone through until there are enough; few are sorted."""
    size, count = len(board.ids), products.bit_count()
    if count * count * SORTING > size * upto:
        digits = as_digits(products, size)
        places: Iterable[int] = islice((place for place in board.by_turn if digits[place] == "1"), upto)
    else:
        places = nsmallest(upto, places_of(board, products), key=lambda place: (board.turns[place], board.ids[place]))
    return [Candidate(place, fit) for place in places]


def in_order(board: Board, first: Sequence[Candidate], day: date) -> list[int]:
    """The places of the first candidates, most points first; sold-out ones last."""
    held, worth, keys, slugs = rules(), _Points(board, day), board.ids, board.group_of
    rows = [(worth.is_out(place), -held.fit[fit] - worth.of(place), keys[place], place) for place, fit in first]
    again: dict[int, int] = defaultdict(int)
    spread = []
    for is_out, minus, key, place in sorted(rows):
        group = slugs[place]
        spread.append((is_out, minus + min(again[group], held.same_group_at_most), key, place))
        again[group] += held.same_group_again
    return [place for _out, _minus, _key, place in sorted(spread)]


# Of a product whose points were not counted yet; none has so few.
UNKNOWN = -(2**31)


class _Points:
    """What a product earns on one day whatever was asked. Each is counted once and kept with the board, as is who is sold out."""

    def __init__(self, board: Board, day: date) -> None:
        self.board = board
        self.known = board.points_of.get(day) or board.keep_points(day, array("i", [UNKNOWN]) * len(board.ids))
        self.season = board.sets["months"].get(str(day.month), 0)
        new = datetime.combine(day - timedelta(days=rules().newcomer_days), datetime.min.time(), timezone.get_current_timezone())
        self.new_since = new.timestamp()

    def is_out(self, place: int) -> bool:
        return self.board.out[place] == "1"

    def of(self, place: int) -> int:
        if (points := self.known[place]) == UNKNOWN:
            points = self.known[place] = self._count(place)
        return points

    def _count(self, place: int) -> int:
        held, stock = rules(), self.board.sets["stock"]
        points = held.in_season if self.season >> place & 1 else 0
        points += sum(worth for code, worth in held.stock.items() if stock.get(code, 0) >> place & 1)
        points -= held.dispatch_a_day * min(self.board.days[place], held.dispatch_at_most)
        return points + self._of_group(self.board.group_at(place))

    def _of_group(self, span: GroupSpan) -> int:
        newcomer = rules().newcomer if span.since >= self.new_since else 0
        return newcomer + self.board.boosts.get(span.district, 0)


def first_by_points(board: Board, products: int, tiers: Tiers, upto: int, day: date) -> list[int]:
    """The first ``upto`` places at least: candidates by points, and behind them all others in the order of candidates."""
    counted = rules().candidates
    found = candidates(board, products, tiers, max(counted, upto))
    return [*in_order(board, found[:counted], day), *(one.place for one in found[counted:])]
