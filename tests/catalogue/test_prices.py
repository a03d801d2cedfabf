"""Price and stock: never above the MRP, never below what is promised, never over somebody else's change."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import modelform_factory

from catalogue.errors import PriceAboveMrp, StaleVersion, StockTooLow
from catalogue.listings import add_variant, change_price, change_stock
from catalogue.models import Listing, Variant
from journal.models import AuditEntry
from producers.oscar.models import StockRecord
from tests.catalogue.factories import make_draft, make_live, record_of
from tests.producers.factories import make_group, make_user

pytestmark = pytest.mark.django_db


def test_a_price_may_reach_the_mrp_and_not_pass_it() -> None:
    listing, person = make_live(), make_user()
    change_price(listing=listing, price_paise=1_980_000, acting_user=person)
    with pytest.raises(PriceAboveMrp):
        change_price(listing=listing, price_paise=1_980_001, acting_user=person)
    assert record_of(listing).price == Decimal("19800.00")
    entry = AuditEntry.objects.get(action="listing.price")
    assert (entry.acting_user_id, entry.before["price_paise"], entry.after["price_paise"]) == (person.pk, 1_850_000, 1_980_000)


def test_a_new_mrp_comes_with_its_price() -> None:
    listing = make_live()
    change_price(listing=listing, price_paise=2_100_000, mrp_paise=2_200_000, acting_user=None)
    assert (listing.mrp_paise, Listing.objects.get().mrp_paise, record_of(listing).price) == (2_200_000, 2_200_000, Decimal("21000.00"))
    with pytest.raises(PriceAboveMrp):
        change_price(listing=listing, price_paise=2_100_000, mrp_paise=2_000_000, acting_user=None)
    assert Listing.objects.get().mrp_paise == 2_200_000


def test_the_same_price_again_is_no_act() -> None:
    listing = make_live()
    change_price(listing=listing, price_paise=1_850_000, acting_user=None)
    assert not AuditEntry.objects.filter(action="listing.price").exists()


def test_a_variant_has_a_price_and_an_mrp_of_its_own() -> None:
    listing = make_draft()
    product = add_variant(listing=listing, title="L", price_paise=1_900_000, stock=1, acting_user=None)
    change_price(listing=listing, product=product, price_paise=2_500_000, mrp_paise=2_600_000, acting_user=None)
    assert (Variant.objects.get().mrp_paise, Listing.objects.get().mrp_paise) == (2_600_000, 1_980_000)
    assert StockRecord.objects.get().price == Decimal("25000.00")


def test_a_product_of_another_listing_is_not_reached() -> None:
    listing, other = make_draft(), make_draft(make_group("Other"))
    with pytest.raises(StockRecord.DoesNotExist):
        change_price(listing=listing, product=other.product, price_paise=100, acting_user=None)
    with pytest.raises(StockRecord.DoesNotExist):
        change_stock(listing=listing, product=other.product, stock=0, acting_user=None)
    assert record_of(other).num_in_stock == 6


def test_the_stock_is_never_set_below_what_is_promised() -> None:
    listing = make_live()
    StockRecord.objects.update(num_allocated=4)
    with pytest.raises(StockTooLow) as refused:
        change_stock(listing=listing, stock=3, acting_user=None)
    assert (refused.value.promised, record_of(listing).num_in_stock) == (4, 6)
    change_stock(listing=listing, stock=4, acting_user=None)
    assert record_of(listing).num_in_stock == 4
    entry = AuditEntry.objects.get(action="listing.stock")
    assert (entry.before, entry.after["stock"]) == ({"stock": 6}, 4)


def test_a_stock_that_changed_since_it_was_read_is_not_overwritten() -> None:
    listing = make_live()
    change_stock(listing=listing, stock=8, acting_user=None)
    with pytest.raises(StaleVersion, match="8 now, not 6"):
        change_stock(listing=listing, stock=10, expected=6, acting_user=None)
    change_stock(listing=listing, stock=10, expected=8, acting_user=None)
    assert record_of(listing).num_in_stock == 10


def test_less_than_nothing_is_no_stock() -> None:
    listing = make_live()
    with pytest.raises(ValueError, match="zero or more"):
        change_stock(listing=listing, stock=-1, acting_user=None)


def test_oscars_own_form_shows_a_price_above_the_mrp_as_an_error() -> None:
    record = record_of(make_live())
    form_class = modelform_factory(StockRecord, fields=["price", "num_in_stock"])
    refused = form_class({"price": "19800.01", "num_in_stock": "6"}, instance=record)
    assert refused.errors == {"__all__": ["The price is above the MRP."]}
    assert form_class({"price": "19800.00", "num_in_stock": "6"}, instance=record_of(Listing.objects.get())).is_valid()


def test_no_save_gets_around_the_mrp_or_the_group() -> None:
    listing, other = make_live(), make_group("Other")
    record = record_of(listing)
    record.price = Decimal("19800.01")
    with pytest.raises(ValidationError, match="above the MRP"):
        record.save()
    record = record_of(listing)
    record.partner = other.oscar_partner
    with pytest.raises(ValidationError, match="another group"):
        record.save()
    assert record_of(listing).partner == listing.group.oscar_partner


def test_a_parent_product_gets_no_stock_record() -> None:
    listing = make_draft()
    add_variant(listing=listing, title="L", price_paise=100, stock=1, acting_user=None)
    with pytest.raises(ValidationError, match="Only the variants"):
        StockRecord.objects.create(product=listing.product, partner=listing.group.oscar_partner, partner_sku="X", num_in_stock=1)


def test_the_database_refuses_a_second_stock_record() -> None:
    record = record_of(make_draft())
    record.pk, record.partner_sku = None, "again"
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.bulk_create([record])
    assert StockRecord.objects.count() == 1
