"""What every search engine of the shop answers to: one question, one answer, the same rules on each of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal, Protocol, get_args

from search.models import ProductFacts

Sort = Literal["fair", "relevance", "price_up", "price_down", "newest", "soonest"]
SORTS: tuple[str, ...] = get_args(Sort)
# A person asks a few words. What comes after is cut off, so that a megabyte of text costs nothing.
MAX_TEXT = 200
PER_PAGE = 24
MAX_PER_PAGE = 100
# Pages up to this one are asked for by number alone; behind them by the mark of a product (``search/orders.py``) beside it.
NUMBERED = 20
MAX_MARK = 100
# No page offers more choices in one dimension than this; ten thousand of them are an attack.
MAX_VALUES = 60
MAX_PAISE = 10**12


@dataclass(frozen=True)
class Query:
    """One question. Several values of one dimension widen the answer, several dimensions narrow it.

    Whatever is given becomes something that can be answered: one value may stand for a list of one, an unknown ``sort`` is the
    usual one (``relevance`` with text, otherwise ``fair``), numbers out of range are brought into it. A value that no product has
    finds nothing, so the page of a group that sells nothing yet is empty. ``day`` is whose turn it is (today when left out).

    ``after`` and ``before`` are marks of a ``Result``: the page begins behind that product, or ends before it. They count beyond the
    numbered pages only. ``with_facets`` is left out by pages that offer no choices: counting them is half of the work.
    """

    text: str = ""
    category_id: int | None = None
    rollup: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    type_codes: tuple[str, ...] = ()
    price_from: int | None = None
    price_to: int | None = None
    ready_days: int | None = None
    marks: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    sort: str = ""
    page: int = 1
    after: str = ""
    before: str = ""
    per_page: int = PER_PAGE
    language: str = "en"
    day: date | None = None
    with_facets: bool = True

    def __post_init__(self) -> None:
        self._set(text=self.text[:MAX_TEXT].strip())
        for name in LISTS:
            self._set(**{name: _as_tuple(getattr(self, name))})
        for name in ("price_from", "price_to", "ready_days"):
            value = getattr(self, name)
            self._set(**{name: None if value is None else max(0, min(value, MAX_PAISE))})
        usual = "relevance" if self.text else "fair"
        self._set(sort=self.sort if self.sort in SORTS and (self.text or self.sort != "relevance") else usual)
        self._set(page=max(1, self.page), per_page=max(1, min(self.per_page, MAX_PER_PAGE)))
        is_marked = self.page > NUMBERED
        self._set(after=self.after[:MAX_MARK] if is_marked else "", before=self.before[:MAX_MARK] if is_marked else "")

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def asked(self, dimension: str) -> bool:
        """Whether the question says anything about ``dimension``."""
        return any(getattr(self, name) not in ((), None) for name in DIMENSIONS[dimension])

    def without(self, dimension: str) -> "Query":
        """The same question with one dimension left open, from its first page."""
        unset: dict[str, Any] = {item.name: item.default for item in fields(self) if item.name in DIMENSIONS[dimension]}
        return replace(self, page=1, **unset)


LISTS = ("rollup", "district", "group", "family", "type_codes", "marks", "stock", "months")
# The dimensions of a question, in the order in which pages show them, with the fields that hold each.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "category": ("category_id",),
    "family": ("family",),
    "type_codes": ("type_codes",),
    "rollup": ("rollup",),
    "district": ("district",),
    "group": ("group",),
    "price": ("price_from", "price_to"),
    "ready_days": ("ready_days",),
    "stock": ("stock",),
    "marks": ("marks",),
    "months": ("months",),
}


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """One value or many as a tuple without repetition; an empty value is none."""
    values = (value,) if isinstance(value, str | int) else tuple(value or ())
    return tuple(dict.fromkeys(one for one in values if one not in ("", None)))[:MAX_VALUES]


@dataclass(frozen=True)
class Facet:
    """One value that can be chosen, and how many products would be found with it and the rest of the question unchanged.

    ``value`` is what goes into an address: a code, a slug, ``first-last`` in paise for a price band, a number of days or month.
    """

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Relaxed:
    """A weaker question that does find something: one ``dimension`` is left open, or words are ``dropped`` from the text."""

    query: Query
    total: int
    dimension: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The answer. ``page`` may differ from the one asked for: a page behind the last one is the last one.

    ``facets`` has an entry for every dimension, each counted without the dimension's own choice; values that find nothing are in it.
    It is empty where the question wants none.
    ``first_mark`` and ``last_mark`` are those of the first and the last hit, from the last numbered page on.
    ``corrected`` is the text that was looked for where the typed one is no word of the shop, spelled as the shop spells it.
    """

    query: Query
    hits: list[ProductFacts]
    total: int
    page: int
    pages: int
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    relaxed: Relaxed | None = None
    corrected: str = ""
    first_mark: str = ""
    last_mark: str = ""


Kind = Literal["product", "group", "village", "story"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_SUGGESTIONS = 8


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box. ``key`` says where it leads: a slug, the name of a village, the address of a story."""

    kind: Kind
    title: str
    key: str


class Engine(Protocol):
    """A way to search. ``index`` and ``delete`` are told of rows of ``ProductFacts`` that were written or deleted already, in the
    transaction of the write; ``moved`` names rows of which only the place in their group's queue changed."""

    def search(self, query: Query) -> Result: ...

    def suggest(self, text: str, *, limit: int = MAX_SUGGESTIONS, language: str = "en") -> list[Suggestion]: ...

    def index(self, facts_ids: Iterable[int], *, moved: Iterable[int] = ()) -> None: ...

    def delete(self, facts_ids: Iterable[int]) -> None: ...

    def expect_many(self) -> None:
        """All facts are made anew: said in each of the transactions that write them."""

    def settle(self) -> None:
        """All of them have been written."""
