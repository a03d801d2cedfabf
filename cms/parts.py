"""What the blocks of a campaign show. Pictures, products, groups and lots of all blocks are fetched together, so that a page
with many blocks asks the database no more often than one with few."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from catalogue.models import Listing
from cms import saved_queries
from media.derivatives import sources_of
from media.models import Picture
from producers.models import District, ProducerGroup
from producers.queries import public_groups
from provenance.models import Lot
from provenance.queries import verdict_of
from search.models import ProductFacts

# Fields of blocks, and of the steps in one, that hold a picture.
PICTURES = ("picture", "first", "second")


@dataclass(frozen=True)
class Side:
    """The chosen groups of Leh or of Kargil."""

    code: str
    label: str
    groups: list[ProducerGroup]


@dataclass(frozen=True)
class Told:
    """A lot with what is known of it today."""

    lot: Lot
    verdict: str
    journey: list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One block, ready to be shown. ``template`` takes it as ``part``; what its kind does not need is empty."""

    kind: str
    value: Mapping[str, Any]
    number: int
    pictures: Mapping[int, dict[str, Any]]
    products: list[ProductFacts] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    stories: list[Any] = field(default_factory=list)
    lot: Told | None = None

    @property
    def template(self) -> str:
        return f"cms/blocks/{self.kind}.html"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to show, because everything that was chosen is withdrawn."""
        found = {"products": self.products, "groups": self.sides, "stories": self.stories, "lot": self.lot}
        return self.kind in found and not found[self.kind]


def parts(blocks: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Part]:
    """Everything for the templates, in the order of the page. Blocks that have nothing left to show stay out."""
    blocks = list(blocks)
    language = get_language() or settings.LANGUAGE_CODE
    shown = _Shown(blocks)
    made = [_part(number, kind, value, shown, language) for number, (kind, value) in enumerate(blocks, start=1)]
    return [part for part in made if not part.is_empty]


class _Shown:
    """What all blocks of a page name, fetched once."""

    def __init__(self, blocks: list[tuple[str, Mapping[str, Any]]]) -> None:
        of = lambda kind, name: [one for other, value in blocks if other == kind for one in value[name] if one is not None]  # noqa: E731
        stories = [page.specific for page in of("stories", "stories") if page.live]
        self.stories = {story.pk: story for story in stories}
        pictures = [picture for _kind, value in blocks for picture in _pictures(value)]
        self.pictures = sources_of([*pictures, *(story.picture for story in stories if story.picture)])
        self.facts = facts_of(of("products", "picked"))
        keys = [group.pk for group in of("groups", "groups")]
        self.groups = {group.pk: group for group in public_groups().filter(pk__in=keys)} if keys else {}
        self.lots = lots([value["code"] for kind, value in blocks if kind == "lot"])


def _pictures(value: Mapping[str, Any]) -> list[Picture]:
    inside = [value, *value.get("steps", [])]
    return [part[name] for part in inside for name in PICTURES if part.get(name)]


def facts_of(listings: Iterable[Listing]) -> dict[int, ProductFacts]:
    """The facts of listings that readers may see, by listing: what is withdrawn or paused has none. One query."""
    keys = [listing.pk for listing in listings]
    return {facts.listing_id: facts for facts in ProductFacts.objects.filter(listing__in=keys)} if keys else {}


def lots(codes: Iterable[str]) -> dict[str, Lot]:
    """Lots by code, with their steps. Two queries for any number."""
    wanted = [code.strip().upper() for code in codes if code]
    if not wanted:
        return {}
    rows = Lot.objects.filter(code__in=wanted).select_related("group", "place", "product_type")
    return {lot.code: lot for lot in rows.prefetch_related("steps__place")}


def _part(number: int, kind: str, value: Mapping[str, Any], shown: _Shown, language: str) -> Part:
    part = Part(kind, value, number, shown.pictures)
    if kind == "products":
        picked = [shown.facts[listing.pk] for listing in value["picked"] if listing is not None and listing.pk in shown.facts]
        return _with(part, products=picked if list(value["picked"]) else saved_queries.answer(value, language))
    if kind == "groups":
        return _with(part, sides=_sides([shown.groups[one.pk] for one in value["groups"] if one is not None and one.pk in shown.groups]))
    if kind == "stories":
        told = [shown.stories[page.pk] for page in value["stories"] if page is not None and page.pk in shown.stories]
        return _with(part, stories=[(story, shown.pictures.get(story.picture_id)) for story in told])
    if kind == "lot" and value["code"] in shown.lots:
        return _with(part, lot=_told(shown.lots[value["code"]]))
    return part


def _with(part: Part, **found: Any) -> Part:
    return Part(part.kind, part.value, part.number, part.pictures, **found)


def _sides(groups: list[ProducerGroup]) -> list[Side]:
    sides = [Side(code, str(label), [one for one in groups if one.district.rollup == code]) for code, label in District.Rollup.choices]
    return [side for side in sides if side.groups]


def _told(lot: Lot) -> Told:
    steps: list[dict[str, Any]] = [
        {"title": step.stage, "place": step.place.name if step.place else "", "text": step.done_by, "day": step.happened_on}
        for step in lot.steps.all()
    ]
    return Told(lot, verdict_of(lot, timezone.localdate()), steps)
