"""Found products in turn, from any place of the list on: what comes before it is counted, not walked through."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from search.board import Board, GroupSpan
from search.turns import in_turn

Side = list[tuple[GroupSpan, int]]


class Turns:
    """Those of the found products that are in stock, or those that are not, as ``search.turns`` orders them.

    ``digits`` are the found ones (``as_digits``), ``sides`` the groups of each side in the order of the day.
    """

    def __init__(self, board: Board, digits: str, sides: Sequence[Sequence[GroupSpan]]) -> None:
        self.board = board
        self.digits = digits
        first, last = digits.find("1"), digits.rfind("1")  # what one group makes lies close together, and the others need no counting
        near = ([span for span in side if span.end > first and span.start <= last] for side in sides)
        counted = ([(span, digits.count("1", span.start, span.end)) for span in side] for side in near)
        self.sides: list[Side] = [[(span, count) for span, count in side if count] for side in counted]
        self.lengths = [sum(count for _span, count in side) for side in self.sides]

    def __len__(self) -> int:
        return sum(self.lengths)

    def since(self, position: int) -> Iterator[int]:
        """The places from the ``position``-th found product on."""
        both = min(self.lengths)
        if position >= 2 * both:
            longer = self.lengths.index(max(self.lengths))
            return in_turn([self._queues(self.sides[longer], position - both)])
        first, second = self.sides
        starts = [self._queues(first, (position + 1) // 2), self._queues(second, position // 2)]
        return in_turn(starts if position % 2 == 0 else starts[::-1])

    def position(self, place: int) -> int:
        """How many found products come before the one at ``place``."""
        span = self.board.group_at(place)
        number = next(number for number, side in enumerate(self.sides) if any(one.slug == span.slug for one, _count in side))
        side, round_ = self.sides[number], self.digits.count("1", span.start, place)
        ahead = [one.slug for one, _count in side].index(span.slug)
        within = _before(side, round_) + sum(1 for _one, count in side[:ahead] if count > round_)
        both = min(self.lengths)
        return 2 * within + number if within < both else within + both

    def _queues(self, side: Side, position: int) -> list[Iterator[int]]:
        """The queues of a side as they stand when ``position`` of its products were shown, the next one first."""
        rounds = range(max((count for _span, count in side), default=0) + 1)
        round_ = bisect_right(rounds, position, key=lambda number: _before(side, number)) - 1
        waiting = [(span, count) for span, count in side if count > round_]
        shown = position - _before(side, round_)
        queues = [self._queue(span, round_ + (number < shown)) for number, (span, _count) in enumerate(waiting)]
        return queues[shown:] + queues[:shown]

    def _queue(self, span: GroupSpan, skipped: int) -> Iterator[int]:
        """A group's found products after the first ``skipped``, found one by one as they are asked for."""
        place = self.digits.find("1", span.start, span.end)
        for _one in range(skipped):
            place = self.digits.find("1", place + 1, span.end) if place >= 0 else place
        while place >= 0:
            yield place
            place = self.digits.find("1", place + 1, span.end)


def _before(side: Side, round_: int) -> int:
    """How many products of a side are shown before its ``round_``-th round, the first being 0."""
    return sum(min(count, round_) for _span, count in side)
