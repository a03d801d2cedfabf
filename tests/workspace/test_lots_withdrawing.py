"""A group calls a lot back: nothing of it is sold or sent any more, and whoever has some of it is told once."""

import pytest

from journal import outbox
from notices.models import Notice
from orders.models import OrderEvent
from orders.recalls import tell_withdrawn
from producers.oscar.models import StockRecord
from provenance.models import Lot
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring
from tests.storefront.buyer import title, words
from tests.workspace.listing_pages import Lister
from tests.workspace.test_lots import food, left, stock

pytestmark = pytest.mark.django_db
SAID = {"reason": "Mould in two bags", "what_to_do": "Do not eat it; write to us"}


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def address(slug: str, code: str = "L-ONE") -> str:
    return f"/workspace/listings/{slug}/lots/{code}/withdraw/"


def test_a_lot_is_withdrawn_from_the_page_of_lots_and_its_pieces_leave_the_stock(lister: Lister) -> None:
    listing = food(lister)
    add_lot(listing, "L-TWO", 4)
    StockRecord.objects.filter(product=listing.product).update(num_in_stock=14)
    assert address(listing.slug) in lister.client.get(f"/workspace/listings/{listing.slug}/lots/").content.decode()
    assert "No order was sent with pieces of it." in words(lister.client.get(address(listing.slug)))
    answer = lister.client.post(address(listing.slug), SAID, follow=True)
    assert "Lot L-ONE is withdrawn. Nothing of it is for sale" in words(answer)
    assert (stock(listing), left()) == (4, {"L-ONE": 0, "L-TWO": 4})
    again = lister.client.post(address(listing.slug), {**SAID, "reason": "Another one"})
    assert again.status_code == 303
    assert Lot.objects.get(code="L-ONE").withdrawn_reason == "Mould in two bags"


def test_what_is_promised_stays_promised_until_it_is_given_up(lister: Lister) -> None:
    listing = food(lister)
    placed = make.make_paid_order((listing, 3))
    lister.client.post(address(listing.slug), SAID)
    assert (stock(listing), left()) == (3, {"L-ONE": 3})
    assert "Sold out" in words(lister.client.get(f"/p/{listing.slug}/"))
    part = make.part_of(placed, lister.group)
    lister.client.post(f"/workspace/orders/{part.number}/decline/", {"reason": "damaged", "sure": "1"})
    assert (stock(listing), left()) == (0, {"L-ONE": 0})


@pytest.mark.parametrize(("missing", "expected"), [("reason", "Say what is wrong."), ("what_to_do", "Say what a buyer should do.")])
def test_both_texts_are_needed_and_what_was_typed_stays(lister: Lister, missing: str, expected: str) -> None:
    listing = food(lister)
    answer = lister.client.post(address(listing.slug), {**SAID, missing: " "})
    assert answer.status_code == 422
    assert expected in words(answer)
    assert title(answer).startswith("Error: Withdraw lot L-ONE")
    kept = next(text for name, text in SAID.items() if name != missing)
    assert kept in words(answer)
    assert (stock(listing), Lot.objects.get(code="L-ONE").status) == (10, "open")


def test_lots_of_other_groups_are_not_there(lister: Lister) -> None:
    listing = food(lister)
    other = Lister(make.make_group())
    food(other, code="L-OTHER")
    assert lister.client.get(address(listing.slug, "L-OTHER")).status_code == 404
    assert lister.client.post(address(listing.slug, "L-OTHER"), SAID).status_code == 404
    assert other.client.get(address(listing.slug)).status_code == 404


def test_shoppers_who_were_sent_some_of_it_are_told_once_each(lister: Lister) -> None:
    listing = food(lister)
    sent = bring(make.place_order((listing, 2)), lister.group, "handed_over")
    bring(make.place_order((listing, 1)), lister.group, "packed")
    assert "1 order was sent with pieces of it." in words(lister.client.get(address(listing.slug)))
    lister.client.post(address(listing.slug), SAID)
    outbox.drain()
    tell_withdrawn({"lot": Lot.objects.get(code="L-ONE").pk})  # as after a broken run
    [event] = OrderEvent.objects.filter(kind="lot_withdrawn")
    assert (event.producer_order, event.detail) == (sent, {"lot": "L-ONE"})
    [notice] = Notice.objects.filter(kind="order_lot_withdrawn")
    assert "Mould in two bags" in notice.body
    assert "Do not eat it; write to us" in notice.body
