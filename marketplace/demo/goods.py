"""The groups, lots and listings of the demo, made through the same functions that people use."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.listings import add_variant, create_listing, publish
from catalogue.models import Listing, Product, ProductType
from catalogue.photos import add_photo
from delivery.origins import ensure_origin
from marketplace.demo.papers import Calendar, Row, load_papers
from media.models import Picture
from producers.districts import district_on
from producers.models import ProducerGroup
from producers.onboarding import apply, approve
from producers.oscar.models import StockRecord
from provenance.lots import Step, create_lot
from provenance.models import Lot, Place
from provenance.stock import add_stock_lot

REVIEWED = "Demo: staff have looked at the pack and at the paper of the maker."


def load_group(
    row: Row, picture: Picture, products: Sequence[Row], types: Mapping[str, ProductType], calendar: Calendar, *, staff: User
) -> ProducerGroup:
    """The group of a row, made and approved if missing, with its origin, its certificates and its picture."""
    group = ProducerGroup.objects.filter(slug=row["slug"]).first()
    if group is not None:
        return group
    place = Place.objects.get(code=row["place"])
    with transaction.atomic():
        group = apply(
            name=row["name"],
            slug=row["slug"],
            kind=row["kind"],
            district=district_on(row["district"], timezone.localdate()),
            village=place.name,
            place_code=place.code,
            pin=row["pin"],
            address="\n".join(row["address_lines"]),
            legal_name=row["legal_name"],
            tax_status=row["tax_status"],
            gstin=row["gstin"],
            fssai=row["fssai"],
            year_founded=row["year_founded"],
            members_count=row["members_count"],
            women_percent=row["women_percent"],
            care_phone=row["care_phone"],
            care_email=row["care_email"],
            about=row["about"],
            history=[(entry["year"], entry["text"]) for entry in row["how_we_began"]],
            dispatch_days=row["dispatch_days"],
            is_demo=True,
            acting_user=staff,
        )
        approve(group, acting_user=staff)
        ProducerGroup.objects.filter(pk=group.pk).update(picture=picture)
        ensure_origin(group=group)
        load_papers(group, row, products, types, calendar, staff=staff)
    return group


def load_lot(
    row: Row, calendar: Calendar, groups: Mapping[str, ProducerGroup], places: Mapping[str, Place], types: Mapping[str, ProductType]
) -> Lot:
    """The lot of a row with its journey, made if missing."""
    lot = Lot.objects.filter(code=row["code"]).first()
    if lot is not None:
        return lot
    return create_lot(
        group=groups[row["group"]],
        product_type=types[row["product_type"]],
        place=places[row["place"]],
        made_on=calendar.day(row["made_on"]),
        best_before=calendar.day(row["best_before"]) if row["best_before"] else None,
        quantity=_decimal(row["quantity"]),
        unit=row["unit"],
        steps=[_step(step, calendar, places) for step in row["steps"]],
        code=row["code"],
        is_demo=True,
        acting_user=None,
    )


def load_product(
    row: Row, number: int, group: ProducerGroup, product_type: ProductType, lots: Sequence[Lot], photos: Sequence[Picture], *, staff: User
) -> Listing:
    """The listing of a row, made, photographed and published if missing; all of it or nothing.

    ``number`` spreads the listings over the last weeks, so that "newest" is an order and not a draw.
    """
    listing = Listing.objects.filter(slug=row["slug"]).first()
    if listing is not None:
        return listing
    with transaction.atomic():
        listing = create_listing(
            group=group,
            product_type=product_type,
            title=row["title"],
            slug=row["slug"],
            price_paise=row["price_paise"],
            mrp_paise=row["mrp_paise"],
            stock=row["stock"],
            category=row["category"],
            attributes=row["attributes"],
            acting_user=staff,
            is_demo=True,
            **_facts(row, product_type),
        )
        for choice in row["variants"]:
            _variant(listing, choice, staff)
        for photo in photos:
            add_photo(listing=listing, picture=photo, acting_user=staff)
        for lot in lots:
            _stock_from(lot, listing, staff)
        Listing.objects.filter(pk=listing.pk).update(live_at=timezone.now() - timedelta(hours=5 * number))
        listing.refresh_from_db()
        publish(listing, acting_user=staff, overruled=row.get("reviewed", ()), reason=REVIEWED if "reviewed" in row else "")
    return listing


def _facts(row: Row, product_type: ProductType) -> dict[str, Any]:
    return {
        "summary": row["summary"],
        "story": row["story"],
        "size_text": row["size_text"],
        "net_quantity": _decimal(row["net_quantity"]),
        "net_unit": row["net_unit"],
        "weight_g": row["weight_g"],
        "packed_mm": row["packed_mm"],
        "dispatch_days": row["dispatch_days"],
        "made_to_order_days": row["made_to_order_days"],
        "handmade": row["handmade"],
        "is_food": product_type.is_food,
        "is_liquid": row["liquid"],
        "is_fragile": row["fragile"],
        "freezes": row["freezes"],
        "hsn": row["hsn"],
        "available_months": row["available_months"],
        "declarations": row["declarations"],
    }


def _variant(listing: Listing, choice: Row, staff: User) -> Product:
    return add_variant(
        listing=listing,
        title=choice["title_suffix"],
        price_paise=choice["price_paise"],
        mrp_paise=choice["mrp_paise"],
        stock=choice["stock"],
        size_text=choice["size_text"],
        weight_g=choice["weight_g"],
        attributes=choice["attributes"],
        acting_user=staff,
    )


def _stock_from(lot: Lot, listing: Listing, staff: User) -> None:
    """All pieces of the listing, those of its variants included, come from the lot."""
    variants = listing.variants.values_list("product_id", flat=True)
    for record in StockRecord.objects.filter(product_id__in=[listing.product_id, *variants], num_in_stock__gt=0):
        add_stock_lot(stock_record=record, lot=lot, quantity=record.num_in_stock, acting_user=staff)


def _step(row: Row, calendar: Calendar, places: Mapping[str, Place]) -> Step:
    return Step(
        stage=row["stage"],
        happened_on=calendar.day(row["date"]),
        done_by=row["by"],
        place=places[row["place"]],
        note=row["note"],
        quantity_in=_decimal(row["quantity_in"]),
        quantity_out=_decimal(row["quantity_out"]),
        unit=row["unit"],
        evidence="Word of the group",
    )


def _decimal(value: float | None) -> Any:
    return None if value is None else Decimal(str(value))
