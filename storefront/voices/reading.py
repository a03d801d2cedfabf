"""All that was said and asked about one listing, or said of one group: pages that everybody shares."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Listing
from catalogue.texts import prefetch, text
from catalogue.voices import reading
from producers.models import ProducerGroup
from producers.queries import group_page
from storefront.looking.lists import home_path, language
from storefront.looking.pager import pager
from storefront.looking.product_reading import find
from storefront.looking.shared import shared_page
from storefront.looking.trail import Link

PER_PAGE = 20
LAST_PAGE = 1000


@shared_page
def of_listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Every review of a listing, and every question that was answered."""
    try:
        listing = find(slug)
    except Listing.DoesNotExist:
        raise Http404 from None
    prefetch([listing], ("title",), language())
    page = _asked(request)
    first = (page - 1) * PER_PAGE
    found = reading.of_listing(listing.pk, first=first, most=PER_PAGE)
    asked = reading.questions_of(listing.pk, first=first, most=PER_PAGE)
    title = text(listing, "title", language())
    context = {
        "title": title,
        "back": reverse("product", args=[listing.slug]),
        "listing": listing,
        "reviews": found,
        "questions": asked,
        "crumbs": [Link(_("Home"), home_path()), Link(title, reverse("product", args=[listing.slug])), Link(_("Reviews"))],
    }
    return _page(request, context, page, max(found.total, asked.total))


@shared_page
def of_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Every review of what a group makes."""
    try:
        group = group_page(slug)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None
    prefetch([group], ("name",), language())
    page = _asked(request)
    found = reading.of_group(group.pk, first=(page - 1) * PER_PAGE, most=PER_PAGE)
    name, back = text(group, "name", language()), reverse("group", args=[group.slug])
    context = {
        "title": name,
        "back": back,
        "is_group": True,
        "reviews": found,
        "crumbs": [Link(_("Home"), home_path()), Link(name, back), Link(_("Reviews"))],
    }
    return _page(request, context, page, found.total)


def _asked(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _page(request: HttpRequest, context: dict[str, object], page: int, total: int) -> HttpResponse:
    pages = -(-total // PER_PAGE) or 1
    if page > pages:
        raise Http404
    path = request.path
    context["pager"] = pager(
        page=page, pages=pages, total=total, per_page=PER_PAGE, href=lambda number: path if number == 1 else f"{path}?page={number}"
    )
    return render(request, "storefront/voices/all.html", context)
