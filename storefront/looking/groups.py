"""Producer groups: all of them, and one with what it makes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, SlugField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import search
from catalogue.queries import live_counts_by_group
from catalogue.texts import Text, prefetch, text
from catalogue.voices import reading as voices
from journal.composed import Composed
from media.derivatives import sizes_column, sources_beside, sources_of
from producers.calendar import away_columns, from_columns
from producers.models import District, ProducerGroup
from producers.queries import PAGE_SIZE, group_list, whole_groups
from producers.stories import story_of
from producers.visits import invitation
from provenance.marks import certificates_column, from_certificates_column
from search import exposure
from search.contract import Query
from storefront.looking.linked_data import group_data, share_picture
from storefront.looking.lists import CARD_SIZES, home_path, language
from storefront.looking.pager import pager
from storefront.looking.shared import shared_page
from storefront.looking.trail import Link

TRANSLATED = ("name", "village", "about")
ON_THE_PAGE = 8


@dataclass(frozen=True)
class GroupCard:
    """A group in the list."""

    group: ProducerGroup
    name: Text
    village: Text
    picture: dict[str, Any] | None
    live_count: int


@shared_page
def index(request: HttpRequest) -> HttpResponse:
    """All groups by name, with how many of them are in Leh and in Kargil."""
    area = request.GET.get("area", "")
    area = area if area in District.Rollup.values else ""
    asked = request.GET.get("page", "")
    found = group_list(rollup=area, page=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1)
    prefetch(found.groups, TRANSLATED, language())
    pictures = sources_of([group.picture for group in found.groups if group.picture])
    counts = live_counts_by_group(group.pk for group in found.groups)
    cards = [
        GroupCard(
            group,
            text(group, "name", language()),
            text(group, "village", language()),
            pictures.get(group.picture_id) if group.picture_id else None,
            counts.get(group.pk, 0),
        )
        for group in found.groups
    ]
    context = {
        "cards": cards,
        "counts": found.counts,
        "total": sum(found.counts.values()),
        "area": area,
        "areas": [
            Link(_("All"), _address(request.path, "", 1)),
            *(Link(District.Rollup(code).label, _address(request.path, code, 1)) for code in District.Rollup.values),
        ],
        "area_now": ["", *District.Rollup.values].index(area),
        "pager": pager(
            page=found.page,
            pages=found.pages,
            total=found.total,
            per_page=PAGE_SIZE,
            href=lambda number: _address(request.path, area, number),
        ),
        "crumbs": [Link(_("Home"), home_path()), Link(_("Producer groups"))],
        "current_family": "groups",
    }
    return render(request, "storefront/looking/groups.html", context)


@shared_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One group: who it is, what it makes now, how it began, which papers were checked."""
    try:
        group = _find(slug, today := timezone.localdate())
    except ProducerGroup.DoesNotExist:
        raise Http404 from None
    tongue = language()
    prefetch([group], TRANSLATED, tongue)
    name = text(group, "name", tongue)
    made = search.engine().search(Query(group=(group.slug,), per_page=ON_THE_PAGE, language=tongue, with_facets=False))
    exposure.note(made)
    picture = sources_beside(group.picture, vars(group)["sizes"])
    crumbs = [Link(_("Home"), home_path()), Link(_("Producer groups"), reverse("groups")), Link(name)]
    place = ", ".join((group.village, group.district.name))
    context = {
        "group": group,
        "name": name,
        "village": text(group, "village", tongue),
        "about": text(group, "about", tongue),
        "picture": picture,
        "story": story_of(group, tongue),
        "marks": from_certificates_column(vars(group)["papers"], None),
        "made": made,
        "history": [{"title": str(year), "lines": [words]} for year, words in group.history],
        "all_href": f"{reverse('products')}?{urlencode({'group': group.slug})}",
        "sizes": CARD_SIZES,
        "visit": invitation(group, today, from_columns(group)),
        "reviews": voices.of_group(group.pk, most=3),
        "crumbs": crumbs,
        "current_family": "groups",
        "share_picture": share_picture(picture),
        "linked_data": group_data(name=group.name, path=request.path, place=place, founded=group.year_founded, crumbs=crumbs),
    }
    return render(request, "storefront/looking/group.html", context)


def _find(slug: str, today: date) -> ProducerGroup:
    """The group at this address with its papers, its closed days of today and the sizes of its picture. Raises ``DoesNotExist``."""
    group = _FIND.first(today, slug=slug)
    if group is None:
        raise ProducerGroup.DoesNotExist(slug)
    return group


def _found(today: date, slug: Any) -> QuerySet[ProducerGroup]:
    beside = {"papers": certificates_column(today, group="pk"), "sizes": sizes_column("picture"), **away_columns(today, group="pk")}
    return whole_groups().annotate(**beside).filter(slug=slug)


_FIND = Composed(ProducerGroup, _found, slug=SlugField())


def _address(path: str, area: str, number: int) -> str:
    pairs = [("area", area)] * bool(area) + [("page", str(number))] * (number > 1)
    return f"{path}?{urlencode(pairs)}" if pairs else path
