"""Addresses for machines: health, readiness, robots, site map."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.dates import MONTHS
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from catalogue.queries import navigation
from journal import heartbeat
from producers.models import ProducerGroup
from search.models import ProductFacts
from words import loading

log = structlog.get_logger(__name__)
SITEMAP_PART = 5_000


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _cache() -> str:
    cache.set("readyz", "1", 5)
    return "ok" if cache.get("readyz") == "1" else "forgets"


def _worker() -> str:
    state = heartbeat.state()
    if state.dead:
        return f"{state.dead} effects given up"
    return "ok" if state.is_alive else "silent"


# What is asked, and whether the shop can serve without it.
PARTS: tuple[tuple[str, Callable[[], str], bool], ...] = (
    ("database", _database, True),
    ("cache", _cache, False),
    ("worker", _worker, False),
)


def _state(name: str, ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (DatabaseError, OSError) as error:
        log.warning("readyz.part_failed", part=name, error=type(error).__name__)
        return "unreachable"


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether pages can be served now: 503 without the database; everything else is reported, never required."""
    states = {name: _state(name, ask) for name, ask, _needed in PARTS}
    is_ready = all(states[name] == "ok" for name, _ask, needed in PARTS if needed)
    body = {"ready": is_ready, "search": connection.vendor, **states}
    return JsonResponse(body, status=200 if is_ready else 503, headers={} if is_ready else {"Retry-After": "10"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read a shop that is open, and nothing personal; a demo is not for them."""
    if not settings.SHOP_OPEN:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        hidden = ("/admin/", "/central/", "/workspace/", "/basket/", "/checkout/", "/o/", "/orders/", "/account/", "/login/")
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response["Cache-Control"] = "public, max-age=3600"
    return response


class _ShopSitemap(Sitemap):
    """Addresses in one language, on the shop's own public name, whatever host was asked."""

    limit = SITEMAP_PART
    view = ""

    def __init__(self, language: str = settings.LANGUAGE_CODE) -> None:
        self.language = language

    def location(self, item: Any) -> str:
        with translation.override(self.language):
            return reverse(self.view, args=[getattr(item, "slug", item)])

    protocol = urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.BASE_URL).netloc


class ProductSitemap(_ShopSitemap):
    """Every live product."""

    view = "product"

    def items(self) -> QuerySet[ProductFacts]:
        return ProductFacts.objects.order_by("pk").only("slug", "refreshed_at")

    def lastmod(self, item: ProductFacts) -> object:
        return item.refreshed_at


class GroupSitemap(_ShopSitemap):
    """Every approved group."""

    view = "group"

    def items(self) -> QuerySet[ProducerGroup]:
        return ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED).order_by("pk").only("slug")


class FixedSitemap(_ShopSitemap):
    """Pages that are always there."""

    def items(self) -> list[str]:
        return ["products", "groups", "trace", "how-we-rank", "seasons"]

    def location(self, item: str) -> str:
        with translation.override(self.language):
            return reverse(item)


class SeasonSitemap(_ShopSitemap):
    """A page for every month."""

    view = "season"

    def items(self) -> list[int]:
        return list(MONTHS)


class CategorySitemap(_ShopSitemap):
    """Every heading that has something to sell."""

    view = "category"

    def items(self) -> list[str]:
        return [heading.slug for top in navigation() for heading in (top, *top.children) if heading.live_count]


class PageSitemap(WagtailSitemap):
    """The pages that editors write, in one language."""

    def __init__(self, language: str = settings.LANGUAGE_CODE) -> None:
        super().__init__()
        self.language = language
        self.prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)
        for url in urls:
            url["location"] = f"{settings.BASE_URL}{self.prefix}{urlsplit(url['location']).path}"
        return urls


_KINDS = {
    "pages": PageSitemap,
    "categories": CategorySitemap,
    "fixed": FixedSitemap,
    "groups": GroupSitemap,
    "products": ProductSitemap,
    "seasons": SeasonSitemap,
}


class _Offered(dict[str, Any]):
    """Search engines are led to the languages that readers are offered."""

    def items(self) -> Any:
        offered = loading.offered()
        return [(name, one) for name, one in super().items() if one.language in offered]


# One of each kind for each language: ``products`` in English, ``products-ur`` in Urdu.
SITEMAPS = _Offered(
    (name if code == settings.LANGUAGE_CODE else f"{name}-{code}", kind(code))
    for code, _label in settings.LANGUAGES
    for name, kind in _KINDS.items()
)
