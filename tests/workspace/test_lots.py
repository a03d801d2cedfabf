"""The page of lots: pieces come in and go out with the stock, once, never below what orders need, and only for the own group."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from catalogue.models import Listing, ProductType
from journal.models import AuditEntry
from orders import fulfilment
from orders.models import ProducerOrder
from producers.oscar.models import StockRecord
from provenance.models import Lot, StockLot
from provenance.withdrawing import withdraw
from tests.catalogue.factories import make_lot
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring
from tests.storefront.buyer import hidden_fields, queries_of, title, words
from tests.workspace.listing_pages import Lister

pytestmark = pytest.mark.django_db


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def food(lister: Lister, stock: int = 10, code: str = "L-ONE") -> Listing:
    """Dried apricots, all of them from one lot."""
    apricots = ProductType.objects.get(code="apricot_dried")
    listing = make.make_food(lister.group, "Dried apricots", stock=stock, product_type=apricots)
    if stock:
        add_lot(listing, code, stock)
    return listing


def address(listing: Listing) -> str:
    return f"/workspace/listings/{listing.slug}/lots/"


def attempt(lister: Lister, listing: Listing) -> str:
    return hidden_fields(lister.client.get(address(listing)))["attempt"]


def add(lister: Lister, listing: Listing, quantity: object, lot: str = "L-ONE", **more: str) -> HttpResponse:
    data = {"attempt": attempt(lister, listing), "quantity": str(quantity), "lot": lot, **more}
    return lister.client.post(address(listing), data)


def take(lister: Lister, listing: Listing, quantity: object, lot: str = "L-ONE", **more: str) -> HttpResponse:
    row = f"take-{make.stock_of(listing).pk}-{Lot.objects.get(code=lot).pk}"
    data = {"attempt": attempt(lister, listing), "row": row, "quantity": str(quantity), "reason": "spoiled", **more}
    return lister.client.post(address(listing), data)


def stock(listing: Listing) -> int:
    return make.stock_of(listing).num_in_stock


def left() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot__code", "quantity"))


def test_pieces_are_added_to_a_lot_and_to_the_stock_and_a_repeated_post_adds_once(lister: Lister) -> None:
    listing = food(lister)
    key = attempt(lister, listing)
    for _press in range(2):
        answer = add(lister, listing, 25, attempt=key)
        assert (answer.status_code, answer["Location"]) == (303, address(listing))
    said = words(lister.client.get(address(listing)))
    assert "25 pieces were added to lot L-ONE. In stock now: 35." in said
    assert (stock(listing), left()) == (35, {"L-ONE": 35})
    entries = AuditEntry.objects.filter(action__in=["lot.stock", "listing.stock"], acting_user=lister.user)
    assert sorted(entries.values_list("action", flat=True)) == ["listing.stock", "lot.stock"]


def test_the_same_page_sent_with_other_numbers_books_nothing_and_says_so(lister: Lister) -> None:
    listing = food(lister)
    key = attempt(lister, listing)
    add(lister, listing, 5, attempt=key)
    answer = add(lister, listing, 6, attempt=key)
    assert answer.status_code == 422
    assert "This page was sent before with other numbers." in words(answer)
    assert hidden_fields(answer)["attempt"] != key
    assert (stock(listing), left()) == (15, {"L-ONE": 15})


def test_a_new_lot_is_written_down_with_its_days_and_place(lister: Lister) -> None:
    listing = food(lister, stock=0)
    today = timezone.localdate()
    days = {"made_on": (today - timedelta(days=3)).isoformat(), "best_before": (today + timedelta(days=300)).isoformat()}
    assert add(lister, listing, 12, "new", place="sankoo", **days).status_code == 303
    lot = Lot.objects.get()
    assert (lot.group, lot.product_type, lot.place.code) == (listing.group, listing.product_type, "sankoo")
    assert {"made_on": lot.made_on.isoformat(), "best_before": lot.best_before.isoformat()} == days
    assert (stock(listing), left()) == (12, {lot.code: 12})


@pytest.mark.parametrize(
    ("quantity", "made", "best", "place", "expected"),
    [
        ("", -3, 300, "sankoo", "Write how many pieces came in."),
        ("many", -3, 300, "sankoo", "Write a whole number"),
        ("0", -3, 300, "sankoo", "Write 1 or more."),
        ("5", None, 300, "sankoo", "Write the day on which the new lot was made or gathered."),
        ("5", 1, 300, "sankoo", "This day has not come yet."),
        ("5", -3, None, "sankoo", "Food needs a best-before day."),
        ("5", -3, -4, "sankoo", "The best-before day comes after the day of making."),
        ("5", -300, 5, "sankoo", "This does not keep long enough"),
        ("5", -3, 300, "", "Choose the place that the new lot comes from."),
    ],
)
def test_what_is_wrong_with_a_new_lot_is_told_and_nothing_is_written(
    lister: Lister, quantity: str, made: int | None, best: int | None, place: str, expected: str
) -> None:
    listing = food(lister, stock=0)
    today = timezone.localdate()
    days = {name: (today + timedelta(days=day)).isoformat() for name, day in (("made_on", made), ("best_before", best)) if day is not None}
    answer = add(lister, listing, quantity, "new", place=place, **days)
    assert answer.status_code == 422
    assert expected in words(answer)
    assert title(answer).startswith("Error: Lots and pieces")
    assert f'value="{quantity}"' in answer.content.decode() or not quantity
    assert (stock(listing), Lot.objects.count()) == (0, 0)


def test_only_lots_of_the_group_and_the_goods_that_are_in_order_are_offered_and_taken(lister: Lister) -> None:
    listing = food(lister)
    make_lot(lister.group, code="L-OLD", days=12)
    make_lot(lister.group, code="L-WOOL", type_code="pashmina_stole")
    make_lot(make.make_group(), code="L-FOREIGN")
    withdraw(make_lot(lister.group, code="L-BAD"), reason="Mould", what_to_do="Do not eat it", acting_user=None)
    make_lot(lister.group, code="L-TWO")
    offered = [value for value, _label in lister.client.get(address(listing)).context["shown"].add.fields["lot"].choices]
    assert sorted(offered) == ["L-ONE", "L-TWO", "new"]
    for code in ("L-OLD", "L-WOOL", "L-FOREIGN", "L-BAD"):
        answer = add(lister, listing, 3, code)
        assert answer.status_code == 422
        assert "Choose a lot that is in order." in words(answer)
    assert (stock(listing), left()) == (10, {"L-ONE": 10})


def test_withdrawn_and_old_lots_are_marked_and_can_be_emptied(lister: Lister) -> None:
    listing = food(lister)
    old, bad = (add_lot(listing, code, 3, days=days) for code, days in (("L-OLD", 12), ("L-BAD", 300)))
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=16)
    make.make_paid_order((listing, 14))
    withdraw(bad, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    assert (stock(listing), left()) == (14, {"L-ONE": 10, "L-OLD": 3, "L-BAD": 1})
    said = words(lister.client.get(address(listing)))
    assert "Withdrawn: not sent any more" in said
    assert "Too old for new orders" in said
    assert "Past its best-before day" not in said
    for lot in (old, bad):
        assert take(lister, listing, 1, lot.code).status_code == 422  # orders need as many
    fulfilment.decline(ProducerOrder.objects.get(), reason="damaged", acting_user=lister.user)
    assert take(lister, listing, 3, old.code).status_code == 303
    assert (stock(listing), left()) == (10, {"L-ONE": 10, "L-OLD": 0, "L-BAD": 0})
    assert "L-BAD" not in words(lister.client.get(address(listing))).replace("lot L-BAD", "")


def test_pieces_are_taken_out_once_with_their_reason(lister: Lister) -> None:
    listing = food(lister)
    key = attempt(lister, listing)
    for _press in range(2):
        assert take(lister, listing, 10, attempt=key).status_code == 303
    assert "10 pieces were taken out of lot L-ONE. In stock now: 0." in words(lister.client.get(address(listing)))
    assert (stock(listing), left()) == (0, {"L-ONE": 0})
    assert AuditEntry.objects.get(action="lot.stock", acting_user=lister.user).reason == "Spoiled or broken"


def test_what_orders_need_can_not_be_taken_out(lister: Lister) -> None:
    listing = food(lister)
    make.make_paid_order((listing, 7))
    answer = take(lister, listing, 4)
    assert answer.status_code == 422
    assert "Orders need what is left: 3 can be taken out of this lot." in words(answer)
    assert 'value="4"' in answer.content.decode()
    assert (stock(listing), left()) == (10, {"L-ONE": 10})
    assert take(lister, listing, 3).status_code == 303
    assert "All of them are promised to orders." in words(lister.client.get(address(listing)))


def test_the_good_lot_is_kept_for_orders_while_another_is_withdrawn(lister: Lister) -> None:
    listing = food(lister)
    bad = add_lot(listing, "L-BAD", 5)
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=15)
    make.make_paid_order((listing, 4))
    withdraw(bad, reason="Mould", what_to_do="Do not eat it", acting_user=None)
    assert "6 can be taken out of this lot" in words(take(lister, listing, 7))
    assert (stock(listing), left()) == (10, {"L-ONE": 10, "L-BAD": 0})


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"quantity": "11"}, "10 pieces are left in this lot."),
        ({"quantity": "-1"}, "Write 1 or more."),
        ({"reason": ""}, "Say why."),
        ({"row": "take-0-0"}, "This lot is not among those of this listing."),
    ],
)
def test_taking_out_what_can_not_be_is_told_and_changes_nothing(lister: Lister, changed: dict[str, str], expected: str) -> None:
    listing = food(lister)
    answer = take(lister, listing, **{"quantity": "2", **changed})
    assert answer.status_code == 422
    assert expected in words(answer)
    assert (stock(listing), left()) == (10, {"L-ONE": 10})


def test_pieces_in_stock_without_a_lot_are_told_and_come_first_then_orders_can_be_packed(lister: Lister) -> None:
    listing = food(lister)
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=14)
    assert "4 pieces in stock are in no lot" in words(lister.client.get(address(listing)))
    assert add(lister, listing, 6).status_code == 303
    assert "The stock counted 4 of them already. In stock now: 16." in words(lister.client.get(address(listing)))
    assert (stock(listing), left()) == (16, {"L-ONE": 16})
    assert bring(make.place_order((listing, 16)), lister.group, "packed").status == "packed"


def test_pieces_in_lots_that_the_stock_does_not_count_go_out_first(lister: Lister) -> None:
    listing = food(lister)
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=8)
    assert "2 pieces in lots are not counted in the stock." in words(lister.client.get(address(listing)))
    assert take(lister, listing, 3).status_code == 303
    assert (stock(listing), left()) == (7, {"L-ONE": 7})


def test_packed_pieces_are_neither_missing_nor_too_many(lister: Lister) -> None:
    listing = food(lister)
    bring(make.place_order((listing, 4)), lister.group, "packed")
    said = words(lister.client.get(address(listing)))
    assert "Packed, not handed over 4" in said
    assert "in no lot" not in said
    assert "more than the stock" not in said


def test_goods_that_need_no_lot_get_one_on_top_of_what_they_have(lister: Lister) -> None:
    stole = make.make_listing(lister.group, "Stole", stock=10, product_type=ProductType.objects.get(code="pashmina_stole"))
    make_lot(lister.group, code="L-WOOL", type_code="pashmina_stole", days=0)
    assert add(lister, stole, 5, "L-WOOL").status_code == 303
    assert (stock(stole), left()) == (15, {"L-WOOL": 5})
    assert "in no lot" not in words(lister.client.get(address(stole)))


def test_the_page_of_another_groups_listing_and_of_a_packer_does_not_exist(lister: Lister) -> None:
    listing = food(lister)
    stranger = Lister(make.make_group())
    packer = Lister(lister.group, role="packer")
    for other in (stranger, packer):
        assert other.client.get(address(listing)).status_code == 404
        assert other.client.post(address(listing), {"quantity": "5", "lot": "L-ONE"}).status_code == 404
    own = food(stranger, code="L-OTHER")
    foreign_row = {"row": f"take-{make.stock_of(listing).pk}-{Lot.objects.get(code='L-ONE').pk}", "quantity": "1", "reason": "spoiled"}
    assert stranger.client.post(address(own), foreign_row).status_code == 422
    assert stranger.client.post(address(own), {"quantity": "5", "lot": "L-ONE"}).status_code == 422
    assert (stock(listing), left()) == (10, {"L-ONE": 10, "L-OTHER": 10})


def test_many_lots_are_read_in_as_many_queries_as_one(lister: Lister) -> None:
    listing = food(lister)
    few = queries_of(lister.client, address(listing))
    for number in range(24):
        add_lot(listing, f"L-MORE-{number}", 2)
    many = queries_of(lister.client, address(listing))
    assert len(few) == len(many)
    assert len(many) <= 12, "\n".join(many)


def test_the_sheet_shows_the_number_of_food_and_leads_to_its_lots(lister: Lister) -> None:
    listing = food(lister)
    page = lister.client.get(f"/workspace/groups/{lister.group.slug}/stock/")
    assert "Stock 10 Add pieces" in words(page)
    assert f'href="{address(listing)}"' in page.content.decode()
    key = make.stock_of(listing).pk
    assert f'name="stock-{key}"' not in page.content.decode()
    assert f'href="{address(listing)}"' in lister.client.get(f"/workspace/listings/{listing.slug}/").content.decode()
    data = {f"seen-{key}": "10:42000:42000", f"price-{key}": "400", f"mrp-{key}": "420"}
    assert lister.client.post(page.wsgi_request.path, data).status_code == 303
    assert str(make.stock_of(listing).price) == "400.00"


@pytest.mark.parametrize("number", ["15", "4"])
def test_the_sheet_refuses_another_number_for_food_both_ways(lister: Lister, number: str) -> None:
    listing = food(lister)
    key = make.stock_of(listing).pk
    data = {f"seen-{key}": "10:42000:42000", f"stock-{key}": number, f"price-{key}": "420", f"mrp-{key}": "420"}
    answer = lister.client.post(f"/workspace/groups/{lister.group.slug}/stock/", data)
    assert answer.status_code == 422
    assert "These goods are counted in their lots." in words(answer)
    assert (stock(listing), left()) == (10, {"L-ONE": 10})
