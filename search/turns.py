"""The usual order of products: in stock first, then in turn. Nobody pays for a place.

1. Within a group, what is in stock comes first, the newest listing before older ones. That gives each product its place in the
   group's own queue (``ProductFacts.turn``).
2. Leh and Kargil alternate: one product from a group of one side, the next from a group of the other, while both have some left.
3. Within a side the groups take turns, one product each. Which side and which group begins moves on by one every day.
4. Sold-out products come last, in the same way.

The rule is applied to what a reader has asked for, so it also holds within a category or a search. ``/how-we-rank/`` tells it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from django.db import connection

from search.models import ProductFacts

SIDES = ("leh", "kargil")


def places_in_queue(rows: Iterable[tuple[int, str, str, object]]) -> dict[int, int]:
    """The place of each product in its group's queue, from rows of id, group, stock state and time of going live."""
    queues: dict[str, list[tuple[bool, float, int]]] = defaultdict(list)
    for facts_id, group, stock, live_at in rows:
        queues[group].append((stock == ProductFacts.Stock.SOLD_OUT, -live_at.timestamp(), facts_id))  # type: ignore[attr-defined]
    return {facts_id: place for queue in queues.values() for place, (_out, _age, facts_id) in enumerate(sorted(queue))}


def number(facts: Sequence[ProductFacts]) -> None:
    """Give new facts the place that they have among each other, so that those of whole groups need not be written twice."""
    rows = [(row.listing_id, row.group_slug, row.stock, row.live_at) for row in facts]
    places = places_in_queue(rows)
    for row in facts:
        row.turn = places[row.listing_id]


def renumber(groups: Iterable[str]) -> list[int]:
    """Bring ``turn`` up to date for ``groups``; which products moved. In the caller's transaction."""
    found = ProductFacts.objects.filter(group_slug__in=list(groups))
    rows = list(found.values_list("pk", "group_slug", "stock", "live_at", "turn"))
    held = {row[0]: row[4] for row in rows}
    moved = [(place, key) for key, place in places_in_queue(row[:4] for row in rows).items() if held[key] != place]
    if moved:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # which would plan each row anew
                places = "SELECT unnest(%s::bigint[]) AS place, unnest(%s::bigint[]) AS key"
                statement = f"UPDATE search_productfacts SET turn = place FROM ({places}) AS moved WHERE id = key"  # noqa: S608 - no value in it
                cursor.execute(statement, [list(column) for column in zip(*moved, strict=True)])
            else:
                cursor.executemany("UPDATE search_productfacts SET turn = %s WHERE id = %s", moved)
    return [key for _place, key in moved]


def who_begins(groups: Sequence[tuple[str, str]], day: date) -> list[list[str]]:
    """The groups of each side in the order of ``day``, the side that begins first. ``groups`` are pairs of slug and side.

    The order within a side is by a hash of the slug, so that no name is ahead for its first letter.
    """
    number = day.toordinal()
    sides = []
    for side in SIDES if number % 2 == 0 else tuple(reversed(SIDES)):
        names = sorted((slug for slug, of_side in groups if of_side == side), key=_shuffled)
        start = number % len(names) if names else 0
        sides.append(names[start:] + names[:start])
    return sides


def _shuffled(slug: str) -> str:
    return hashlib.sha256(slug.encode()).hexdigest()


def in_turn(sides: Sequence[Sequence[Iterator[int]]]) -> Iterator[int]:
    """All positions of all queues: sides alternate, and the queues of a side take turns."""
    missing = object()
    for pair in zip_longest(*(_round_robin(queues) for queues in sides), fillvalue=missing):
        yield from (position for position in pair if position is not missing)  # type: ignore[misc]


def _round_robin(queues: Sequence[Iterator[int]]) -> Iterator[int]:
    waiting = list(queues)
    while waiting:
        left = []
        for queue in waiting:
            position = next(queue, None)
            if position is not None:
                yield position
                left.append(queue)
        waiting = left
