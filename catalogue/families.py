"""The families of goods as tiles: what a group makes, with a picture of such goods that are on sale."""

from typing import Any

from django.utils.translation import get_language

from catalogue.own_listings import type_pictures, types_by_family
from catalogue.queries import navigation


def family_names(language: str) -> dict[str, str]:
    """The name of each family that a group may list goods of, by code."""
    names = {heading.slug: heading.name for heading in navigation(language)}
    return {code: names.get(code, code.replace("-", " ").capitalize()) for code in types_by_family()}


def named_families() -> list[tuple[str, str]]:
    """(code, name) in the reader's language, for ``producers.applying``."""
    return list(family_names(get_language() or "en").items())


def family_tiles(language: str) -> list[dict[str, Any]]:
    """Each family with its name and one picture, if any of its goods is on sale."""
    pictures, names = type_pictures(), family_names(language)
    tiles = []
    for code, types in types_by_family().items():
        found = next((pictures[row.pk] for row in types if row.pk in pictures), None)
        tiles.append({"code": code, "name": names[code], "picture": found})
    return tiles
