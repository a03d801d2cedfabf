"""Makes a shop of any size comparable: the same 500 products under one heading, the same word in 400 of them.

Run on every shop once it has grown: ``python -m benchmarks.dressing``. The first scale products are the same in all of them, so what a
page then shows is equal, and only the size of the shop can make a difference.
"""

import os

import django

HEADING = "bench-heading"
IN_HEADING = 500
# Not among the invented words of the scale products.
WORD = "zojibal"
WITH_WORD = 400


def dress() -> None:
    """Give the first scale products their heading and their word, and the heading no others. A second run changes nothing."""
    from catalogue.models import Category, Listing, ProductCategory
    from search import facts

    rows = list(Listing.objects.filter(slug__startswith="scale-").order_by("slug")[:IN_HEADING])
    if len(rows) < IN_HEADING:
        raise SystemExit(f"{len(rows)} scale products are too few: {IN_HEADING} are needed.")
    if Category.objects.filter(code=HEADING).exists():
        _take_out_others({row.product_id for row in rows})
        return
    top = Category.objects.filter(depth=1).order_by("path").last()
    heading = top.add_child(name="Bench heading", slug=HEADING, code=HEADING, is_public=True, ancestors_are_public=True)
    ProductCategory.objects.bulk_create(ProductCategory(product_id=row.product_id, category=heading) for row in rows)
    for row in rows[:WITH_WORD]:
        row.story = f"{row.story} {WORD}"
    Listing.objects.bulk_update(rows[:WITH_WORD], ["story"])
    facts.refresh([row.pk for row in rows])


def _take_out_others(own: set[int]) -> None:
    """A shop that grew when it had the heading already put more under it."""
    from catalogue.models import Listing, ProductCategory
    from search import facts

    others = ProductCategory.objects.filter(category__code=HEADING).exclude(product_id__in=own)
    listings = list(Listing.objects.filter(product_id__in=others.values("product_id")).values_list("pk", flat=True))
    others.delete()
    facts.refresh(listings)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    dress()
