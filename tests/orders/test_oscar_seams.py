"""Oscar's own ways into orders and baskets are closed or guarded."""

import pytest
from oscar.apps.order import exceptions
from oscar.core.loading import get_class, get_model

from journal.numbers import is_number
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from tests.orders import factories as make


def test_oscar_finds_our_classes_through_the_seams() -> None:
    assert get_model("basket", "Basket") is Basket
    assert get_class("order.utils", "OrderCreator").__module__ == "orders.oscar.order.utils"
    assert get_class("order.processing", "EventHandler").__module__ == "orders.oscar.order.processing"


def test_oscars_order_creator_places_nothing(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group()))
    with pytest.raises(exceptions.UnableToPlaceOrder):
        get_class("order.utils", "OrderCreator")().place_order(basket, None, None, None)
    assert not Order.objects.exists()


def test_oscars_order_numbers_can_not_be_guessed(db: None) -> None:
    generator = get_class("order.utils", "OrderNumberGenerator")()
    numbers = {generator.order_number(Basket(pk=7)) for _ in range(20)}
    assert len(numbers) == 20
    assert all(is_number(number, "LB") for number in numbers)


def test_oscars_events_move_nothing(db: None) -> None:
    listing = make.make_listing(make.make_group())
    order = make.make_paid_order(listing).order
    handler = get_class("order.processing", "EventHandler")()
    lines = list(order.lines.all())
    refused = [
        (lambda: handler.handle_shipping_event(order, None, lines, [1]), exceptions.InvalidShippingEvent),
        (lambda: handler.handle_payment_event(order, None, 1), exceptions.InvalidPaymentEvent),
        (lambda: handler.handle_order_status_change(order, "cancelled"), exceptions.InvalidOrderStatus),
        (lambda: handler.consume_stock_allocations(order), exceptions.InvalidShippingEvent),
        (lambda: handler.cancel_stock_allocations(order), exceptions.InvalidShippingEvent),
    ]
    for act, refusal in refused:
        with pytest.raises(refusal):
            act()
    assert make.stock_of(listing).num_allocated == 1


def test_an_ordered_basket_never_opens_again(db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group()))
    stale = Basket.objects.get(pk=basket.pk)
    make.place(basket)
    assert stale.thaw() is False
    assert stale.freeze() is False
    assert stale.submit() is False
    assert (stale.status, Basket.objects.get(pk=basket.pk).status) == (Basket.SUBMITTED, Basket.SUBMITTED)


def test_a_basket_is_frozen_thawed_and_submitted_once(db: None) -> None:
    basket = Basket.objects.create()
    assert [basket.freeze(), basket.freeze(), basket.thaw(), basket.thaw()] == [True, False, True, False]
    assert [basket.freeze(), basket.submit(), basket.submit()] == [True, True, False]
    assert basket.date_submitted is not None
