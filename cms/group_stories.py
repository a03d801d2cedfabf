"""Hands the story of a group down to the page of that group."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import BigIntegerField, QuerySet
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from journal.composed import Composed
from media.derivatives import sizes_column, sources, sources_beside
from producers import stories
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from cms.models import GroupStory


def tell(group: ProducerGroup, language: str) -> stories.GroupStory | None:
    """The published story in ``language``, else the English one. One query."""
    found = {row.locale.language_code: row for row in _stories().rows(language, group=group.pk)}
    row = found.get(language) or found.get(settings.LANGUAGE_CODE)
    return _told(row, sources_beside(row.picture, vars(row)["sizes"])) if row else None


@cache
def _stories() -> "Composed[GroupStory]":
    from cms.models import GroupStory

    def published(language: str, group: Any) -> "QuerySet[GroupStory]":
        wanted = (language, settings.LANGUAGE_CODE)
        rows = GroupStory.objects.filter(group=group, live=True, locale__language_code__in=wanted)
        return rows.select_related("locale", "picture").annotate(sizes=sizes_column("picture"))

    return Composed(GroupStory, published, group=BigIntegerField())


def as_told(row: "GroupStory") -> stories.GroupStory:
    """The row as the page of a group takes it."""
    return _told(row, sources(row.picture))


def _told(row: "GroupStory", picture: dict[str, Any] | None) -> stories.GroupStory:
    return stories.GroupStory(
        title=row.title,
        lead=row.lead,
        body=mark_safe(expand_db_html(row.body)),  # noqa: S308 - Wagtail cleaned it when it was written
        quote=row.quote,
        quote_by=row.quote_by,
        picture=picture,
        language=row.locale.language_code if row.locale_id else settings.LANGUAGE_CODE,
    )
