"""Questions that an editor keeps in a campaign: the shop answers them anew for each reader."""

import json
from collections.abc import Mapping
from functools import cache
from itertools import chain, zip_longest
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import search
from catalogue.categories import DATA_FILE
from producers.models import District
from search.contract import Query
from search.models import ProductFacts

SELLABLE = ("in_stock", "few", "made_to_order")


@cache
def families() -> list[tuple[str, Any]]:
    """The families of goods, in the order of the menu."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["categories"]
    return [(row["slug"], _(row["name"])) for row in rows]


def query_of(value: Mapping[str, Any], language: str) -> Query:
    """The question in a block of products. What is sold out answers none."""
    return Query(
        text=value["words"] or "",
        family=(value["family"],) if value["family"] else (),
        months=(timezone.localdate().month,) if value["in_season"] else (),
        stock=SELLABLE,
        sort=value["sort"],
        per_page=int(value["number"]),
        language=language,
        with_facets=False,
    )


def answer(value: Mapping[str, Any], language: str) -> list[ProductFacts]:
    """The products for a block: one search, or one for each side when Leh and Kargil take turns."""
    asked = query_of(value, language)
    if not value["balance"]:
        return search.engine().search(asked).hits
    narrowed = {name: getattr(asked, name) for name in ("text", "family", "months", "stock", "sort", "per_page", "language", "with_facets")}
    return in_turns([search.engine().search(Query(**narrowed, rollup=(side,))).hits for side in turn_order()], asked.per_page)


def turn_order() -> list[str]:
    """Which side begins: it changes every day."""
    sides = list(District.Rollup.values)
    return sides if timezone.localdate().toordinal() % 2 else sides[::-1]


def in_turns(sides: list[list[ProductFacts]], number: int) -> list[ProductFacts]:
    """One of each side after the other; where a side has no more, the other fills the rest."""
    return [facts for facts in chain.from_iterable(zip_longest(*sides)) if facts is not None][:number]
