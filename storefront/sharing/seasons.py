"""The year of the shop: which goods are there in which month, as pages and as a calendar for a phone."""

from datetime import UTC
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from catalogue.models import ProductType
from search.contract import Query
from storefront.looking.linked_data import address, as_block, crumbs_data, items_data, season_data
from storefront.looking.lists import CARD_SIZES, home_path, language, shelf
from storefront.looking.shared import shared_page
from storefront.looking.trail import Link
from storefront.sharing.calendar import Stretch, as_file, stretches

ON_THE_PAGE = 24


@shared_page
def year(request: HttpRequest) -> HttpResponse:
    """All twelve months with the kinds of goods that are in season in each."""
    found = _seasons()
    today = timezone.localdate()
    context = {
        "months": [
            {
                "name": _name(number),
                "href": reverse("season", args=[number]),
                "is_now": number == today.month,
                "kinds": [season.name for season in found if season.holds(number)],
            }
            for number in MONTHS
        ],
        "crumbs": [Link(_("Home"), home_path()), Link(_("Seasons"))],
    }
    return render(request, "storefront/sharing/seasons.html", context)


@shared_page
def month(request: HttpRequest, month: int) -> HttpResponse:
    """What is in season in one month, and what of it is for sale."""
    if month not in MONTHS:
        raise Http404
    seasons = [season for season in _seasons() if season.holds(month)]
    made = shelf(Query(months=(month,), per_page=ON_THE_PAGE, language=language()), path=reverse("products"))
    crumbs = [Link(_("Home"), home_path()), Link(_("Seasons"), reverse("seasons")), Link(_name(month))]
    today = timezone.localdate()
    context: dict[str, Any] = {
        "month": month,
        "name": _name(month),
        "kinds": [season.name for season in seasons],
        "made": made.result,
        "all_href": f"{reverse('products')}?month={month}",
        "before": Link(_name((month - 2) % 12 + 1), reverse("season", args=[(month - 2) % 12 + 1])),
        "after": Link(_name(month % 12 + 1), reverse("season", args=[month % 12 + 1])),
        "sizes": CARD_SIZES,
        "crumbs": crumbs,
        "linked_data": as_block(
            *(season_data(season.name, season.starts(today.year), season.ends(today.year), request.path) for season in seasons),
            items_data([hit.slug for hit in made.result.hits]),
            crumbs_data(crumbs),
        ),
    }
    return render(request, "storefront/sharing/season.html", context)


@shared_page
def calendar_file(request: HttpRequest, month: int | None = None) -> HttpResponse:
    """The seasons of a month, or of the whole year, for the calendar of a phone."""
    if month is not None and month not in MONTHS:
        raise Http404
    found = [season for season in _seasons() if month is None or season.holds(month)]
    where = reverse("seasons") if month is None else reverse("season", args=[month])
    now = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    title = _("Seasons of Ladakh") if month is None else _name(month)
    body = as_file(found, title=title, words=_("%(name)s: in season"), address=address(where), now=now)
    name = "seasons" if month is None else f"season-{month}"
    return HttpResponse(
        body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.ics"'}
    )


def _seasons() -> list[Stretch]:
    """The seasons of all kinds of goods that anybody may list, named in the language of the page."""
    types = ProductType.objects.exclude(guard=ProductType.Guard.REFUSED).order_by("family", "code").only("code", "name", "harvest_months")
    return [Stretch(one.code, _(one.name), one.first, one.months) for one in stretches(types)]


def _name(month: int) -> str:
    return str(MONTHS[month]).capitalize()
