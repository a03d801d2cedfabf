"""All products at a glance: one bit a product for every value that can be chosen, so that filters and counts cost next to nothing.

A board is read from ``ProductFacts`` once and kept in the process. Each value of each dimension is a whole number whose bits are
the products that have it; choosing is ``&`` and ``|``, counting is ``bit_count``. At 100,000 products all counts of a page take
about two milliseconds, where one GROUP BY for each dimension takes hundreds (see docs/adr). Products of a group lie next to each
other, in the order of the group's own queue.

Every write to the facts begins a new ``edition``; a board of another edition is read again. Only places, filters and counts come
from the board: what a page shows of a product is read from the database each time.
"""

import json
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from catalogue.models import Category
from search import edition
from search.models import FactsCategory, ProductFacts
from search.synonyms import Lists

# Prices as people think of them, in paise. Both ends are included, so 500 rupees is in two bands; the last band is open.
PRICE_BANDS = ((0, 50_000), (50_000, 100_000), (100_000, 250_000), (250_000, 1_000_000), (1_000_000, None))
READY_DAYS = (2, 5, 10, 30)
SINGLE = {"rollup": "rollup", "district": "district_code", "family": "family", "type_codes": "type_code", "stock": "stock"}
COLUMNS = (
    *("pk", "group_slug", "group_name", "village", "rollup", "district_code", "district_name", "family", "type_code", "type_name"),
    *("stock", "price_paise", "dispatch_days", "live_at", "marks", "months"),
)
# A large board is not read again at once for every change: reading may take this share of one processor. Small ones always are.
SMALL_BOARD_S = 0.25
READING_SHARE = 0.05


@dataclass(frozen=True)
class GroupSpan:
    """Where a group's products lie on the board."""

    slug: str
    side: str
    start: int
    end: int
    district: str = ""
    since: float = 0.0


@dataclass
class Board:
    """The products in order of group and queue; position ``n`` is bit ``n``."""

    token: str
    ids: list[int]
    everything: int
    place_of: dict[int, int]
    spans: dict[str, GroupSpan]
    stretches: list[GroupSpan]
    sets: dict[str, dict[str, int]]
    names: dict[str, dict[str, str]]
    categories: dict[int, int]
    tree: dict[int, "Heading"]
    prices: list[int]
    by_price: list[int]
    by_age: list[int]
    by_readiness: list[int]
    days: list[int]
    starts: list[int]
    sold_out: int
    editors: Lists = ()
    boosts: Mapping[str, int] = field(default_factory=dict)
    read_at: float = 0.0
    read_in_s: float = 0.0
    bands: dict[tuple[int | None, int | None], int] = field(default_factory=dict)

    def priced(self, first: int | None, last: int | None) -> int:
        """The products that cost from ``first`` to ``last`` paise, both included."""
        key = (first, last)
        if key not in self.bands:
            if len(self.bands) > 200:
                self.bands.clear()
            inside = [place for place, price in enumerate(self.prices) if (first or 0) <= price and (last is None or price <= last)]
            self.bands[key] = bits(inside, len(self.ids))
        return self.bands[key]

    def set_of(self, keys: Iterable[int]) -> int:
        """The products with these primary keys, as far as they are on the board."""
        return bits((self.place_of[key] for key in keys if key in self.place_of), len(self.ids))

    def group_at(self, place: int) -> GroupSpan:
        """The group whose product stands at ``place``."""
        return self.stretches[bisect_right(self.starts, place) - 1]

    def ready_within(self, days: int) -> int:
        """The products that leave the group within so many days."""
        found = 0
        for text, products in self.sets["dispatch_days"].items():
            found |= products if int(text) <= days else 0
        return found


@dataclass(frozen=True)
class Heading:
    """A category as facets name it."""

    category_id: int
    code: str
    name: str
    path: str


def bits(places: Iterable[int], size: int) -> int:
    """One number with the bits of ``places`` set."""
    field_of_bits = bytearray(size // 8 + 1)
    for place in places:
        field_of_bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(field_of_bits, "little")


_lock = threading.Lock()
_boards: dict[str, Board] = {}
_must_read: set[str] = set()


def current() -> Board:
    """The board of the present edition. One query when it is still right, three more when it has to be read.

    A board that takes long to read may be a little behind; what this process itself wrote is always on it.
    """
    present = edition.read()
    token = present.token
    alias = f"{connection.alias}:{connection.settings_dict['NAME']}"
    board = _boards.get(alias)
    if board is not None and (board.token == token or _may_wait(board, alias)):
        return board
    with _lock:
        board = _boards.get(alias)
        if board is None or board.token != token:
            _must_read.discard(alias)
            board = _boards[alias] = _read(present)
    return board


def has_changed() -> None:
    """This process wrote facts: the next reader gets a fresh board, however large it is."""
    _must_read.add(f"{connection.alias}:{connection.settings_dict['NAME']}")


def _may_wait(board: Board, alias: str) -> bool:
    if board.read_in_s < SMALL_BOARD_S or alias in _must_read:
        return False
    return time.monotonic() - board.read_at < board.read_in_s / READING_SHARE


def _read(present: edition.Present) -> Board:
    began = time.monotonic()
    rows = list(ProductFacts.objects.using(DEFAULT_DB_ALIAS).order_by("group_slug", "turn", "pk").values_list(*COLUMNS))
    columns: dict[str, Sequence[Any]] = dict(zip(COLUMNS, zip(*rows, strict=True) if rows else [()] * len(COLUMNS), strict=True))
    size = len(rows)
    place_of = {key: place for place, key in enumerate(columns["pk"])}
    sets = {name: _sets_of(columns[column], size) for name, column in SINGLE.items()}
    sets["dispatch_days"] = _sets_of([str(days) for days in columns["dispatch_days"]], size)
    sets["marks"] = _sets_of_lists(columns["marks"], size)
    sets["months"] = _sets_of_lists(columns["months"], size)
    sold_out = sets["stock"].get(ProductFacts.Stock.SOLD_OUT, 0)
    is_out = [stock == ProductFacts.Stock.SOLD_OUT for stock in columns["stock"]]
    prices, ages, days = columns["price_paise"], columns["live_at"], columns["dispatch_days"]
    keys, spans = columns["pk"], _spans(columns)
    board = Board(
        token=present.token,
        ids=list(keys),
        everything=(1 << size) - 1,
        place_of=place_of,
        spans=spans,
        stretches=list(spans.values()),
        sets=sets,
        names=_names(columns),
        categories=_category_sets(place_of, size),
        tree=_tree(),
        prices=list(prices),
        by_price=_sorted(size, lambda place: (is_out[place], prices[place], keys[place])),
        by_age=_sorted(size, lambda place: (is_out[place], -ages[place].timestamp(), keys[place])),
        by_readiness=_sorted(size, lambda place: (is_out[place], days[place], prices[place], keys[place])),
        days=list(days),
        starts=[span.start for span in spans.values()],
        sold_out=sold_out,
        editors=present.names,
        boosts=present.boosts,
    )
    board.read_at = time.monotonic()
    board.read_in_s = board.read_at - began
    return board


def _sorted(size: int, key: Callable[[int], tuple[Any, ...]]) -> list[int]:
    return sorted(range(size), key=key)


def _sets_of(values: Sequence[str], size: int) -> dict[str, int]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        places[value].append(place)
    return {value: bits(found, size) for value, found in places.items()}


def _sets_of_lists(values: Sequence[list[object]], size: int) -> dict[str, int]:
    """Sets of every member of lists. Equal lists are put together first: most products have the same months."""
    sets: dict[str, int] = defaultdict(int)
    for text, products in _sets_of([json.dumps(value) for value in values], size).items():
        for member in json.loads(text):
            sets[str(member)] |= products
    return dict(sets)


def _spans(columns: dict[str, Sequence[Any]]) -> dict[str, GroupSpan]:
    groups, sides, districts, ages = (columns[name] for name in ("group_slug", "rollup", "district_code", "live_at"))
    if not groups:
        return {}
    starts = [place for place, slug in enumerate(groups) if place == 0 or groups[place - 1] != slug]
    ends = [*starts[1:], len(groups)]
    return {
        groups[start]: GroupSpan(groups[start], sides[start], start, end, districts[start], min(ages[start:end]).timestamp())
        for start, end in zip(starts, ends, strict=True)
    }


def _category_sets(place_of: dict[int, int], size: int) -> dict[int, int]:
    places: dict[int, list[int]] = defaultdict(list)
    for category_id, facts_id in FactsCategory.objects.values_list("category_id", "facts_id"):
        if facts_id in place_of:
            places[category_id].append(place_of[facts_id])
    return {category_id: bits(found, size) for category_id, found in places.items()}


def _names(columns: dict[str, Sequence[Any]]) -> dict[str, dict[str, str]]:
    """The names of groups, villages, districts and types by their codes, as the facts hold them."""
    pairs = {
        "group": ("group_slug", "group_name"),
        "village": ("village", "village"),
        "district": ("district_code", "district_name"),
        "type_codes": ("type_code", "type_name"),
    }
    return {dimension: dict(zip(columns[code], columns[name], strict=True)) for dimension, (code, name) in pairs.items()}


def _tree() -> dict[int, Heading]:
    """Every public category by its primary key, in the order of the tree."""
    shown = Category.objects.using(DEFAULT_DB_ALIAS).filter(is_public=True).order_by("path")
    rows = shown.values_list("pk", "code", "slug", "name", "path")
    return {key: Heading(key, code or slug, name, path) for key, code, slug, name, path in rows}
