"""Fills the shop with plain products by the thousand, to see how it behaves when it has grown. Not meant to be read."""

import random
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate, islice
from itertools import product as combinations_of

from django.db import connection, transaction
from django.utils import timezone

from catalogue.models import Category, Listing, Product, ProductCategory, ProductImage, ProductType
from delivery.origins import ensure_origin
from journal.inserting import insert
from journal.overlap import overlapping
from marketplace.demo.progress import Progress
from media.models import Picture
from money.paise import to_rupees
from producers.models import ProducerGroup
from producers.oscar.models import Partner, StockRecord
from search import facts

MOST = 100_000
PRODUCTS_A_GROUP = 250
MOST_GROUPS = 200
CHUNK = 1000
MAKERS = 2
COLOURS = ("Fawn", "Walnut", "Madder", "Indigo", "Charcoal", "Ivory", "Saffron-free", "Grey", "Sand", "Rust", "Slate", "Cream")
MANNERS = (
    "Hand-made",
    "Sun-dried",
    "Stone-ground",
    "Cold-pressed",
    "Hand-spun",
    "Small-batch",
    "Village",
    "Winter",
    "Summer",
    "First-pick",
)
SYLLABLES = ("ka", "lu", "ri", "ma", "to", "sen", "da", "phy", "cho", "nu", "bra", "zan", "gyal", "tse", "mo", "pa")
# Invented words, the first ones common and the last ones rare, as in any language.
VOCABULARY = ["".join(parts) for parts in combinations_of(SYLLABLES, repeat=3)]
HOW_OFTEN = list(accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))


@dataclass(frozen=True)
class Stock:
    """What scale products are made from: rows that the demo has made."""

    groups: list[ProducerGroup]
    types: list[ProductType]
    headings: Mapping[str, list[int]]
    pictures: list[Picture]


def load(wanted: int, progress: Progress) -> int:
    """Bring the shop to ``wanted`` products on sale; how many there are. Products that exist stay."""
    missing = wanted - Listing.objects.filter(status=Listing.Status.LIVE).count()
    if missing <= 0:
        return facts.refresh_all()
    stock = _stock(wanted)
    first = Listing.objects.filter(slug__startswith="scale-").count() + 1
    numbers = iter(range(first, first + missing))
    with progress.step("Scale products") as show, overlapping(MAKERS) as makers:
        waiting: deque[Future[int]] = deque()
        done = 0
        while chunk := list(islice(numbers, CHUNK)):
            waiting.append(makers.submit(_make, chunk, stock))
            if len(waiting) > MAKERS:
                done += waiting.popleft().result()
                show(done, missing)
        show(done + sum(part.result() for part in waiting), missing)
    if connection.vendor == "postgresql":  # its own housekeeping comes a minute later; until then it plans for the shop as it was
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return facts.refresh_all()


def _stock(wanted: int) -> Stock:
    categories = list(Category.objects.filter(depth=2, is_public=True).order_by("path").values_list("pk", "path"))
    tops = dict(Category.objects.filter(depth=1).values_list("path", "code"))
    headings: dict[str, list[int]] = {}
    for key, path in categories:
        headings.setdefault(tops[path[: len(path) // 2]], []).append(key)
    types = [row for row in ProductType.objects.filter(guard=ProductType.Guard.OPEN).order_by("code") if row.family in headings]
    pictures = list(Picture.objects.filter(product_images__isnull=False).distinct().order_by("pk"))
    return Stock(_groups(min(MOST_GROUPS, wanted // PRODUCTS_A_GROUP + 1)), types, headings, pictures)


def _groups(count: int) -> list[ProducerGroup]:
    """So many groups beside those of the demo, at the places of the demo's."""
    models = list(ProducerGroup.objects.filter(is_demo=True).exclude(slug__startswith="scale-").order_by("slug"))
    groups = []
    for number in range(1, count + 1):
        slug, model = f"scale-{number:03d}", models[number % len(models)]
        group = ProducerGroup.objects.filter(slug=slug).first() or _group(slug, f"Scale Group {number}", model)
        groups.append(group)
    return groups


def _group(slug: str, name: str, model: ProducerGroup) -> ProducerGroup:
    with transaction.atomic():
        group = ProducerGroup.objects.create(
            slug=slug,
            name=name,
            oscar_partner=Partner.objects.create(code=slug, name=name),
            kind=model.kind,
            status=ProducerGroup.Status.APPROVED,
            district=model.district,
            village=model.village,
            place_code=model.place_code,
            pin=model.pin,
            address=model.address,
            legal_name=f"{name} (demo)",
            tax_status=model.tax_status,
            gstin=model.gstin,
            fssai=model.fssai,
            members_count=10,
            is_demo=True,
            approved_at=timezone.now(),
        )
        ensure_origin(group=group)
    return group


@dataclass(frozen=True)
class Draft:
    """What is drawn for one product before it has a row."""

    number: int
    draw: random.Random
    kind: ProductType
    group: ProducerGroup
    price_paise: int


def _draft(number: int, stock: Stock) -> Draft:
    draw = random.Random(number)
    group = stock.groups[draw.randrange(len(stock.groups))]
    return Draft(number, draw, stock.types[number % len(stock.types)], group, draw.randrange(20, 20_000) * 100)


def _make(numbers: list[int], stock: Stock) -> int:
    """One chunk: products, listings, stock, heading and picture of each, a few statements a table."""
    drafts = [_draft(number, stock) for number in numbers]
    with transaction.atomic():
        _write(drafts, stock)
    return len(numbers)


def _write(drafts: list[Draft], stock: Stock) -> None:
    made = insert(_product(draft) for draft in drafts)
    rows = list(zip(made, drafts, strict=True))
    insert(_listing(product, draft) for product, draft in rows)
    insert(_stock_record(product, draft) for product, draft in rows)
    insert(ProductCategory(product=product, category_id=draft.draw.choice(stock.headings[draft.kind.family])) for product, draft in rows)
    insert(_image(product, draft.draw.choice(stock.pictures)) for product, draft in rows)


def _product(draft: Draft) -> Product:
    title = f"{draft.draw.choice(MANNERS)} {draft.kind.name.lower()}, {draft.draw.choice(COLOURS).lower()} {draft.number}"
    return Product(
        structure=Product.STANDALONE,
        title=title,
        slug=f"scale-{draft.number:06d}",
        product_class_id=draft.kind.product_class_id,
        is_public=True,
    )


def _stock_record(product: Product, draft: Draft) -> StockRecord:
    """One in sixteen is sold out."""
    return StockRecord(
        product=product,
        partner_id=draft.group.oscar_partner_id,
        partner_sku=product.slug,
        price_currency="INR",
        price=to_rupees(draft.price_paise),
        num_in_stock=max(0, draft.draw.randrange(-2, 46)),
        num_allocated=0,
    )


def _image(product: Product, picture: Picture) -> ProductImage:
    return ProductImage(product=product, picture=picture, original=picture.file.name, caption=picture.description[:200])


def _listing(product: Product, draft: Draft) -> Listing:
    draw, kind, group = draft.draw, draft.kind, draft.group
    first = draw.randrange(12)
    return Listing(
        product=product,
        group=group,
        product_type=kind,
        slug=product.slug,
        status=Listing.Status.LIVE,
        title=product.title,
        summary=f"Plain product {product.slug} for scale work",
        story=" ".join(draw.choices(VOCABULARY, cum_weights=HOW_OFTEN, k=60)),
        net_quantity=Decimal(1),
        net_unit=kind.sale_units[0] if kind.sale_units else "piece",
        mrp_paise=draft.price_paise,
        weight_g=draw.randrange(100, 3_000),
        dispatch_days=draw.randrange(1, 12),
        is_food=kind.is_food,
        hsn=kind.hsn.split("/")[0][:8],
        available_months=sorted({(first + step) % 12 + 1 for step in range(draw.randrange(3, 13))}),
        place_code=group.place_code,
        is_demo=True,
        live_at=timezone.now() - timedelta(minutes=draw.randrange(400_000)),
    )
