"""Price and stock of what is for sale: both change at once, by guarded UPDATEs, and are journalled."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from catalogue.errors import PriceAboveMrp, StaleVersion, StockTooLow
from catalogue.journalling import record_change
from catalogue.models import Listing, Product, Variant
from money.paise import from_rupees, to_rupees
from producers.oscar.models import StockRecord


def refuse_above_mrp(price_paise: int, mrp_paise: int) -> None:
    """Raise ``PriceAboveMrp``, or ``ValueError`` for a price of nothing."""
    if price_paise <= 0 or mrp_paise <= 0:
        raise ValueError("A price is more than nothing.")
    if price_paise > mrp_paise:
        raise PriceAboveMrp(price_paise, mrp_paise)


def change_price(
    *,
    listing: Listing,
    price_paise: int,
    acting_user: User | None,
    mrp_paise: int | None = None,
    expected: tuple[int, int] | None = None,
    product: Product | None = None,
    on_behalf_of: str = "",
) -> None:
    """Give the listing, or one variant of it (``product``), another price, and another MRP if one is given.

    ``expected`` holds the price and the MRP that the person saw: when they have changed since, ``StaleVersion`` is raised and nothing
    written. Raises ``PriceAboveMrp``. The listing's row is locked first, so that price and MRP can not pass each other.
    """
    with transaction.atomic():
        held = Listing.objects.select_for_update().get(pk=listing.pk)
        owner: Listing | Variant = _variant(held, product) or held
        record = _record(held, product)
        mrp = owner.mrp_paise if mrp_paise is None else mrp_paise
        before = {"price_paise": from_rupees(record.price or Decimal(0)), "mrp_paise": owner.mrp_paise}
        if expected is not None and tuple(before.values()) != expected:
            raise StaleVersion(f"Price and MRP are {before} now, not {expected}.")
        refuse_above_mrp(price_paise, mrp)
        after = {"price_paise": price_paise, "mrp_paise": mrp}
        if before == after:
            return
        StockRecord.objects.filter(pk=record.pk).update(price=to_rupees(price_paise))
        type(owner).objects.filter(pk=owner.pk).update(mrp_paise=mrp)
        if owner == held:
            listing.mrp_paise = mrp
        record_change("listing.price", held, acting_user, on_behalf_of, before=before, after={**after, "sku": record.partner_sku})


def change_stock(
    *,
    listing: Listing,
    stock: int,
    acting_user: User | None,
    expected: int | None = None,
    product: Product | None = None,
    on_behalf_of: str = "",
) -> None:
    """Say how many pieces the group has, those promised to orders included.

    ``expected`` is the number that the person saw: when it has changed since, ``StaleVersion`` is raised and nothing written.
    Raises ``StockTooLow`` for fewer than are promised.
    """
    if stock < 0:
        raise ValueError("A stock is zero or more.")
    with transaction.atomic():
        record = _record(listing, product)
        enough = Q(num_allocated__isnull=True) | Q(num_allocated__lte=stock)
        unchanged = Q() if expected is None else Q(num_in_stock=expected)
        if not StockRecord.objects.filter(enough, unchanged, pk=record.pk).update(num_in_stock=stock):
            held = StockRecord.objects.get(pk=record.pk)
            if (held.num_allocated or 0) > stock:
                raise StockTooLow(stock, held.num_allocated)
            raise StaleVersion(f"The stock is {held.num_in_stock} now, not {expected}.")
        if record.num_in_stock != stock:
            before = {"stock": record.num_in_stock}
            record_change(
                "listing.stock", listing, acting_user, on_behalf_of, before=before, after={"stock": stock, "sku": record.partner_sku}
            )


def _record(listing: Listing, product: Product | None) -> StockRecord:
    """The stock record of the listing's single product or of one of its variants. Raises ``StockRecord.DoesNotExist``."""
    if product is None or product.pk == listing.product_id:
        return StockRecord.objects.get(product_id=listing.product_id)
    return StockRecord.objects.get(product_id=product.pk, product__parent_id=listing.product_id)


def _variant(listing: Listing, product: Product | None) -> Variant | None:
    return Variant.objects.filter(listing=listing, product=product).first() if product is not None else None
