"""Feeds: new listings for readers, all goods for shopping sites. The same for everybody, kept by caches for an hour."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.throttles import visitor
from search.models import ProductFacts
from storefront.buying.limits import FEED
from storefront.looking.linked_data import address
from storefront.looking.lists import home_path, language
from storefront.sharing import merchant

NEWEST = 50
FRESH_S = 3600


@require_safe
def listings(request: HttpRequest) -> HttpResponseBase:
    """What was listed last, in the language of the address."""
    feed = Rss201rev2Feed(
        title=settings.SHOP_NAME,
        link=address(home_path()),
        description=_("New from the producer groups of Leh and Kargil"),
        language=language(),
        feed_url=address(request.path),
    )
    for facts in ProductFacts.objects.order_by("-live_at", "-pk")[:NEWEST]:
        where = address(reverse("product", args=[facts.slug]))
        feed.add_item(
            title=facts.title,
            link=where,
            description=facts.summary,
            pubdate=facts.live_at,
            unique_id=where,
            author_name=facts.group_name,
            categories=[_(facts.type_name)],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    return _kept(response)


@require_safe
def merchant_xml(request: HttpRequest) -> HttpResponseBase:
    """All goods for shopping sites."""
    return _all_goods(request, merchant.as_xml, "application/xml; charset=utf-8", "goods.xml")


@require_safe
def merchant_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table."""
    return _all_goods(request, merchant.as_csv, "text/csv; charset=utf-8", "goods.csv")


def _all_goods(
    request: HttpRequest, write: Callable[[Iterable[dict[str, str]]], Iterator[str]], content_type: str, name: str
) -> HttpResponseBase:
    if not FEED.hit(visitor(request)):
        words = _("The list was fetched too often from here. Please wait an hour.")
        return render(request, "storefront/looking/error.html", {"title": _("Too often"), "words": words, "status": 429}, status=429)
    body = write(merchant.rows(timezone.localdate()))
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return _kept(StreamingHttpResponse(body, content_type=content_type, headers=headers))


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, public=True, max_age=FRESH_S)
    return response
