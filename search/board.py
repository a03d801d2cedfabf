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
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import TextField
from django.db.models.functions import Cast

from catalogue.models import Category
from journal.memory import give_back
from search import edition
from search.columns import Places, Texts, as_digits, behind, bits, in_order
from search.models import FactsCategory, ProductFacts
from search.synonyms import Lists
from search.turns import who_begins

# Prices as people think of them, in paise. Both ends are included, so 500 rupees is in two bands; the last band is open.
PRICE_BANDS = ((0, 50_000), (50_000, 100_000), (100_000, 250_000), (250_000, 1_000_000), (1_000_000, None))
READY_DAYS = (2, 5, 10, 30)
SINGLE = {"rollup": "rollup", "district": "district_code", "family": "family", "type_codes": "type_code", "stock": "stock"}
LISTED = ("marks", "months")
AS_TEXT = {f"{name}_text": Cast(name, TextField()) for name in LISTED}
COLUMNS = (
    *("pk", "group_slug", "group_name", "village", "rollup", "district_code", "district_name", "family", "type_code", "type_name"),
    *("stock", "price_paise", "dispatch_days", "live_at", *AS_TEXT),
)
# Rows as Python's values take fifty times the room of what is kept of them: few are held at a time.
READ_AT_ONCE = 1000
MICROSECONDS = 1_000_000
MOST_BANDS = 60
MOST_DAYS = 8
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
    """The products in order of group and queue; position ``n`` is bit ``n``. ``by_...`` are all positions in an order of their own."""

    token: str
    ids: "array[int]"
    everything: int
    places: Places
    spans: dict[str, GroupSpan]
    sets: dict[str, dict[str, int]]
    names: dict[str, dict[str, str]]
    prices: "array[int]"
    ages: "array[int]"
    days: "array[int]"
    group_of: "array[int]"
    turns: "array[int]"
    by_price: "array[int]"
    by_age: "array[int]"
    by_readiness: "array[int]"
    by_turn: "array[int]"
    sold_out: int
    categories: dict[int, int] = field(default_factory=dict)
    tree: dict[int, "Heading"] = field(default_factory=dict)
    editors: Lists = ()
    boosts: Mapping[str, int] = field(default_factory=dict)
    read_at: float = 0.0
    read_in_s: float = 0.0
    bands: dict[tuple[int | None, int | None], int] = field(default_factory=dict)
    turns_of: dict[date, list[list[GroupSpan]]] = field(default_factory=dict)
    # For each product what it earns on a day whatever was asked (``search.ranking``).
    points_of: dict[date, "array[int]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stretches = list(self.spans.values())
        self.out = as_digits(self.sold_out, len(self.ids))
        self.in_stock = len(self.ids) - self.sold_out.bit_count()

    def sides(self, day: date) -> list[list[GroupSpan]]:
        """The groups of each side in the order of ``day``, the side that begins first."""
        if day not in self.turns_of:
            if len(self.turns_of) > MOST_DAYS:
                self.turns_of.clear()
            names = who_begins([(span.slug, span.side) for span in self.stretches], day)
            self.turns_of[day] = [[self.spans[slug] for slug in side] for side in names]
        return self.turns_of[day]

    def keep_points(self, day: date, points: "array[int]") -> "array[int]":
        """Keep the points of a day beside those of the day before; the points that are kept."""
        if len(self.points_of) > 1:
            self.points_of.clear()
        return self.points_of.setdefault(day, points)

    def priced(self, first: int | None, last: int | None) -> int:
        """The products that cost from ``first`` to ``last`` paise, both included."""
        key = (first, last)
        if key not in self.bands:
            if len(self.bands) > MOST_BANDS:
                self.bands.clear()
            inside = [place for place, price in enumerate(self.prices) if (first or 0) <= price and (last is None or price <= last)]
            self.bands[key] = bits(inside, len(self.ids))
        return self.bands[key]

    def set_of(self, keys: Sequence[int]) -> int:
        """The products with these primary keys, as far as they are on the board."""
        return self.places.set_of(keys)

    def group_at(self, place: int) -> GroupSpan:
        """The group whose product stands at ``place``."""
        return self.stretches[self.group_of[place]]

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


_lock = threading.Lock()
_boards: dict[str, Board] = {}
_must_read: set[str] = set()


def size() -> int:
    """How many products there are to choose from, those that are sold out among them. One query."""
    return len(current().ids)


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
    rows = ProductFacts.objects.using(DEFAULT_DB_ALIAS).annotate(**AS_TEXT).order_by("group_slug", "turn", "pk").values_list(*COLUMNS)
    board = of_rows(rows.iterator(chunk_size=READ_AT_ONCE), present)
    board.categories.update(_category_sets(board.places))
    board.tree.update(_tree())
    if len(board.ids) > READ_AT_ONCE:
        give_back()
    board.read_at = time.monotonic()
    board.read_in_s = board.read_at - began
    return board


def of_rows(rows: Iterable[tuple[Any, ...]], present: edition.Present) -> Board:
    """The board of these rows (``COLUMNS``, in the order of groups and queues), without headings. Rows are forgotten one by one."""
    read = _Reading()
    for row in rows:
        read.add(row)
    sets = {name: read.texts[column].sets() for name, column in SINGLE.items()}
    sets["dispatch_days"] = read.texts["days"].sets()
    sets |= {name: _by_member(read.texts[name].sets()) for name in LISTED}
    size, sold_out = len(read.keys), sets["stock"].get(ProductFacts.Stock.SOLD_OUT, 0)
    by_key = in_order(range(size), read.keys.__getitem__)
    by_price = in_order(by_key, read.prices.__getitem__)
    return Board(
        token=present.token,
        ids=read.keys,
        everything=(1 << size) - 1,
        places=Places(read.keys),
        spans=read.spans(),
        sets=sets,
        names=read.names,
        prices=read.prices,
        ages=read.ages,
        days=read.days,
        group_of=read.group_of,
        turns=read.turns,
        by_price=behind(by_price, sold_out),
        by_age=behind(in_order(by_key, lambda place: -read.ages[place]), sold_out),
        by_readiness=behind(in_order(by_price, read.days.__getitem__), sold_out),
        by_turn=in_order(by_key, read.turns.__getitem__),
        sold_out=sold_out,
        editors=present.names,
        boosts=present.boosts,
    )


class _Reading:
    """What rows leave behind: numbers and texts in columns."""

    def __init__(self) -> None:
        self.texts = {name: Texts() for name in (*SINGLE.values(), *LISTED, "days")}
        self.keys, self.prices, self.ages = array("q"), array("q"), array("q")
        self.days, self.turns, self.group_of = array("H"), array("I"), array("I")
        self.names: dict[str, dict[str, str]] = {name: {} for name in ("group", "village", "district", "type_codes")}
        self.starts: list[tuple[str, str, str, int]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        key, group, group_name, village, side, district, district_name, family, kind, kind_name, stock, price, days, live_at, *lists = row
        texts, place = self.texts, len(self.keys)
        if not self.starts or self.starts[-1][0] != group:
            self.starts.append((group, side, district, place))
        self.keys.append(key)
        self.prices.append(price)
        self.ages.append(round(live_at.timestamp() * MICROSECONDS))
        self.days.append(days)
        self.turns.append(place - self.starts[-1][3])
        self.group_of.append(len(self.starts) - 1)
        for name, text in (("rollup", side), ("district_code", district), ("family", family), ("type_code", kind), ("stock", stock)):
            texts[name].append(text)
        texts["days"].append(str(days))
        for name, text in zip(LISTED, lists, strict=True):
            texts[name].append(text)
        names = self.names
        names["group"][group], names["village"][village] = group_name, village
        names["district"][district], names["type_codes"][kind] = district_name, kind_name

    def spans(self) -> dict[str, GroupSpan]:
        """Where each group lies, and since when it sells."""
        ends = [*(start for *_group, start in self.starts), len(self.keys)][1:]
        return {
            slug: GroupSpan(slug, side, start, end, district, min(self.ages[start:end]) / MICROSECONDS)
            for (slug, side, district, start), end in zip(self.starts, ends, strict=True)
        }


def _by_member(sets: Mapping[str, int]) -> dict[str, int]:
    """Sets of every member of lists, from those of whole lists: most products have the same months."""
    found: dict[str, int] = defaultdict(int)
    for text, products in sets.items():
        for member in json.loads(text):
            found[str(member)] |= products
    return dict(found)


def _category_sets(places: Places) -> dict[int, int]:
    fields: dict[int, bytearray] = defaultdict(lambda: bytearray(places.size // 8 + 1))
    for category_id, facts_id in FactsCategory.objects.values_list("category_id", "facts_id").iterator(chunk_size=READ_AT_ONCE):
        place = places.of(facts_id)
        if place >= 0:
            fields[category_id][place >> 3] |= 1 << (place & 7)
    return {category_id: int.from_bytes(found, "little") for category_id, found in fields.items()}


def _tree() -> dict[int, Heading]:
    """Every public category by its primary key, in the order of the tree."""
    shown = Category.objects.using(DEFAULT_DB_ALIAS).filter(is_public=True).order_by("path")
    rows = shown.values_list("pk", "code", "slug", "name", "path")
    return {key: Heading(key, code or slug, name, path) for key, code, slug, name, path in rows}
