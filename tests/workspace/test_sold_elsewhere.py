"""A piece sold at the stall: gone from stock, lots and shop with one tap, back with another for ten minutes, never what an order holds."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from catalogue.models import Listing
from journal import outbox
from journal.models import AuditEntry
from orders.models import ProducerOrder
from producers import facilitation
from producers.models import ProducerGroup
from producers.oscar.models import StockRecord
from provenance.models import SoldElsewhere, StockLot
from provenance.withdrawing import withdraw
from tests.orders import factories as make
from tests.orders.steps import add_lot, bring
from tests.search.goods import facts_of, goods
from tests.storefront.buyer import words
from tests.workspace.listing_pages import Lister

pytestmark = pytest.mark.django_db


@pytest.fixture
def lister() -> Lister:
    return Lister(make.make_group())


def sheet(lister: Lister) -> str:
    return f"/workspace/groups/{lister.group.slug}/stock/"


def typed(page: HttpResponse) -> dict[str, str]:
    data = {"attempt": page.context["attempt"]}
    for shown in page.context["rows"]:
        data[f"seen-{shown.row.record.pk}"] = shown.row.seen
        data |= {f"{cell['name']}-{shown.row.record.pk}": cell["value"] for cell in shown.cells}
    return data


def tap(lister: Lister, listing: Listing, button: str = "sold", **more: str) -> HttpResponse:
    data = {**typed(lister.client.get(sheet(lister))), button: str(make.stock_of(listing).pk), **more}
    return lister.client.post(sheet(lister), data, follow=True)


def lots() -> dict[str, int]:
    return dict(StockLot.objects.values_list("lot__code", "quantity"))


def test_one_tap_takes_a_piece_from_stock_and_from_the_lot_that_expires_first_and_another_brings_it_back(lister: Lister) -> None:
    food = make.make_food(lister.group, stock=4)
    add_lot(food, "L-LATER", 2, days=400)
    add_lot(food, "L-SOON", 2, days=200)
    said = words(tap(lister, food))
    assert "Sold elsewhere. 3 pieces are left." in said
    assert (make.stock_of(food).num_in_stock, lots()) == (3, {"L-LATER": 2, "L-SOON": 1})
    assert "Take back 1, sold at" in said
    assert "Taken back" in words(tap(lister, food, "back"))
    assert (make.stock_of(food).num_in_stock, lots()) == (4, {"L-LATER": 2, "L-SOON": 2})
    entries = AuditEntry.objects.filter(action__startswith="stock.").order_by("pk")
    assert [(entry.action, entry.after["pieces"], entry.acting_user) for entry in entries] == [
        ("stock.sold_elsewhere", 1, lister.user),
        ("stock.elsewhere_taken_back", 1, lister.user),
    ]


def test_a_unique_piece_leaves_the_shop_with_the_tap_and_comes_back(lister: Lister) -> None:
    stole = goods(lister.group, "The only one", type_code="knitwear", category="socks-and-caps", stock=1)
    tap(lister, stole)
    outbox.drain()
    assert facts_of(stole).stock == "sold_out"
    tap(lister, stole, "back")
    outbox.drain()
    assert (facts_of(stole).stock == "sold_out", facts_of(stole).stock_left) == (False, 1)


def test_the_same_page_sent_twice_sells_once_and_what_was_typed_besides_is_saved(lister: Lister) -> None:
    first, second = make.make_listing(lister.group, "A"), make.make_listing(lister.group, "B")
    data = typed(lister.client.get(sheet(lister))) | {"sold": str(make.stock_of(first).pk), f"stock-{make.stock_of(second).pk}": "7"}
    for _press in range(2):
        lister.client.post(sheet(lister), data)
    assert (make.stock_of(first).num_in_stock, make.stock_of(second).num_in_stock) == (9, 7)
    assert SoldElsewhere.objects.count() == 1


def test_an_order_that_came_first_keeps_its_piece_and_the_group_is_told_which(lister: Lister) -> None:
    stole = make.make_listing(lister.group, stock=2)
    part = make.part_of(make.make_paid_order(stole), lister.group)
    make.place_order(stole)
    answer = tap(lister, stole)
    said = words(answer)
    assert answer.status_code == 422
    assert "An order came first" in said
    assert f"{part.number} : 1 piece is promised to this order. I do not have it any more" in said
    assert "1 piece is promised to an order that waits for its payment." in said
    assert (make.stock_of(stole).num_in_stock, make.stock_of(stole).num_allocated) == (2, 2)
    assert not SoldElsewhere.objects.exists()


def test_food_that_orders_need_stays_in_the_lots_that_may_be_sent(lister: Lister) -> None:
    food = make.make_food(lister.group, stock=3)
    add_lot(food, "L-OLD", 1, days=20)
    add_lot(food, "L-GOOD", 2, days=300)
    bring(make.place_order((food, 2)), lister.group, "accepted")
    tap(lister, food)
    assert lots() == {"L-OLD": 0, "L-GOOD": 2}
    assert "An order came first" in words(tap(lister, food))


def test_after_ten_minutes_it_can_not_be_taken_back(lister: Lister) -> None:
    stole = make.make_listing(lister.group, stock=1)
    tap(lister, stole)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert "Take back" not in words(lister.client.get(sheet(lister)))
        assert "The ten minutes are over." in words(tap(lister, stole, "back"))
    assert make.stock_of(stole).num_in_stock == 0


def test_what_comes_back_to_a_lot_that_was_withdrawn_meanwhile_is_not_on_sale(lister: Lister) -> None:
    food = make.make_food(lister.group, stock=2)
    lot = add_lot(food, "L-ONE", 2)
    tap(lister, food)
    withdraw(lot, reason="Mould", what_to_do="Do not eat it", acting_user=lister.user)
    tap(lister, food, "back")
    assert (make.stock_of(food).num_in_stock, lots()) == (0, {"L-ONE": 0})


def test_the_page_of_a_listing_has_the_same_buttons(lister: Lister) -> None:
    stole = make.make_listing(lister.group, stock=1)
    page = f"/workspace/listings/{stole.slug}/"
    data = {"attempt": lister.client.get(page).context["attempt"], "sold": str(make.stock_of(stole).pk)}
    assert "0 pieces are left" in words(lister.client.post(f"{page}sold/", data, follow=True))
    assert "There is none left." in words(lister.client.post(f"{page}sold/", {**data, "attempt": "another"}, follow=True))
    assert "Taken back" in words(lister.client.post(f"{page}sold/", {"back": data["sold"]}, follow=True))


def test_a_row_of_another_group_is_not_touched(lister: Lister) -> None:
    foreign = make.make_listing(make.make_group())
    lister.client.post(sheet(lister), {"sold": str(make.stock_of(foreign).pk), "attempt": "x"})
    lister.client.post(sheet(lister), {f"seen-{make.stock_of(foreign).pk}": "10:1:1", "sold": str(make.stock_of(foreign).pk)})
    assert make.stock_of(foreign).num_in_stock == 10


def test_what_a_facilitator_sells_is_stamped(lister: Lister) -> None:
    group: ProducerGroup = lister.group
    stole = make.make_listing(group)
    helper = Lister(make.make_group())
    facilitation.grant(user=helper.user, group=group, consent="Dolma agreed on the phone", acting_user=None)
    data = {**typed(helper.client.get(sheet(lister))), "sold": str(make.stock_of(stole).pk)}
    helper.client.post(sheet(lister), data)
    assert AuditEntry.objects.get(action="stock.sold_elsewhere").on_behalf_of == group.slug


def test_a_packed_piece_is_not_sold_again(lister: Lister) -> None:
    stole = make.make_listing(lister.group, stock=1)
    bring(make.place_order(stole), lister.group, "packed")
    assert "An order came first" in words(tap(lister, stole))
    assert ProducerOrder.objects.get().status == "packed"
    assert StockRecord.objects.get(product=stole.product).num_in_stock == 1
