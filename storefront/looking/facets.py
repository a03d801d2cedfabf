"""The form beside a list: what can be chosen, what was chosen, and how the list is ordered."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from money.words import rupees
from search.contract import DIMENSIONS, Facet, Query, Result
from storefront.looking import asking
from storefront.looking.asking import PAISE_PER_RUPEE
from storefront.looking.trail import Link

# Title of each part of the form, the name of its fields, and the dimension it asks about, in the order people decide.
PARTS: tuple[tuple[str | Promise, str, str], ...] = (
    (gettext_lazy("District"), "area", "rollup"),
    (gettext_lazy("Family"), "family", "family"),
    (gettext_lazy("Kind"), "kind", "type_codes"),
    (gettext_lazy("Ready to send"), "ready", "ready_days"),
    (gettext_lazy("Mark, with papers checked"), "mark", "marks"),
    (gettext_lazy("Stock"), "stock", "stock"),
    (gettext_lazy("Group"), "group", "group"),
    (gettext_lazy("Block of Ladakh"), "district", "district"),
)
SORT_WORDS = {
    "relevance": gettext_lazy("Closest to your words"),
    "fair": gettext_lazy("In fair turns"),
    "soonest": gettext_lazy("Soonest ready"),
    "price_up": gettext_lazy("Price, low to high"),
    "price_down": gettext_lazy("Price, high to low"),
    "newest": gettext_lazy("Newest first"),
}
# Kinds, groups and districts that nothing was found for would make the form longer than the list.
MANY = 12
# Parts that stay with a single choice, so that a reader sees what there is none of.
ALWAYS = frozenset({"rollup", "marks"})
# Parts that few people need; they open at a touch.
FOLDED = frozenset({"stock", "group", "district"})


@dataclass(frozen=True)
class Part:
    """One part of the form: boxes of the same name. ``is_single`` means that only one of them counts."""

    title: str | Promise
    name: str
    choices: list[Facet]
    is_single: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class Sorting:
    """One order that can be chosen."""

    code: str
    label: str | Promise
    is_current: bool


@dataclass(frozen=True)
class Board:
    """Everything around the cards of a list."""

    path: str
    query: Query
    parts: list[Part]
    month: Facet | None
    sorts: list[Sorting]
    chips: list[Link]
    clear_href: str
    total: int
    min_rupees: int | None
    max_rupees: int | None
    kept: list[tuple[str, str]]
    kept_sort: str

    @property
    def chosen_count(self) -> int:
        return len(self.chips)


def board(result: Result, *, path: str, query: Query, today: date, hidden: tuple[str, ...] = ()) -> Board:
    """The form for ``result``. ``hidden`` names dimensions that the page itself decides, such as the group on its own page."""
    parts = [part for title, name, dimension in PARTS if dimension not in hidden and (part := _part(result, title, name, dimension))]
    chips = list(_chips(result, query, path, hidden))
    clear = Query(text=query.text, language=query.language)
    months = {facet.value: facet for facet in result.facets.get("months", [])}
    return Board(
        path=path,
        query=query,
        parts=parts,
        month=months.get(str(today.month)),
        sorts=_sorts(query),
        chips=chips,
        clear_href=asking.write(path, clear) if chips else "",
        total=result.total,
        min_rupees=_whole_rupees(query.price_from),
        max_rupees=_whole_rupees(query.price_to),
        kept=asking.pairs(replace(query, page=1, sort="")),
        kept_sort="" if query.sort == asking.usual_sort(query) else query.sort,
    )


def _part(result: Result, title: str | Promise, name: str, dimension: str) -> Part | None:
    """A part with something to choose; one that offers a single value without a choice is left out."""
    choices = result.facets.get(dimension, [])
    if len(choices) > MANY:
        choices = [choice for choice in choices if choice.count or choice.chosen]
    useful = sum(1 for choice in choices if choice.count or choice.chosen)
    is_chosen = any(choice.chosen for choice in choices)
    fewest = 1 if dimension in ALWAYS else 2
    if not is_chosen and (useful < fewest or (dimension == "type_codes" and useful > MANY)):
        return None
    return Part(title, name, choices, is_single=dimension == "ready_days", is_folded=dimension in FOLDED and not is_chosen)


def _sorts(query: Query) -> list[Sorting]:
    words = {code: label for code, label in SORT_WORDS.items() if query.text or code != "relevance"}
    return [Sorting(code, label, code == query.sort) for code, label in words.items()]


def _chips(result: Result, query: Query, path: str, hidden: tuple[str, ...]) -> list[Link]:
    """One link for each choice, leading to the same list without it."""
    chips = []
    for _title, _name, dimension in PARTS:
        if dimension in hidden or dimension == "ready_days":
            continue
        field = DIMENSIONS[dimension][0]
        labels = {facet.value: facet.label for facet in result.facets.get(dimension, [])}
        for value in getattr(query, field):
            left = tuple(other for other in getattr(query, field) if other != value)
            chips.append(Link(labels.get(value, value), asking.write(path, _with(query, field, left))))
    return [*chips, *_other_chips(query, path)]


def _with(query: Query, field: str, values: tuple[Any, ...]) -> Query:
    """The same question from its first page, with one of its fields changed."""
    changed: dict[str, Any] = {"page": 1, field: values}
    return replace(query, **changed)


def _other_chips(query: Query, path: str) -> list[Link]:
    chips = []
    if query.ready_days is not None:
        label = _("Ready within %(days)d days") % {"days": query.ready_days}
        chips.append(Link(label, asking.write(path, query.without("ready_days"))))
    if query.price_from is not None:
        label = _("From %(price)s") % {"price": rupees(query.price_from)}
        chips.append(Link(label, asking.write(path, replace(query, page=1, price_from=None))))
    if query.price_to is not None:
        label = _("Up to %(price)s") % {"price": rupees(query.price_to)}
        chips.append(Link(label, asking.write(path, replace(query, page=1, price_to=None))))
    for month in query.months:
        left = tuple(other for other in query.months if other != month)
        label = _("In season in %(month)s") % {"month": MONTHS[month]}
        chips.append(Link(label, asking.write(path, replace(query, page=1, months=left))))
    return chips


def _whole_rupees(paise: int | None) -> int | None:
    return None if paise is None else paise // PAISE_PER_RUPEE
