"""The address of a list and the question behind it: one reading, one writing, so that every link keeps what was chosen."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import QueryDict

from search.contract import Query

# Fields of a question that hold several values, by their name in an address.
LISTS = {
    "area": "rollup",
    "district": "district",
    "group": "group",
    "family": "family",
    "kind": "type_codes",
    "mark": "marks",
    "stock": "stock",
}
PAISE_PER_RUPEE = 100


def read(asked: QueryDict, **given: object) -> Query:
    """The question that an address asks; ``given`` is what the page itself decides (its heading, its group, the language).

    Anything that can not be understood is left out.
    """
    values: dict[str, object] = {field: tuple(asked.getlist(name)) for name, field in LISTS.items()}
    values |= {
        "text": asked.get("q", ""),
        "price_from": _rupees(asked.get("min")),
        "price_to": _rupees(asked.get("max")),
        "ready_days": _whole(asked.get("ready")),
        "months": tuple(month for text in asked.getlist("month") if (month := _whole(text)) in range(1, 13)),
        "sort": asked.get("sort", ""),
        "page": _whole(asked.get("page")) or 1,
        "after": asked.get("after", ""),
        "before": asked.get("before", ""),
    }
    return Query(**(values | given))  # type: ignore[arg-type]  # every value is brought into range by Query itself


def write(path: str, query: Query) -> str:
    """The address at ``path`` that asks ``query``."""
    asked = pairs(query)
    return f"{path}?{urlencode(asked)}" if asked else path


def pairs(query: Query) -> list[tuple[str, str]]:
    """The names and values of ``query`` in an address; what is usual is left out."""
    found = [("q", query.text)] if query.text else []
    found += [(name, str(value)) for name, field in LISTS.items() for value in getattr(query, field)]
    for name, number in (("ready", query.ready_days), ("min", _whole_rupees(query.price_from)), ("max", _whole_rupees(query.price_to))):
        found += [(name, str(number))] if number is not None else []
    found += [("month", str(month)) for month in query.months]
    found += [("sort", query.sort)] if query.sort not in ("", usual_sort(query)) else []
    found += [("page", str(query.page))] if query.page > 1 else []
    return found + [(name, mark) for name, mark in (("after", query.after), ("before", query.before)) if mark]


def usual_sort(query: Query) -> str:
    """The order that is not written into an address."""
    return "relevance" if query.text else "fair"


def on_page(query: Query, page: int, *, after: str = "", before: str = "") -> Query:
    """The same question on another page, which begins behind or ends before the product with a mark."""
    return replace(query, page=page, after=after, before=before)


def _whole(text: str | None) -> int | None:
    """A whole number of at most 9 digits, else nothing."""
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdigit() else None


def _rupees(text: str | None) -> int | None:
    """Paise of rupees as people type them: ``25,000`` or ``₹ 640``."""
    rupees = _whole((text or "").replace(",", "").replace("₹", "").strip())
    return None if rupees is None else rupees * PAISE_PER_RUPEE


def _whole_rupees(paise: int | None) -> int | None:
    return None if paise is None else paise // PAISE_PER_RUPEE
