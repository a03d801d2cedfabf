"""Listings for tests, made through the room's own functions. Plain functions; every argument has a default."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalogue.listings import create_listing, publish
from catalogue.models import Listing, ProductType
from catalogue.photos import add_photo
from media.models import Picture
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from provenance.lots import Step, create_lot
from provenance.models import Lot, Place
from provenance.stock import add_stock_lot
from tests.producers.factories import make_group

STOLE_DECLARATIONS = {"generic_name": "Pashmina stole", "fibre_content": "100% pashmina", "dimensions_cm": "68 x 200", "care": "Wash cold."}
FOOD_DECLARATIONS = {
    "generic_name": "Dried apricot",
    "ingredients": "Apricots",
    "allergens": "None known",
    "storage": "Cool and dry",
    "veg": True,
    "nutrition_per_100": {"energy_kcal": 241},
}


def type_of(code: str) -> ProductType:
    return ProductType.objects.get(code=code)


def make_draft(group: ProducerGroup | None = None, *, type_code: str = "pashmina_stole", **fields: Any) -> Listing:
    """A stole, complete but for its picture."""
    given = {
        "title": "Undyed stole",
        "price_paise": 1_850_000,
        "mrp_paise": 1_980_000,
        "stock": 6,
        "summary": "Hand-spun and hand-woven",
        "category": "stoles-and-shawls",
        "weight_g": 260,
        "hsn": "62142020",
        "handmade": True,
        "declarations": STOLE_DECLARATIONS,
        "acting_user": None,
        **fields,
    }
    return create_listing(group=group or make_group(), product_type=type_of(type_code), **given)


def make_food(group: ProducerGroup | None = None, *, type_code: str = "apricot_dried", **fields: Any) -> Listing:
    """Dried apricots, complete but for picture and lot."""
    given = {
        "title": "Halman apricots",
        "price_paise": 64_000,
        "mrp_paise": 69_000,
        "category": "dried-apricot-and-kernels",
        "hsn": "081310",
        "net_quantity": Decimal(500),
        "net_unit": "g",
        "declarations": FOOD_DECLARATIONS,
        "handmade": False,
        **fields,
    }
    return make_draft(group, type_code=type_code, **given)


def make_picture(title: str = "Stole") -> Picture:
    return Picture.objects.create(title=title, description=f"{title}, folded", file=f"pictures/{title.lower()}.jpg", width=1200, height=900)


def with_photo(listing: Listing) -> Listing:
    add_photo(listing=listing, picture=make_picture(), acting_user=None)
    return listing


def make_live(group: ProducerGroup | None = None, **fields: Any) -> Listing:
    """A stole on sale."""
    listing = with_photo(make_draft(group, **fields))
    publish(listing, acting_user=None)
    return listing


def record_of(listing: Listing) -> StockRecord:
    return StockRecord.objects.get(product_id=listing.product_id)


def make_lot(group: ProducerGroup, *, type_code: str = "apricot_dried", days: int = 300, age: int = 10, **fields: Any) -> Lot:
    """A lot that was made ``age`` days ago and keeps for ``days`` more days; ``days=0`` for goods without an end."""
    today = timezone.localdate()
    made_on = today - timedelta(days=age)
    place = Place.objects.get(code="sankoo")
    given = {
        "place": place,
        "made_on": made_on,
        "best_before": today + timedelta(days=days) if days else None,
        "quantity": Decimal(40),
        "unit": "kg",
        "steps": [Step("dried", made_on, "Growers", place=place, evidence="Slip 12")],
        "acting_user": None,
        **fields,
    }
    return create_lot(group=group, product_type=type_of(type_code), **given)


def put_in_stock(listing: Listing, lot: Lot, quantity: int = 6) -> None:
    add_stock_lot(stock_record=record_of(listing), lot=lot, quantity=quantity, acting_user=None)
