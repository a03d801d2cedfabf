"""Which lot the goods of a new listing come from: the one the group chose, or one that is written down on the way.

The answer ``lot`` of a draft is ``{"code": "L-20817"}`` or ``{"made_on": "2026-10-01", "best_before": "2027-10-01"}``; nothing for
goods without a lot.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from catalogue.models import Listing, ProductType
from catalogue.sending import register_finisher
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from provenance.lots import create_lot
from provenance.models import Lot, Place, StockLot
from provenance.pieces import settle


def lots_to_choose(group: ProducerGroup, product_type: ProductType) -> QuerySet[Lot]:
    """The group's open lots of this type, the newest first."""
    lots = Lot.objects.filter(group=group, product_type=product_type, status=Lot.Status.OPEN)
    return lots.select_related("place").order_by("-made_on", "-pk")


def lot_of(listing: Listing | None) -> Lot | None:
    """The lot in order that most pieces of a listing come from."""
    if listing is None:
        return None
    mine = Q(stock_record__product=listing.product_id) | Q(stock_record__product__parent=listing.product_id)
    rows = StockLot.objects.filter(mine, quantity__gt=0)
    most = rows.filter(lot__status=Lot.Status.OPEN).select_related("lot").order_by("-quantity", "pk").first()
    return most.lot if most else None


def put_into_lot(listing: Listing, answers: Mapping[str, Any], acting_user: User | None, on_behalf_of: str) -> None:
    """Say that the pieces in stock come from the lot. After a correction the lots hold as many as the stock. Sizes share it."""
    chosen = answers.get("lot") or {}
    mine = Q(product_id=listing.product_id) | Q(product__variant__listing=listing, product__variant__withdrawn_at__isnull=True)
    records = list(StockRecord.objects.filter(mine, num_in_stock__gt=0).select_related("product__variant").order_by("pk"))
    if not chosen or not records:
        return
    lot = _lot(listing, chosen, records, acting_user, on_behalf_of)
    if lot is None:
        return
    for record in records:
        settle(stock_record=record, lot=lot, acting_user=acting_user, on_behalf_of=on_behalf_of)


def _holds(record: StockRecord, listing: Listing) -> Decimal:
    """What the pieces of one product hold together, in the listing's unit."""
    variant = getattr(record.product, "variant", None)
    return Decimal(record.num_in_stock or 0) * (variant.net_quantity if variant else listing.net_quantity)


def _lot(
    listing: Listing, chosen: Mapping[str, Any], records: Sequence[StockRecord], acting_user: User | None, on_behalf_of: str
) -> Lot | None:
    if chosen.get("code"):
        return lots_to_choose(listing.group, listing.product_type).filter(code=chosen["code"]).first()
    best_before = date.fromisoformat(chosen["best_before"]) if chosen.get("best_before") else None
    made_on = date.fromisoformat(chosen["made_on"])
    place = Place.objects.filter(code=listing.place_code).first()
    if place is None:
        return None
    made = Lot.objects.filter(
        group=listing.group,
        product_type=listing.product_type,
        made_on=made_on,
        best_before=best_before,
        place=place,
        stock_lots__stock_record__in=records,
    ).first()
    return made or create_lot(
        group=listing.group,
        product_type=listing.product_type,
        place=place,
        made_on=made_on,
        best_before=best_before,
        quantity=sum((_holds(record, listing) for record in records), Decimal(0)),
        unit=listing.net_unit,
        acting_user=acting_user,
        on_behalf_of=on_behalf_of,
    )


def register() -> None:
    """Join the catalogue's port."""
    register_finisher("lot", put_into_lot)
