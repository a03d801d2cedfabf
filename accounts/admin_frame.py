"""What a screen of staff shows around its content, in every room: heading, way back, pages of a list."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

PER_PAGE = 50


def frame(title: str, icon: str, *parents: tuple[str, str]) -> dict[str, Any]:
    """Heading and breadcrumbs. ``parents`` are (address, label) between home and this page."""
    crumbs = [("wagtailadmin_home", _("Home"))]
    items = [{"url": reverse(name), "label": label} for name, label in crumbs]
    items += [{"url": address, "label": label} for address, label in parents]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}


def page_of(request: HttpRequest, found: "QuerySet[Any]") -> Any:
    """One page of a list, by ``?p=``."""
    pages: Paginator[Model] = Paginator(found, PER_PAGE)
    return pages.get_page(request.GET.get("p"))
