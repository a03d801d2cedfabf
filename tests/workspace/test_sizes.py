"""Goods in several sizes or weights: written with the listing, looked at by staff, on the sheet and in the shop, withdrawn one by one."""

import pytest

from catalogue import edits, publishing
from catalogue.models import Listing, ListingEdit, Variant
from catalogue.staff_facts import edit_facts
from orders import baskets, quotes
from producers.oscar.models import StockRecord
from provenance.models import StockLot
from search import facts
from search.models import ProductFacts
from tests.catalogue.factories import make_lot
from tests.orders import factories as make
from tests.storefront.buyer import words
from tests.workspace.listing_pages import FOOD_PAPERS, PRICE, Lister, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_dir")]
SMALL = {"label": "70 x 200 cm", "price": "18500", "stock": "3", "mrp": "19800", "weight_g": "260", "net_quantity": "1"}
LARGE = {"label": "100 x 200 cm", "price": "36800", "stock": "1", "mrp": "", "weight_g": "430", "net_quantity": "1"}


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def on_sale(lister: Lister) -> Listing:
    """Stoles in two sizes, written page by page and approved."""
    lister.fill()
    for size in (SMALL, LARGE):
        answer = lister.post("sizes", **size)
        assert (answer.status_code, answer["Location"]) == (303, f"/workspace/drafts/{lister.key}/sizes/")
    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    publishing.publish(listing, acting_user=None)
    return listing


def sizes(listing: Listing) -> dict[str, tuple[str, int, int, int]]:
    """Price, pieces, MRP and weight of each size that is offered."""
    rows = Variant.objects.filter(listing=listing, withdrawn_at__isnull=True).order_by("position")
    records = {row.product_id: row for row in StockRecord.objects.all()}
    return {
        row.label: (str(records[row.product_id].price), records[row.product_id].num_in_stock, row.mrp_paise, row.weight_g) for row in rows
    }


def test_sizes_are_written_with_the_listing_and_each_has_its_price_number_and_row(lister: Lister) -> None:
    lister.fill()
    assert "It comes in several sizes" in words(lister.get("price"))
    assert "sizes" not in lister.post("price", **PRICE)["Location"]
    lister.post("sizes", **LARGE)
    page = lister.get("sizes")
    assert "₹36,800, 1 piece" in words(page)
    assert "The price is above the MRP" in words(lister.post("sizes", **{**SMALL, "price": "19900"}))
    assert lister.post("sizes", **{**SMALL, "label": "100 X 200 CM"}).status_code == 422  # that name is taken
    lister.post("sizes", **SMALL)
    late = lister.post("sizes", row="0", **{**LARGE, "label": "Large", "seen": page.context["seen"]})
    assert late.status_code == 422
    assert "Somebody else has changed the sizes" in words(late)
    lister.post("sizes", row="0", **{**LARGE, "label": "Large"})
    lister.post("sizes", **{**SMALL, "label": "Odd"})
    lister.post("sizes", row="2", act="out")
    assert 'name="price"' not in lister.get("price").content.decode()  # each size has its own
    assert lister.post("price", weight_g="260", net_quantity="1", net_unit="piece")["Location"].endswith("/sizes/")
    assert "70 x 200 cm" in words(lister.get("check"))

    assert lister.post("check").status_code == 303
    listing = Listing.objects.get(group=lister.group)
    assert sizes(listing) == {"Large": ("36800.00", 1, 3_680_000, 430), "70 x 200 cm": ("18500.00", 3, 1_980_000, 260)}
    assert not StockRecord.objects.filter(product_id=listing.product_id).exists()
    publishing.publish(listing, acting_user=None)
    sheet = words(lister.client.get(f"/workspace/groups/{lister.group.slug}/stock/"))
    assert "Undyed stole, Large" in sheet
    assert "Undyed stole, 70 x 200 cm" in sheet


def test_what_staff_gave_back_takes_other_sizes_names_and_numbers(lister: Lister) -> None:
    lister.fill()
    for size in (SMALL, LARGE):
        lister.post("sizes", **size)
    lister.post("check")
    listing = Listing.objects.get(group=lister.group)
    publishing.ask_changes(listing, reason="Say how wide.", acting_user=None)
    lister.edit(listing.slug)
    assert lister.post("sizes", row="0", **{**SMALL, "label": LARGE["label"]}).status_code == 422
    lister.post("sizes", row="0", **{**SMALL, "label": "Narrow", "stock": "5", "price": "17000"})
    lister.post("sizes", row="1", act="out")
    lister.post("sizes", **{**LARGE, "label": "Wide"})
    assert lister.post("check").status_code == 303
    assert sizes(listing) == {"Narrow": ("17000.00", 5, 1_980_000, 260), "Wide": ("36800.00", 1, 3_680_000, 430)}


def test_a_new_size_and_another_name_wait_for_staff_while_the_shop_stays_as_it_is(lister: Lister) -> None:
    listing = on_sale(lister)
    lister.edit(listing.slug)
    assert "Take out" not in words(lister.get("sizes"))
    lister.post("sizes", row="0", label="Narrow", price="1")  # the price is the sheet's
    lister.post("sizes", **{**LARGE, "label": "Blanket", "price": "52000"})
    assert lister.post("check").status_code == 303
    assert list(sizes(listing)) == ["70 x 200 cm", "100 x 200 cm"]
    edit = ListingEdit.objects.get(listing=listing)
    told = next(fact for fact in edit_facts(edit) if fact.label == "Sizes")
    assert told.before == "70 x 200 cm\n100 x 200 cm"
    assert told.after == "Narrow\n100 x 200 cm\nBlanket: ₹52,000, MRP ₹52,000, 1 in stock, 430 g packed"
    edits.approve_edit(edit=edit, version=edit.version, acting_user=None)
    assert sizes(listing) == {
        "Narrow": ("18500.00", 3, 1_980_000, 260),
        "100 x 200 cm": ("36800.00", 1, 3_680_000, 430),
        "Blanket": ("52000.00", 1, 5_200_000, 430),
    }


def test_one_size_leaves_the_shop_at_once_and_comes_back_and_the_last_one_stays(lister: Lister) -> None:
    listing = on_sale(lister)
    small, large = Variant.objects.filter(listing=listing).order_by("position")
    basket = make.Basket.objects.create()
    baskets.add(basket=basket, product_id=small.product_id, quantity=1)
    address = f"/workspace/listings/{listing.slug}/move/"
    told = lister.client.post(address, {"act": "withdraw_size", "size": small.pk}, follow=True)
    assert f"“{small.label}” is off sale." in words(told)
    facts.refresh([listing.pk])
    assert ProductFacts.objects.get(listing=listing).price_paise == 3_680_000
    assert small.label not in words(lister.client.get(f"/p/{listing.slug}/"))
    assert small.label not in words(lister.client.get(f"/workspace/groups/{lister.group.slug}/stock/"))
    assert [problem.code for problem in quotes.quote(basket, make.DELHI).problems] == ["not_sold"]
    with pytest.raises(baskets.NotAdded):
        baskets.add(basket=basket, product_id=small.product_id, quantity=1)
    last = lister.client.post(address, {"act": "withdraw_size", "size": large.pk})
    assert last.status_code == 422
    assert "only size on sale" in words(last)
    lister.client.post(address, {"act": "restore_size", "size": small.pk})
    assert list(sizes(listing)) == [small.label, large.label]
    foreign = on_sale(Lister(make.make_group()))
    key = foreign.variants.values_list("pk", flat=True)[0]
    assert lister.client.post(address, {"act": "withdraw_size", "size": key}).status_code == 404
    assert foreign.variants.filter(withdrawn_at__isnull=True).count() == 2


def test_a_copy_asks_how_many_there_are_of_each_size_and_one_piece_on_sale_takes_none(lister: Lister) -> None:
    listing = on_sale(lister)
    answer = lister.client.post(f"/workspace/listings/{listing.slug}/edit/", {"act": "copy"})
    lister.key = answer["Location"].split("/")[3]
    assert "how many is not said yet" in words(lister.get("sizes"))
    refused = lister.post("check")
    assert refused.status_code == 422
    assert "how many you have of each size" in words(refused)
    lister.edit(make.make_listing(lister.group).slug)
    assert lister.get("sizes").status_code == 404


def test_weights_of_one_food_share_the_lot_it_is_sent_with(lister: Lister) -> None:
    type(lister.group).objects.filter(pk=lister.group.pk).update(fssai="21026001000123")
    lot = make_lot(lister.group, days=600)
    lister.start(photo())
    lister.post("what", type="apricot_dried")
    for label, holds, stock in (("250 g", "250", "4"), ("1 kg", "1000", "2")):
        lister.post("sizes", label=label, price="400", stock=stock, net_quantity=holds, weight_g="300")
    lister.post("price", net_quantity="500", net_unit="g")
    lister.post("from", place_code="sankoo", lot=lot.code)
    lister.post("words", title="Halman apricots")
    lister.post("papers", **FOOD_PAPERS)
    assert lister.post("check").status_code == 303
    assert list(StockLot.objects.filter(lot=lot).order_by("stock_record").values_list("quantity", flat=True)) == [4, 2]
