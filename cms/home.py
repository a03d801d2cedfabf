"""What the front page shows below its head: everything is fetched by rule, nothing is picked by hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import search
from catalogue.models import Category, ProductType
from catalogue.queries import Heading, navigation
from media.derivatives import sources_of
from media.models import Picture
from producers.models import District
from producers.queries import public_groups
from search.contract import Query
from search.models import FactsCategory, ProductFacts

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


def context(hero: Picture | None, campaign: "CampaignPage | None") -> dict[str, Any]:
    """Everything for the template, in the language of the page. ``campaign`` is the one of the day."""
    language = get_language() or settings.LANGUAGE_CODE
    today = timezone.localdate()
    ready = Query(ready_days=WEEK_DAYS, stock=("in_stock", "few"), per_page=ON_THE_PAGE, language=language)
    engine = search.engine()
    packed = engine.search(ready)
    pictures = sources_of(picture for picture in (hero, campaign and campaign.picture) if picture)
    return {
        "hero": pictures.get(hero.pk) if hero else None,
        "campaign": campaign,
        "campaign_picture": pictures.get(campaign.picture_id) if campaign else None,
        "windows": windows(language),
        "packed": packed.hits,
        "total": engine.search(Query(per_page=1, language=language)).total,
        "months": [(number, str(label).capitalize(), number == today.month) for number, label in MONTHS_3.items()],
        "seasons": seasons(),
        "sides": sides(),
    }


def windows(language: str) -> list[Window]:
    """The families that have something to sell. One query beside the menu's own."""
    tops = [heading for heading in navigation(language) if heading.live_count]
    first = FactsCategory.objects.filter(category_id=OuterRef("pk"), facts__picture__isnull=False).order_by("facts__turn", "pk")
    rows = Category.objects.filter(pk__in=[heading.category_id for heading in tops])
    found = dict(rows.annotate(first=Subquery(first.values("facts_id")[:1])).values_list("pk", "first"))
    pictures = dict(ProductFacts.objects.filter(pk__in=[key for key in found.values() if key]).values_list("pk", "picture"))
    return [Window(heading, pictures.get(found.get(heading.category_id) or 0)) for heading in tops]


def seasons() -> list[Season]:
    """The calendar, from the harvest months of the product types. A stretch begins where the one before it has ended."""
    codes = [code for _name, _kind, stretches in CALENDAR for _words, code in stretches]
    months = dict(ProductType.objects.filter(code__in=codes).values_list("code", "harvest_months"))
    rows = [Season(name, _bars(kind, stretches, months)) for name, kind, stretches in CALENDAR]
    return [row for row in rows if row.bars]


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
    rows = public_groups().select_related(None).order_by("district__name")
    counted = list(rows.values("district__code", "district__name", "district__rollup").annotate(groups=Count("pk")))
    return [
        Side(
            code=code,
            label=str(label),
            count=sum(row["groups"] for row in counted if row["district__rollup"] == code),
            districts=[(row["district__code"], row["district__name"]) for row in counted if row["district__rollup"] == code],
        )
        for code, label in District.Rollup.choices
    ]
