"""Guards on Oscar's stock records, whoever saves them, and news from the rooms below passed on to those above."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _

from catalogue.models import Listing, Product, ProductImage, Variant
from catalogue.signals import listing_changed
from media.signals import sizes_made
from money.paise import from_rupees
from producers.oscar.models import StockRecord
from producers.signals import group_changed, stock_record_checked


@receiver(stock_record_checked, dispatch_uid="catalogue.check_stock_record")
def check_stock_record(*, stock_record: StockRecord, **kwargs: Any) -> None:
    """Refuse a stock record of another group, on a product with variants, or priced above the MRP.

    Runs for forms (as a message beside the form) and again before every save, so Oscar's dashboard can not go around it.
    Raises ``ValidationError``. Products without a listing are never shown or sold, so they are left alone.
    """
    listing, mrp_paise = _listing_and_mrp(stock_record.product_id)
    if listing is None:
        return
    if listing.group.oscar_partner_id != stock_record.partner_id:
        raise ValidationError(_("This product belongs to another group."))
    if listing.product_id == stock_record.product_id and listing.product.structure == Product.PARENT:
        raise ValidationError(_("Only the variants of this product have stock."))
    if stock_record.price is not None and from_rupees(stock_record.price) > mrp_paise:
        raise ValidationError(_("The price is above the MRP."))


@receiver(pre_save, sender=StockRecord, dispatch_uid="catalogue.check_stock_record_save")
def check_before_save(*, instance: StockRecord, raw: bool = False, **kwargs: Any) -> None:
    """The same check before every save of a stock record, fixtures left out."""
    if not raw:
        check_stock_record(stock_record=instance)


def _listing_and_mrp(product_id: int) -> tuple[Listing | None, int]:
    listings = Listing.objects.select_related("group", "product")
    listing = listings.filter(product_id=product_id).first()
    if listing is not None:
        return listing, listing.mrp_paise
    variant = Variant.objects.select_related("listing__group", "listing__product").filter(product_id=product_id).first()
    return (variant.listing, variant.mrp_paise) if variant else (None, 0)


@receiver(group_changed, dispatch_uid="catalogue.pass_on_group")
def pass_on_group(*, group_id: int, **kwargs: Any) -> None:
    """A suspended or renamed group changes what readers see of all its live listings."""
    for listing_id in Listing.objects.filter(group_id=group_id, status=Listing.Status.LIVE).values_list("pk", flat=True):
        listing_changed.send(sender=Listing, listing_id=listing_id)


@receiver(sizes_made, dispatch_uid="catalogue.pass_on_sizes")
def pass_on_sizes(*, picture_id: int, **kwargs: Any) -> None:
    """New sizes of a picture change the cards of the listings that show it."""
    shown = ProductImage.objects.filter(picture_id=picture_id)
    for listing_id in Listing.objects.filter(product_id__in=shown.values("product_id")).values_list("pk", flat=True):
        listing_changed.send(sender=Listing, listing_id=listing_id)
