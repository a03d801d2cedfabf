"""This room's requirement for going live: the tax rate of the goods is known."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Listing
from catalogue.problems import Problem
from catalogue.requirements import register_requirement
from money.paise import from_rupees
from payments import tax
from payments.errors import NoTaxRate
from producers.oscar.models import StockRecord


def tax_rate_is_known(listing: Listing) -> list[Problem]:
    """There is a rate for the heading at every price at which the listing is sold."""
    mine = StockRecord.objects.filter(product_id=listing.product_id) | StockRecord.objects.filter(product__parent_id=listing.product_id)
    prices = [from_rupees(price) for price in mine.exclude(price=None).values_list("price", flat=True)]
    table = tax.table_for([listing.hsn], timezone.localdate())
    try:
        for price in prices:
            table.rate(tax.Goods(listing.hsn, listing.handmade, price))
    except NoTaxRate:
        words = _("No tax rate is known for HSN %(hsn)s. Staff have to add one.") % {"hsn": listing.hsn}
        return [Problem("no_tax_rate", words, field="hsn")]
    return []


def register() -> None:
    """Join the catalogue's port."""
    register_requirement("tax_rate_is_known", tax_rate_is_known)
