"""Addresses of listings: unique, and never given to another listing once they were used."""

from django.utils.text import slugify

from catalogue.errors import SlugTaken
from catalogue.models import Listing, ListingSlug

MAX_LENGTH = 120


def free_slug(title: str) -> str:
    """An address made from the title, with a number behind it where the plain one is or was in use."""
    base = slugify(title)[: MAX_LENGTH - 5].strip("-") or "listing"
    taken = set(Listing.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(ListingSlug.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def refuse_former(slug: str) -> None:
    """Raise ``SlugTaken`` when the address once belonged to a listing.

    Called after the write that took the address: by then a rename that ran at the same time has either been seen or waits for us.
    """
    if ListingSlug.objects.filter(slug=slug).exists():
        raise SlugTaken(f"The address {slug!r} once belonged to a listing and is not given again.")
