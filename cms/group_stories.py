"""Hands the story of a group down to the page of that group."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from media.derivatives import sources
from producers import stories
from producers.models import ProducerGroup

if TYPE_CHECKING:
    from cms.models import GroupStory


def tell(group: ProducerGroup, language: str) -> stories.GroupStory | None:
    """The published story in ``language``, else the English one. One query, with a picture two."""
    from cms.models import GroupStory

    wanted = (language, settings.LANGUAGE_CODE)
    rows = GroupStory.objects.filter(group=group, live=True, locale__language_code__in=wanted).select_related("locale", "picture")
    found = {row.locale.language_code: row for row in rows}
    row = found.get(language) or found.get(settings.LANGUAGE_CODE)
    return as_told(row) if row else None


def as_told(row: "GroupStory") -> stories.GroupStory:
    """The row as the page of a group takes it."""
    return stories.GroupStory(
        title=row.title,
        lead=row.lead,
        body=mark_safe(expand_db_html(row.body)),  # noqa: S308 - Wagtail cleaned it when it was written
        quote=row.quote,
        quote_by=row.quote_by,
        picture=sources(row.picture),
        language=row.locale.language_code if row.locale_id else settings.LANGUAGE_CODE,
    )
