"""What machines ask for: is the shop well, which addresses are there, what may be read."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import search
from catalogue.queries import navigation
from journal import heartbeat
from producers.queries import public_groups
from search.contract import Query
from search.models import ProductFacts
from storefront.looking.shared import shared_page

# A sitemap may name 50,000 addresses (sitemaps.org); ours are far fewer.
MOST_PRODUCTS = 45_000
POLICIES = ("returns", "delivery", "privacy", "terms", "grievance")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """What the shop leans on. Only the database is required; the rest is reported, and the shop goes on without it."""
    database = _try(_database)
    parts: dict[str, Any] = {
        "database": {"required": True, **database},
        "search": {"required": False, **(_try(_search) if database["ok"] else {"ok": False})},
        "cache": {"required": False, **_try(_cache)},
        "worker": {"required": False, **(_try(_worker) if database["ok"] else {"ok": False})},
    }
    return JsonResponse({"ready": database["ok"], "parts": parts}, status=200 if database["ok"] else 503)


def _try(check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of a check; whatever it raises means that the part does not work."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - each backend has its own errors, and none of them may break this page
        return {"ok": False, "error": type(error).__name__}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            raise DatabaseError
    return {"ok": True, "vendor": connection.vendor}


def _search() -> dict[str, Any]:
    return {"ok": True, "products": search.engine().search(Query(per_page=1)).total}


def _cache() -> dict[str, Any]:
    cache.set("readyz", "1", 10)
    return {"ok": cache.get("readyz") == "1", "backend": settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[-1]}


def _worker() -> dict[str, Any]:
    state = heartbeat.state()
    seen = timezone.localtime(state.seen_at).isoformat(timespec="seconds") if state.seen_at else None
    return {"ok": state.is_alive, "last_beat": seen, "waiting": state.waiting, "dead": state.dead}


@shared_page
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read once the shop is open, except what belongs to one visitor; nothing before."""
    if not settings.SHOP_OPEN:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        closed = ("/basket/", "/checkout/", "/o/", "/orders/", "/account/", "/workspace/", "/admin/", "/central/", "/search/")
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@shared_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address with its languages."""
    codes = [code for code, _name in settings.LANGUAGES]
    context = {"paths": list(_paths()), "languages": [(code, "" if code == settings.LANGUAGE_CODE else f"/{code}") for code in codes]}
    return render(request, "storefront/looking/sitemap.xml", context, content_type="application/xml")


def _paths() -> Iterable[str]:
    yield from ("/", reverse("products"), reverse("groups"), reverse("trace"), reverse("how-we-rank"), "/policies/")
    yield from (f"/policies/{slug}/" for slug in POLICIES)
    for top in navigation():
        yield from (reverse("category", args=[heading.slug]) for heading in (top, *top.children))
    yield from (reverse("group", args=[slug]) for slug in public_groups().order_by("slug").values_list("slug", flat=True))
    slugs = ProductFacts.objects.order_by("-live_at", "pk").values_list("slug", flat=True)[:MOST_PRODUCTS]
    yield from (reverse("product", args=[slug]) for slug in slugs)
