"""Makes a shop of any size comparable: the same 500 products under one heading, the same word in 400 of them.

Run on the smallest shop, from which the larger ones are made: ``python -m benchmarks.dressing``. What a page then shows is equal in all
of them, so that only the size of the shop can make a difference.
"""

import os

import django

HEADING = "bench-heading"
IN_HEADING = 500
# Not among the invented words of the scale products.
WORD = "zojibal"
WITH_WORD = 400


def dress() -> None:
    """Give the first scale products their heading and their word. A second run changes nothing."""
    from catalogue.models import Category, Listing, ProductCategory
    from search import facts

    rows = list(Listing.objects.filter(slug__startswith="scale-").order_by("slug")[:IN_HEADING])
    if len(rows) < IN_HEADING or Category.objects.filter(code=HEADING).exists():
        return
    top = Category.objects.filter(depth=1).order_by("path").last()
    heading = top.add_child(name="Bench heading", slug=HEADING, code=HEADING, is_public=True, ancestors_are_public=True)
    ProductCategory.objects.bulk_create(ProductCategory(product_id=row.product_id, category=heading) for row in rows)
    for row in rows[:WITH_WORD]:
        row.story = f"{row.story} {WORD}"
    Listing.objects.bulk_update(rows[:WITH_WORD], ["story"])
    facts.refresh([row.pk for row in rows])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    dress()
