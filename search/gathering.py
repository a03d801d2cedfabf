"""Reads everything that the facts of listings are made of: a fixed number of queries for any number of listings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from catalogue.models import Category, Listing, Product, ProductCategory, ProductImage, Season, Translation
from catalogue.seasons import open_seasons
from catalogue.words import plain_words
from delivery.parcels import ready_days
from media.derivatives import sources_of
from media.models import Picture
from money.paise import from_rupees
from producers.calendar import Calendar, calendars
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from provenance.marks import Mark, marks_for_listings
from search.models import ProductFacts
from search.stems import stem, stems

TREEBEARD_STEP = 4
# Few enough to be said: a shopper who waits may miss the last pieces.
FEW = 3
MEASURED = frozenset({"g", "kg", "ml", "l"})
SEARCHED_TRANSLATIONS = ("title", "summary")


@dataclass
class Gathered:
    """Unsaved facts, and the categories of each listing with all headings above them."""

    facts: list[ProductFacts] = field(default_factory=list)
    categories: dict[int, set[int]] = field(default_factory=dict)
    vocabulary: dict[int, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stocked:
    """What the stock records of a listing say together."""

    price_paise: int
    has_price_range: bool
    free: int


def gather(listing_ids: Iterable[int]) -> Gathered:
    """The facts of those listings that readers may see: live ones of approved groups that have a price."""
    rows = Listing.objects.filter(
        pk__among=list(listing_ids), status=Listing.Status.LIVE, group__status=ProducerGroup.Status.APPROVED, live_at__isnull=False
    )
    # Shared by many: one instance of each, not one a listing.
    listings = list(rows.prefetch_related("product_type", Prefetch("group", ProducerGroup.objects.select_related("district"))))
    products = [listing.product_id for listing in listings]
    stock, pictures, translations = _stock(products), _pictures(products), _translations(listings)
    headings = _headings(products)
    today = timezone.localdate()
    marks = marks_for_listings(listings, today)
    seasons = open_seasons([listing.pk for listing in listings])
    days = calendars({listing.group_id: listing.group for listing in listings}.values(), today)
    now = timezone.now()
    gathered = Gathered()
    for listing in listings:
        if listing.product_id not in stock:
            continue
        own = headings[listing.product_id]
        facts = _facts(listing, stock[listing.product_id], marks[listing.pk])
        _say_away(facts, days[listing.group_id], today)
        _say_season(facts, seasons.get(listing.pk), today)
        _say_wait(facts, today)
        facts.picture = pictures.get(listing.product_id)
        facts.category_paths = sorted(path for path, _key in own)
        gathered.vocabulary[listing.pk] = _write_words(facts, listing, translations[str(listing.pk)])
        facts.refreshed_at = now
        gathered.facts.append(facts)
        gathered.categories[listing.pk] = {key for _path, key in own}
    return gathered


def _facts(listing: Listing, stocked: Stocked, marks: Sequence[Mark]) -> ProductFacts:
    group, product_type = listing.group, listing.product_type
    stock = _stock_state(listing, stocked.free)
    return ProductFacts(
        listing=listing,
        product_id=listing.product_id,
        slug=listing.slug,
        title=listing.title,
        title_key=" ".join(plain_words(listing.title))[:200],
        summary=listing.summary,
        size_text=listing.size_text or _net_quantity(listing),
        type_code=product_type.code,
        type_name=product_type.name,
        family=product_type.family,
        group_slug=group.slug,
        group_name=group.name,
        village=group.village,
        district_code=group.district.code,
        district_name=group.district.name,
        rollup=group.district.rollup,
        price_paise=stocked.price_paise,
        has_price_range=stocked.has_price_range,
        marks=[mark.code for mark in marks],
        marks_until=_soonest(mark.valid_to for mark in marks),
        dispatch_days=ready_days(listing.dispatch_days, listing.made_to_order_days),
        stock=stock,
        stock_left=stocked.free,
        months=sorted(listing.available_months),
        live_at=listing.live_at or timezone.now(),
    )


def _say_away(facts: ProductFacts, calendar: Calendar, today: date) -> None:
    """What a group says that is closed today: when it packs again, and whether it sells meanwhile."""
    if calendar.away_on(today):
        facts.back_on = calendar.next_open(today)
        facts.is_paused = calendar.pause_on(today) is not None


def _say_season(facts: ProductFacts, season: Season | None, today: date) -> None:
    """What is sold ahead: from when it is sent, and whether orders are taken today."""
    if season is None:
        return
    if today < season.opens_on:
        facts.back_on, facts.is_paused = season.opens_on, True
    elif today > season.closes_on:
        facts.stock = ProductFacts.Stock.SOLD_OUT
    elif not facts.is_paused and season.ships_from > today:
        facts.back_on = max(season.ships_from, facts.back_on or today)


def _say_wait(facts: ProductFacts, today: date) -> None:
    """What is packed or sold from a later day on is not ready before: lists by days, and the rule of places, must not say so."""
    if facts.back_on:
        facts.dispatch_days += (facts.back_on - today).days


def _net_quantity(listing: Listing) -> str:
    """``500 g``: how much is in the pack, for goods that are weighed or measured. Pieces say nothing that the title does not."""
    if listing.net_unit not in MEASURED:
        return ""
    return f"{listing.net_quantity.normalize():f} {listing.net_unit}"


def _stock_state(listing: Listing, free: int) -> ProductFacts.Stock:
    """What the card says; the product's page and basket say the same. Stock of what is made to order is how many may be ordered."""
    if free <= 0:
        return ProductFacts.Stock.SOLD_OUT
    if listing.made_to_order_days:
        return ProductFacts.Stock.MADE_TO_ORDER
    return ProductFacts.Stock.FEW if free <= FEW else ProductFacts.Stock.IN_STOCK


def _soonest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _stock(products: Sequence[int]) -> dict[int, Stocked]:
    """Prices and free pieces, those of variants counted with their parent. A parent's price is its lowest variant's."""
    prices: dict[int, list[int]] = defaultdict(list)
    free: dict[int, int] = defaultdict(int)
    variants = Product.objects.filter(parent__pk__among=products, variant__withdrawn_at__isnull=True)
    parents = dict(variants.values_list("pk", "parent_id"))  # asked apart: an OR over both keys reads every stock record there is
    records = StockRecord.objects.filter(product__pk__among=[*products, *parents], price__isnull=False)
    for product_id, price, in_stock, allocated in records.values_list("product_id", "price", "num_in_stock", "num_allocated"):
        key = parents.get(product_id, product_id)
        prices[key].append(from_rupees(price))
        free[key] += max(0, (in_stock or 0) - (allocated or 0))
    return {key: Stocked(min(found), len(set(found)) > 1, free[key]) for key, found in prices.items()}


def _pictures(products: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The first picture of each product, as pages show it."""
    images = ProductImage.objects.filter(product__pk__among=products, picture__isnull=False).order_by("display_order", "pk")
    first: dict[int, int] = {}
    for product_id, picture_id in images.values_list("product_id", "picture_id"):
        first.setdefault(product_id, picture_id)
    shown = sources_of(Picture.objects.filter(pk__in=set(first.values())))
    return {product_id: shown[picture_id] for product_id, picture_id in first.items() if picture_id in shown}


def _headings(products: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
    """Path and key of each product's headings and of all above them."""
    tree = dict(Category.objects.values_list("path", "pk"))
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for product_id, path in ProductCategory.objects.filter(product__pk__among=products).values_list("product_id", "category__path"):
        stems = (path[:length] for length in range(TREEBEARD_STEP, len(path) + 1, TREEBEARD_STEP))
        found[product_id].update((stem, tree[stem]) for stem in stems)
    return found


def _translations(listings: Sequence[Listing]) -> Mapping[str, list[tuple[str, str]]]:
    """Field and text of titles and summaries in other languages, so that a listing is found by them too; outdated ones are left out."""
    keys = [str(listing.pk) for listing in listings]
    rows = Translation.objects.filter(
        subject_type=Listing._meta.label_lower, subject_key__among=keys, field__in=SEARCHED_TRANSLATIONS
    ).exclude(status=Translation.Status.OUTDATED)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, name, body in rows.order_by("pk").values_list("subject_key", "field", "body"):
        found[key].append((name, body))
    return found


def _write_words(facts: ProductFacts, listing: Listing, translated: Sequence[tuple[str, str]]) -> set[str]:
    """Give ``facts`` all text that is searched, as stems; the plain words of all but the story, for the vocabulary.

    Names of headings are left out: "Pulp & juice" would make every pulp a juice. The type's name says what a thing is.
    """
    group = listing.group
    titles = [listing.title, *(body for name, body in translated if name == "title")]
    about = [listing.summary, listing.product_type.name, listing.size_text, group.name, group.village, group.district.name]
    about += [body for name, body in translated if name != "title"]
    title_words, about_words = _plain(titles), _plain(about)
    facts.title_stems = " ".join(map(stem, title_words))
    facts.about_stems = " ".join(map(stem, about_words))
    facts.words = " ".join(stems(listing.story))
    return {*title_words, *about_words}


def _plain(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in plain_words(text)]
