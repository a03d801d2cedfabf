"""The stories as a feed (RSS 2.0)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.models import StoryPage

NEWEST = 30
FRESH_S = 3600


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """What was told last, in the language of the address."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    feed = Rss201rev2Feed(
        title=gettext("Stories of %(shop)s") % {"shop": settings.SHOP_NAME},
        link=f"{settings.BASE_URL}{prefix}/stories/",
        description=gettext("Places, goods and people of Ladakh"),
        language=language,
        feed_url=f"{settings.BASE_URL}{request.path}",
    )
    for story in StoryPage.objects.live().public().order_by("-told_on", "-pk")[:NEWEST]:
        where = f"{settings.BASE_URL}{prefix}{_path(story)}"
        feed.add_item(
            title=story.title,
            link=where,
            description=story.lead,
            pubdate=story.first_published_at,
            unique_id=where,
            author_name=story.told_by or None,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FRESH_S)
    return response


def _path(page: Page) -> str:
    """The English path of a page: below its site's first page, the depth of which holds the site's own slug."""
    return "/" + "/".join(page.url_path.strip("/").split("/")[1:]) + "/"
