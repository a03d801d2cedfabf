"""What the front page shows below its head: everything is fetched by rule, nothing is picked by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import search
from catalogue.models import Category, ProductType
from catalogue.queries import Heading, navigation
from journal.composed import Composed
from journal.keyed import Keyed
from media.derivatives import sizes_column, sources_beside
from media.models import Picture
from producers.models import District, ProducerGroup
from producers.queries import public_groups
from search import board
from search.contract import Query
from search.models import FactsCategory

if TYPE_CHECKING:
    from cms.models import CampaignPage

ON_THE_PAGE = 8
WEEK_DAYS = 7


@dataclass(frozen=True)
class Window:
    """A family of goods with the picture of what is first in its queue."""

    heading: Heading
    picture: dict[str, Any] | None


@dataclass(frozen=True)
class Bar:
    """What happens from one month to another."""

    label: str | Promise
    first: int
    last: int
    kind: str

    @property
    def months(self) -> str:
        """The stretch in words, for those who do not see where it lies."""
        names = [str(MONTHS[number]) for number in dict.fromkeys((self.first, self.last))]
        return gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[1]} if len(names) > 1 else names[0]


@dataclass(frozen=True)
class Season:
    """One row of the calendar."""

    name: str | Promise
    bars: list[Bar]


@dataclass(frozen=True)
class Side:
    """Leh or Kargil: how many groups, and in which districts they are."""

    code: str
    label: str
    count: int
    districts: list[tuple[str, str]]


# Rows of the calendar: the look of a row, and for each stretch its words and the product type whose months it shows.
CALENDAR: tuple[tuple[str | Promise, str, tuple[tuple[str | Promise, str], ...]], ...] = (
    (_("Pashmina"), "wool", ((_("Combing"), "pashmina_raw"),)),
    (_("Apricot"), "", ((_("Fresh"), "apricot_fresh"), (_("Oil"), "apricot_oil"))),
    (_("Sea buckthorn"), "berry", ((_("Leaf tea"), "sbt_tea"), (_("Pulp, juice"), "sbt_pulp"))),
    (_("Mushroom"), "green", ((_("Fresh, all year"), "mushroom_fresh"),)),
    (_("Apple and walnut"), "stone", ((_("Crop"), "walnut"),)),
    (_("Barley and buckwheat"), "stone", ((_("Crop"), "barley_tsampa"),)),
)


def context(hero_id: int | None, campaign: "CampaignPage | None") -> dict[str, Any]:
    """Everything for the template, in the language of the page. ``campaign`` is the one of the day."""
    language = get_language() or settings.LANGUAGE_CODE
    today = timezone.localdate()
    ready = Query(ready_days=WEEK_DAYS, stock=("in_stock", "few"), per_page=ON_THE_PAGE, language=language, with_facets=False)
    packed = search.engine().search(ready)
    campaign_picture_id = campaign.picture_id if campaign else None
    pictures = _pictures(key for key in (hero_id, campaign_picture_id) if key)
    return {
        "hero": pictures.get(hero_id),
        "campaign": campaign,
        "campaign_picture": pictures.get(campaign_picture_id),
        "windows": windows(language),
        "packed": packed.hits,
        "total": board.size(),
        "months": [(number, str(label).capitalize(), number == today.month) for number, label in MONTHS_3.items()],
        "seasons": seasons(),
        "sides": sides(),
    }


def windows(language: str) -> list[Window]:
    """The families that have something to sell. One query beside the menu's own."""
    tops = [heading for heading in navigation(language) if heading.live_count]
    pictures = dict(_FIRST_PICTURES.rows(keys=[heading.category_id for heading in tops]))
    return [Window(heading, pictures.get(heading.category_id)) for heading in tops]


def _first_pictures(keys: list[Any]) -> QuerySet[Category, tuple[int, Any]]:
    """For each heading the picture of what is first in its queue."""
    first = FactsCategory.objects.filter(category_id=OuterRef("pk"), facts__picture__isnull=False).order_by("facts__turn", "pk")
    rows = Category.objects.filter(pk__in=keys).order_by()
    return rows.annotate(first=Subquery(first.values("facts__picture")[:1])).values_list("pk", "first")


_FIRST_PICTURES = Keyed(Category, _first_pictures, key=BigIntegerField())


def seasons() -> list[Season]:
    """The calendar, from the harvest months of the product types. A stretch begins where the one before it has ended."""
    codes = [code for _name, _kind, stretches in CALENDAR for _words, code in stretches]
    months = dict(_HARVESTS.rows(tuple(codes)))
    rows = [Season(name, _bars(kind, stretches, months)) for name, kind, stretches in CALENDAR]
    return [row for row in rows if row.bars]


_HARVESTS: Composed[tuple[str, list[int]]] = Composed(
    ProductType, lambda codes: ProductType.objects.filter(code__in=codes).values_list("code", "harvest_months")
)


def _bars(kind: str, stretches: tuple[tuple[str | Promise, str], ...], months: dict[str, list[int]]) -> list[Bar]:
    bars: list[Bar] = []
    for words, code in stretches:
        after = bars[-1].last if bars else 0
        free = [month for month in months.get(code, []) if month > after]
        if free:
            bars.append(Bar(words, min(free), max(free), kind))
    return bars


def sides() -> list[Side]:
    """Groups of Leh and of Kargil, counted for everybody to see. One query."""
    counted = _COUNTED.rows()
    return [
        Side(
            code=code,
            label=str(label),
            count=sum(row["groups"] for row in counted if row["district__rollup"] == code),
            districts=[(row["district__code"], row["district__name"]) for row in counted if row["district__rollup"] == code],
        )
        for code, label in District.Rollup.choices
    ]


def _counted() -> QuerySet[ProducerGroup, Any]:
    rows = public_groups().select_related(None).order_by("district__name")
    return rows.values("district__code", "district__name", "district__rollup").annotate(groups=Count("pk"))


_COUNTED: Composed[dict[str, Any]] = Composed(ProducerGroup, _counted)


def _pictures(keys: Iterable[int]) -> dict[int | None, dict[str, Any] | None]:
    """Pictures with their sizes, by key. One query."""
    return {row.pk: sources_beside(row, vars(row)["sizes"]) for row in _PICTURES.rows(keys=keys)}


_PICTURES = Keyed(Picture, lambda keys: Picture.objects.filter(pk__in=keys).annotate(sizes=sizes_column("pk")), key=BigIntegerField())
