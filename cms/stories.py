"""What the pages of stories show."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from wagtail.query import PageQuerySet

from media.derivatives import sources, sources_of

if TYPE_CHECKING:
    from cms.models import StoryPage

PER_PAGE = 12
ON_THE_PAGE = 3


def index_context(published: PageQuerySet, asked: str) -> dict[str, Any]:
    """One page of stories, the newest first; a number that is none or too high shows the nearest page."""
    pages = Paginator(published.select_related("picture", "group__district").order_by("-told_on", "pk"), PER_PAGE)
    page = pages.get_page(asked if asked.isascii() and len(asked) < 6 else 1)
    return {"stories": cards(page.object_list), "pages": page}


def cards(stories: Any) -> list[tuple["StoryPage", dict[str, Any] | None]]:
    """Stories with their pictures, in one query more for all of them."""
    stories = list(stories)
    pictures = sources_of([story.picture for story in stories if story.picture])
    return [(story, pictures.get(story.picture_id)) for story in stories]


def context(story: "StoryPage", published: PageQuerySet) -> dict[str, Any]:
    """The story's own picture, and what else is told: first of the same group, then the newest."""
    others = list(published.exclude(pk=story.pk).select_related("picture", "group__district").order_by("-told_on", "pk")[: ON_THE_PAGE * 4])
    others.sort(key=lambda other: not (story.group_id and other.group_id == story.group_id))
    return {"picture": sources(story.picture), "others": cards(others[:ON_THE_PAGE])}
