"""What screens read of the shop's headings, with how many goods are on sale under each."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Q

from catalogue.models import Category, Listing
from catalogue.texts import prefetch, text

NAVIGATION_KEY = "catalogue.navigation"
# Headings hardly change, and a count that is a minute old harms nobody; each web process keeps its own copy.
NAVIGATION_S = 60
# By language, with the name under which the cache knows it. Whoever has one only reads it.
_trees: dict[str, tuple[str, list["Heading"]]] = {}


@dataclass(frozen=True)
class Heading:
    """A heading of the shop with how many live listings stand under it, its children's included."""

    category_id: int
    path: str
    slug: str
    name: str
    intro: str
    live_count: int
    children: list["Heading"] = field(default_factory=list)


@dataclass(frozen=True)
class CategoryPage:
    """A heading with the ones above it (outermost first) and below it."""

    heading: Heading
    ancestors: list[Heading]


def navigation(language: str = "en") -> list[Heading]:
    """The top families with their children, in the order of the menu.

    One query, in a language other than English two; then it is kept for a minute. In the cache lies only which tree is the present
    one: to take the tree itself out of there cost a page a tenth of its time.
    """
    key = f"{NAVIGATION_KEY}.{language}"
    token: str | None = cache.get(key)
    held = _trees.get(language)
    if held is not None and held[0] == token:
        return held[1]
    known = _read_tree(language)
    if token is None:
        token = secrets.token_hex(8)
        cache.set(key, token, NAVIGATION_S)
    _trees[language] = token, known
    return known


def category_by_slug(slug: str, language: str = "en") -> CategoryPage:
    """The heading at this address, from the same cached tree. Raises ``Category.DoesNotExist``."""
    for ancestors, heading in _walk(navigation(language), []):
        if heading.slug == slug:
            return CategoryPage(heading, ancestors)
    raise Category.DoesNotExist(f"No heading has the address {slug!r}.")


def live_counts_by_group(group_ids: Iterable[int]) -> dict[int, int]:
    """How many live listings each group has, in one query; groups without any are left out."""
    rows = Listing.objects.filter(group_id__in=list(group_ids), status=Listing.Status.LIVE)
    return {row["group_id"]: row["live"] for row in rows.values("group_id").annotate(live=Count("pk"))}


def _read_tree(language: str) -> list[Heading]:
    on_sale = Q(productcategory__product__listing__status=Listing.Status.LIVE)
    public = Category.objects.filter(is_public=True, ancestors_are_public=True).order_by("path")
    categories = list(public.annotate(live=Count("productcategory__product_id", filter=on_sale, distinct=True)))
    tops: list[Heading] = []
    by_path: dict[str, Heading] = {}
    prefetch(categories, ["name", "description"], language)
    for category in categories:
        heading = Heading(
            category_id=category.pk,
            path=category.path,
            slug=category.slug,
            name=text(category, "name", language),
            intro=text(category, "description", language),
            live_count=sum(below.live for below in categories if below.path.startswith(category.path)),
        )
        by_path[category.path] = heading
        parent = by_path.get(category.path[: -Category.steplen])
        (parent.children if parent else tops).append(heading)
    return tops


def _walk(headings: list[Heading], above: list[Heading]) -> Iterable[tuple[list[Heading], Heading]]:
    for heading in headings:
        yield above, heading
        yield from _walk(heading.children, [*above, heading])
