"""Lists of products: all of them, under one heading, and what a search finds."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import search
from catalogue.models import Category
from catalogue.queries import category_by_slug
from search import exposure
from search.contract import NUMBERED, Query, Result
from storefront.looking import asking
from storefront.looking.facets import Board, board
from storefront.looking.linked_data import as_block, crumbs_data, items_data
from storefront.looking.pager import Pager, pager
from storefront.looking.shared import shared_page
from storefront.looking.trail import Link

# Two cards stand side by side on a phone. 160px, a little less than their real width, lets a screen of twice the density take the
# 320 px picture instead of the 640 px one: a list weighs 80 KB instead of 150.
CARD_SIZES = "(max-width: 760px) 160px, (max-width: 1040px) 30vw, 210px"
# Suggestions where a search found nothing: one row of cards.
HELPFUL = 4


@dataclass(frozen=True)
class Shelf:
    """A list of products with everything around it."""

    result: Result
    board: Board
    pager: Pager


def language() -> str:
    """The language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def shelf(query: Query, *, path: str, hidden: tuple[str, ...] = ()) -> Shelf:
    """Ask the search engine and put form and pages around its answer."""
    result = search.engine().search(query)
    exposure.note(result)
    query = result.query
    pages = pager(
        page=result.page,
        pages=result.pages,
        total=result.total,
        per_page=query.per_page,
        href=lambda number: asking.write(path, asking.on_page(query, number)),
        numbered=NUMBERED,
        previous=lambda number: asking.write(path, asking.on_page(query, number, before=result.first_mark)),
        next_=lambda number: asking.write(path, asking.on_page(query, number, after=result.last_mark)),
    )
    around = board(result, path=path, query=query, today=timezone.localdate(), hidden=hidden)
    return Shelf(result, around, pages)


@shared_page
def products(request: HttpRequest) -> HttpResponse:
    """Everything that is for sale."""
    query = asking.read(request.GET, text="", language=language())
    found = shelf(query, path=request.path)
    context = {
        "title": _("All products"),
        "intro": _("What the groups of both districts can pack now, and what they are taking orders for."),
        "crumbs": [Link(_("Home"), home_path()), Link(_("All products"))],
    }
    return _page(request, "storefront/looking/list.html", found, context)


@shared_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything under one heading."""
    try:
        page = category_by_slug(slug, language())
    except Category.DoesNotExist:
        raise Http404 from None
    heading = page.heading
    query = asking.read(request.GET, text="", category_id=heading.category_id, language=language())
    found = shelf(query, path=request.path, hidden=("family",))
    above = [Link(one.name, reverse("category", args=[one.slug])) for one in page.ancestors]
    context = {
        "title": heading.name,
        "intro": heading.intro,
        "crumbs": [Link(_("Home"), home_path()), *above, Link(heading.name)],
        "children": [Link(child.name, reverse("category", args=[child.slug])) for child in heading.children if child.live_count],
        "current_family": page.ancestors[0].slug if page.ancestors else heading.slug,
    }
    return _page(request, "storefront/looking/list.html", found, context)


@shared_page
def find(request: HttpRequest) -> HttpResponse:
    """What a search found. Where it found nothing, the page keeps the words and offers the closest thing that does."""
    query = asking.read(request.GET, language=language())
    found = shelf(query, path=request.path)
    words = found.result.query.text
    context: dict[str, Any] = {"search_words": words, "words": words, "title": words or _("All products")}
    if not found.result.total:
        response = render(request, "storefront/looking/nothing_found.html", context | _help(request, found.result))
        response.shown = found.result  # type: ignore[attr-defined]  # as below
        return response
    return _page(request, "storefront/looking/search.html", found, context)


def _help(request: HttpRequest, result: Result) -> dict[str, Any]:
    """What to offer instead: a weaker question and products it finds, and what is in season."""
    relaxed, engine = result.relaxed, search.engine()
    if relaxed and result.query.text and not relaxed.query.text:
        relaxed = None  # without all of its words it is no longer the question
    near = engine.search(replace(relaxed.query, with_facets=False)).hits[:HELPFUL] if relaxed else []
    known = {hit.slug for hit in near}
    in_season = Query(months=(timezone.localdate().month,), per_page=2 * HELPFUL, language=language(), with_facets=False)
    season = engine.search(in_season).hits
    help_ = {"near": near, "season": [hit for hit in season if hit.slug not in known][:HELPFUL], "sizes": CARD_SIZES}
    return help_ | ({"relaxed": relaxed, "relaxed_href": asking.write(request.path, relaxed.query)} if relaxed else {})


def _page(request: HttpRequest, template: str, found: Shelf, context: dict[str, Any]) -> HttpResponse:
    whole = {"result": found.result, "board": found.board, "pager": found.pager, "sizes": CARD_SIZES}
    things = [items_data([hit.slug for hit in found.result.hits]), *([crumbs_data(context["crumbs"])] if "crumbs" in context else [])]
    response = render(request, template, whole | context | {"linked_data": as_block(*things)})
    response.shown = found.result  # type: ignore[attr-defined]  # page_cache.py counts it when it shows the page again
    return response


def home_path() -> str:
    """The front page in the language of the page."""
    prefix = "" if language() == settings.LANGUAGE_CODE else f"/{language()}"
    return f"{prefix}/"
