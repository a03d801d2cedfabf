"""Live listings for search tests. Plain functions; every argument has a default."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from catalogue.listings import create_listing
from catalogue.models import Listing, Product, ProductType
from producers.models import District, ProducerGroup
from search import facts
from search.models import ProductFacts
from tests.producers.factories import make_group

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_counter = itertools.count(1)


def group_in(district: str, name: str) -> ProducerGroup:
    return make_group(name, district=District.objects.get(code=district))


def goods(
    group: ProducerGroup,
    title: str,
    *,
    type_code: str = "apricot_dried",
    category: str = "dried-apricot-and-kernels",
    price_paise: int = 45_000,
    stock: int = 20,
    live_at: datetime | None = None,
    refresh: bool = True,
    **given: Any,
) -> Listing:
    """A listing on sale, with its facts. Each one goes live a minute after the one before it."""
    listing = create_listing(
        group=group,
        product_type=ProductType.objects.get(code=type_code),
        title=title,
        price_paise=price_paise,
        mrp_paise=given.pop("mrp_paise", price_paise),
        stock=stock,
        category=category,
        acting_user=None,
        **given,
    )
    put_live(listing, live_at or FIRST_DAY + timedelta(minutes=next(_counter)))
    if refresh:
        facts.refresh([listing.pk])
    return listing


def put_live(listing: Listing, live_at: datetime) -> None:
    """Live without review: what a listing needs for that is the catalogue's business, and tested there."""
    Listing.objects.filter(pk=listing.pk).update(status=Listing.Status.LIVE, live_at=live_at)
    Product.objects.filter(pk=listing.product_id).update(is_public=True)
    listing.refresh_from_db()


def facts_of(listing: Listing) -> ProductFacts:
    return ProductFacts.objects.get(listing=listing)
