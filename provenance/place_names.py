"""Choosing a place: by what somebody types, or out of a list that is grouped by district and block."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from provenance.models import Place

LIKELY = 3
Groups = list[tuple[str, list[tuple[str, str]]]]


def all_places(near: int | None = None) -> list[Place]:
    """Every place by name, those of the district ``near`` first. One query."""
    places = Place.objects.select_related("district").order_by("name")
    return sorted(places, key=lambda place: place.district_id != near)


def label(place: Place) -> str:
    """What is typed and read: the name with its district."""
    return f"{place.name}, {place.district.name}"


def find(typed: str, places: Iterable[Place]) -> Place | None:
    """The place that was meant: by code, by name or another spelling, with or without the district; nothing where two have the name."""
    wanted = " ".join(typed.casefold().split())
    found = [place for place in places if wanted in _spellings(place)]
    return found[0] if len(found) == 1 else None


def grouped(places: Sequence[Place], typed: str = "") -> Groups:
    """(district, [(code, name and block)]), in the sequence of ``places``. What is spelled alike comes first, without a district."""
    by_district: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        by_district.setdefault(place.district.name, []).append((place.code, f"{place.name} ({place.area})" if place.area else place.name))
    return [*([("", likely)] if (likely := _likely(places, typed)) else []), *by_district.items()]


def _likely(places: Sequence[Place], typed: str) -> list[tuple[str, str]]:
    by_spelling = {spelling: place for place in reversed(places) for spelling in _spellings(place)}
    near = get_close_matches(" ".join(typed.casefold().split()), by_spelling, n=2 * LIKELY, cutoff=0.6) if typed else []
    return list(dict.fromkeys((by_spelling[spelling].code, label(by_spelling[spelling])) for spelling in near))[:LIKELY]


def _spellings(place: Place) -> set[str]:
    names = [place.name, *(name.strip() for name in place.other_names.split(",") if name.strip())]
    return {place.code, *(name.casefold() for name in names), *(f"{name}, {place.district.name}".casefold() for name in names)}
