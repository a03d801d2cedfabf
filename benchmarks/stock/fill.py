"""Fills a stock Oscar: headings of 500 products each, 200 sellers, a picture each. ``python -m benchmarks.stock.fill 20000``"""

import os
import random
import sys
from decimal import Decimal
from pathlib import Path

import django

A_HEADING = 500
SELLERS = 200
PICTURES = 24
CHUNK = 2000
STOCK = 1_000_000
WORDS = [
    "apricot",
    "oil",
    "wool",
    "pashmina",
    "dried",
    "stone",
    "ground",
    "kernel",
    "hand",
    "spun",
    "village",
    "winter",
    "summer",
    "walnut",
    "madder",
    "indigo",
    "fawn",
    "sand",
]


def main(products: int) -> None:
    """Tables first, then ``products`` products."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    _fill(products)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill(products: int) -> None:
    from django.contrib.sites.models import Site
    from oscar.apps.address.models import Country
    from oscar.apps.catalogue.models import Category, ProductClass
    from oscar.apps.partner.models import Partner

    Site.objects.update_or_create(pk=1, defaults={"domain": "127.0.0.1", "name": "stock"})
    Country.objects.get_or_create(
        iso_3166_1_a2="GB", defaults={"name": "United Kingdom", "printable_name": "United Kingdom", "is_shipping_country": True}
    )
    kinds = [ProductClass.objects.create(name=name, track_stock=True) for name in ("Craft", "Food")]
    sellers = [Partner.objects.create(name=f"Seller {number}", code=f"seller-{number}") for number in range(SELLERS)]
    headings = [Category.add_root(name=f"Heading {number}") for number in range(max(1, products // A_HEADING))]
    pictures = _pictures()
    for first in range(0, products, CHUNK):
        _chunk(range(first, min(products, first + CHUNK)), kinds, sellers, headings, pictures)


def _chunk(numbers: range, kinds: list, sellers: list, headings: list, pictures: list[str]) -> None:  # type: ignore[type-arg]
    from oscar.apps.catalogue.models import Product, ProductCategory, ProductImage
    from oscar.apps.partner.models import StockRecord

    draw = random.Random(numbers.start)
    made = Product.objects.bulk_create(
        Product(
            structure=Product.STANDALONE,
            title=f"{' '.join(draw.choices(WORDS, k=3)).capitalize()} {number}",
            slug=f"product-{number}",
            product_class=kinds[number % len(kinds)],
            description=" ".join(draw.choices(WORDS, k=100)),
        )
        for number in numbers
    )
    rows = list(zip(numbers, made, strict=True))
    ProductCategory.objects.bulk_create(ProductCategory(product=one, category=headings[number // A_HEADING]) for number, one in rows)
    StockRecord.objects.bulk_create(
        StockRecord(
            product=one,
            partner=sellers[number % SELLERS],
            partner_sku=f"sku-{number}",
            price_currency="GBP",
            price=Decimal(draw.randrange(500, 20_000)) / 100,
            num_in_stock=STOCK,
        )
        for number, one in rows
    )
    ProductImage.objects.bulk_create(ProductImage(product=one, original=pictures[number % PICTURES]) for number, one in rows)


def _pictures() -> list[str]:
    """Two dozen files that all products share."""
    from django.conf import settings
    from PIL import Image

    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for number in range(PICTURES):
        Image.new("RGB", (640, 640), (number * 10, 120, 200 - number * 5)).save(folder / f"{number}.jpg")
        names.append(f"images/{number}.jpg")
    Image.new("RGB", (640, 640)).save(Path(settings.MEDIA_ROOT) / "image_not_found.jpg")
    return names


if __name__ == "__main__":
    main(int(sys.argv[1]))
