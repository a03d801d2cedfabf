"""What a product page says of having a thing is true, with a day wherever one is known."""

from datetime import date, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from catalogue.models import Listing
from provenance.models import SoldElsewhere
from provenance.withdrawing import withdraw
from search.models import ProductFacts
from storefront.looking.states import state_of
from tests.catalogue.factories import record_of
from tests.orders import factories as make
from tests.orders.factories import make_member
from tests.storefront.buyer import Buyer, words
from tests.storefront.looking import open_shop

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "left", "more", "code", "said"),
    [
        ({}, 9, {}, "in_stock", "Packed in 2 days"),
        ({}, 3, {}, "few", "Last 3"),
        ({}, 1, {}, "few", "Last one"),
        ({"made_to_order_days": 30}, 2, {}, "made_to_order", "Made to order, ready to send by 25 December"),
        ({}, 9, {"packed_from": date(2027, 1, 21)}, "packed_from", "The group is away: packed from 21 January"),
        ({}, 9, {"sold_from": date(2027, 1, 21)}, "sold_from", "The group is away and sells nothing meanwhile."),
        ({}, 9, {"packed_from": TODAY}, "in_stock", "Packed in 2 days"),
        ({"available_months": [7, 8]}, 0, {}, "out_of_season", "Usually there again in July."),
        ({"available_months": [2, 9]}, 0, {}, "out_of_season", "Usually there again in February."),
        ({"available_months": [11]}, 0, {}, "sold_out", "The group may make it again."),
        ({}, 0, {"sold_at_stall": date(2026, 11, 20)}, "sold_at_stall", "The group sold the last ones at its stall on 20 November."),
        ({}, 0, {"sold_at_stall": date(2026, 9, 1)}, "sold_out", "The group may make it again."),
        ({"status": "paused"}, 9, {}, "paused", "The group has taken it off sale for a while."),
        ({"made_to_order_days": 30}, 0, {}, "sold_out", "The group may make it again."),
    ],
)
def test_each_state_has_its_words(facts: dict[str, object], left: int, more: dict[str, date], code: str, said: str) -> None:
    state = state_of(Listing(**{"status": "live", "dispatch_days": 2, **facts}), left, TODAY, **more)
    assert (state.code, state.words or state.more) == (code, said)
    assert state.is_for_sale == bool(state.words)


@pytest.mark.django_db
def test_the_page_says_what_was_sold_at_the_stall_and_offers_a_mail() -> None:
    shop = open_shop()
    record = record_of(shop.apricots)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=0)
    sale = SoldElsewhere.objects.create(stock_record=record, quantity=20, sold_by=make_member(shop.orchard))
    page = Client().get("/p/sun-dried-apricots/")
    assert "sold the last ones at its stall" in words(page)
    assert "Add to basket" not in words(page)
    assert "/p/sun-dried-apricots/tell-me/" in page.content.decode()
    SoldElsewhere.objects.filter(pk=sale.pk).update(undone_at=timezone.now())
    assert "at its stall" not in words(Client().get("/p/sun-dried-apricots/"))


@pytest.mark.django_db
def test_a_withdrawn_lot_is_told_beside_the_goods_with_what_to_do_and_not_for_ever() -> None:
    shop = open_shop()
    withdraw(shop.lot, reason="Moth eggs were found.", what_to_do="Freeze it for three days.", acting_user=None)
    said = words(Client().get("/p/undyed-stole/"))
    assert "Lot L-20931 was withdrawn Moth eggs were found. If you have it at home: Freeze it for three days." in said
    assert "The journey of lot" not in said
    type(shop.lot).objects.filter(pk=shop.lot.pk).update(made_on=timezone.localdate() - timedelta(days=800))
    assert "was withdrawn" not in words(Client().get("/p/undyed-stole/"))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"stock": "sold_out", "months": [7]}, "Out of season"),
        ({"stock": "sold_out", "months": [11]}, "Sold out"),
        ({"stock": "sold_out"}, "Sold out"),
        ({"stock": "few", "stock_left": 3}, "Last 3"),
        ({"stock": "made_to_order"}, "Made to order in 30 days"),
        ({"stock": "in_stock", "back_on": date(2027, 1, 21)}, "Packed from 21 January"),
        ({"stock": "in_stock", "back_on": date(2027, 1, 21), "is_paused": True}, "Sold again from 21 January"),
        ({"stock": "in_stock"}, "Packed in 30 days"),
    ],
)
@time_machine.travel("2026-11-24 06:30 +0000")
def test_a_card_says_the_same_in_a_few_words(facts: dict[str, object], said: str) -> None:
    line = render_to_string("components/ready_line.html", {"facts": ProductFacts(**{"dispatch_days": 30, **facts})})
    assert said in line


@pytest.mark.django_db
def test_the_basket_says_of_a_line_what_changes_its_day_or_that_few_are_left() -> None:
    market, buyer = make.make_market(), Buyer()
    Listing.objects.filter(pk=market.stole.pk).update(made_to_order_days=30)
    record = make.stock_of(market.apricots)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=2)
    for listing in (market.stole, market.apricots, market.pulp):
        buyer.add(listing)
    cards = buyer.basket().context["cards"]
    said = {item.line.title: item.state for card in cards for item in card.lines}
    assert said[market.stole.title].startswith("Made to order, ready to send by ")
    assert (said[market.apricots.title], said[market.pulp.title]) == ("Last 2", "")
    page = words(buyer.basket())
    assert "Last 2" in page
    assert said[market.stole.title] in page
