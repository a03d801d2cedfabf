"""Reads what was fetched for the blocks of a campaign."""

from typing import Any

from django import template

from cms.parts import Part

register = template.Library()


@register.simple_tag
def block_picture(part: Part, picture: Any) -> dict[str, Any] | None:
    """The ready-made sizes of a picture in a block; they were fetched for the whole page."""
    return dict(part.pictures[picture.pk]) if picture and picture.pk in part.pictures else None
