"""Many buyers at the same moment, on real connections: never more orders than pieces, never a deadlock, never an order twice."""

from collections.abc import Callable, Iterable, Mapping

import pytest
from django.db.models import F
from django.db.models.functions import Coalesce

from orders import attempts, checkout, expiry, fulfilment, stock
from orders.errors import NotPossible, QuoteChanged, SoldOut
from orders.models import CheckoutAttempt, LineRecord, OrderEvent, OrderRecord, ProducerOrder, Voucher, VoucherUse
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from orders.quotes import quote
from payments.models import Allocation, Payment, Refund
from producers.oscar.models import StockRecord
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.orders.vouchers import make_voucher

BUYERS = 8


def _buyer(basket: Basket, key: str = "") -> Callable[[], checkout.Placed]:
    """One press of "Place order", ready to go: the quote was read before the race."""
    agreed = quote(basket, make.DELHI).hash
    chosen = key or attempts.new_key()
    return lambda: make.place(Basket.objects.get(pk=basket.pk), key=chosen, quote_hash=agreed)


def _race(buyers: list[Callable[[], checkout.Placed]]) -> tuple[list[checkout.Placed], list[Exception]]:
    answers = all_at_once(len(buyers), lambda number: buyers[number]())
    placed = [answer for answer in answers if isinstance(answer, checkout.Placed)]
    return placed, [answer for answer in answers if isinstance(answer, Exception)]


@pytest.mark.parametrize("stock", [1, 3])
def test_eight_buyers_of_few_pieces_get_no_more_than_there_are(committed_db: None, stock: int) -> None:
    listing = make.make_listing(make.make_group(), stock=stock)
    placed, refused = _race([_buyer(make.make_basket(listing)) for _ in range(BUYERS)])
    assert len(placed) == Order.objects.count() == stock
    assert [type(refusal) for refusal in refused] == [SoldOut] * (BUYERS - stock)
    record = make.stock_of(listing)
    assert (record.num_in_stock, record.num_allocated) == (stock, stock)
    assert Payment.objects.count() == stock
    assert Basket.objects.filter(status=Basket.OPEN).count() == BUYERS - stock


def test_buyers_of_several_pieces_share_what_there_is(committed_db: None) -> None:
    listing = make.make_listing(make.make_group(), stock=7)
    placed, _refused = _race([_buyer(make.make_basket((listing, 2))) for _ in range(BUYERS)])
    assert len(placed) == 3
    assert make.stock_of(listing).num_allocated == 6


def _without_guard(wanted: Mapping[int, int]) -> bool:
    """Stock Oscar's way: the change is atomic, but nobody looks whether enough is left."""
    for key, quantity in wanted.items():
        StockRecord.objects.filter(pk=key).update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)
    return True


def _without_lock(wanted: Iterable[int]) -> list[StockRecord]:
    return list(StockRecord.objects.filter(pk__in=list(wanted)))


@pytest.mark.postgres
def test_without_the_lock_and_the_guard_in_the_update_the_shop_oversells(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative of the race above: it shows that lock and guard, and not luck, keep the promise.

    On SQLite a transaction holds the only write lock from its first statement, so the check before it is enough there.
    """
    monkeypatch.setattr(StockRecord, "allocate_all", _without_guard)
    monkeypatch.setattr(stock, "lock_records", _without_lock)
    listing = make.make_listing(make.make_group(), stock=1)
    oversold = False
    for _attempt in range(5):
        StockRecord.objects.update(num_allocated=0)
        placed, _refused = _race([_buyer(make.make_basket(listing)) for _ in range(BUYERS)])
        oversold = oversold or len(placed) > 1
    assert oversold


def test_baskets_with_the_same_goods_in_opposite_order_all_come_through(committed_db: None) -> None:
    group, other = make.make_group(), make.make_group()
    goods = [make.make_listing(owner, stock=100) for owner in (group, other, group, other, group)]
    buyers = [_buyer(make.make_basket(*(goods if number % 2 else goods[::-1]))) for number in range(BUYERS)]
    placed, refused = _race(buyers)
    assert refused == []
    assert len(placed) == BUYERS
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {BUYERS}


def test_one_checkout_sent_twenty_times_at_once_is_one_order_for_all_of_them(committed_db: None) -> None:
    listing = make.make_listing(make.make_group(), stock=50)
    press = _buyer(make.make_basket(listing))
    placed, refused = _race([press] * 20)
    assert refused == []
    assert Order.objects.count() == CheckoutAttempt.objects.count() == Payment.objects.count() == 1
    assert {answer.order.pk for answer in placed} == {Order.objects.get().pk}
    assert len({answer.link_token for answer in placed}) == 1
    assert sum(answer.is_new for answer in placed) == 1
    assert make.stock_of(listing).num_allocated == 1


def test_one_basket_ordered_from_many_tabs_at_once_is_one_order(committed_db: None) -> None:
    basket = make.make_basket(make.make_listing(make.make_group(), stock=50))
    placed, refused = _race([_buyer(basket) for _ in range(BUYERS)])
    assert refused == []
    assert len({answer.order.pk for answer in placed}) == Order.objects.count() == 1
    assert Basket.objects.get(pk=basket.pk).status == Basket.SUBMITTED


def test_a_payment_confirmed_from_many_sides_at_once_releases_the_order_once(committed_db: None) -> None:
    placed = make.place_order(make.make_listing(make.make_group()), make.make_listing(make.make_group()))
    payment = Payment.objects.get()
    answers = all_at_once(6, lambda _number: checkout.complete(payment, reference="UTR1", source="staff"))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
    assert OrderEvent.objects.filter(order=placed.order, kind="released").count() == 1
    assert OrderEvent.objects.filter(order=placed.order, kind="payment_received").count() == 1


def test_money_and_the_end_of_the_hold_at_the_same_moment_never_both_win(committed_db: None) -> None:
    """Whoever is first, the order ends released with its goods held: a payment just too late finds them still there."""
    listing = make.make_listing(make.make_group(), stock=1)
    make.place_order(listing)
    payment = Payment.objects.get()
    Payment.objects.update(expires_at=payment.created_at)
    acts = [lambda: checkout.complete(payment, reference="UTR1", source="staff"), expiry.expire_due, expiry.expire_due]
    answers = all_at_once(3, lambda number: acts[number]())
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert ProducerOrder.objects.get().status == "new"
    assert OrderRecord.objects.get().payment_status == "paid"
    assert make.stock_of(listing).num_allocated == 1
    assert LineRecord.objects.get().cancelled == 0


def test_holds_that_end_are_freed_once_by_many_workers(committed_db: None) -> None:
    listing = make.make_listing(make.make_group(), stock=9)
    for _number in range(3):
        make.place_order((listing, 2))
    Payment.objects.update(expires_at=F("created_at"))
    counts = all_at_once(4, lambda _number: expiry.expire_due())
    assert sum(counts) == 3
    record = make.stock_of(listing)
    assert (record.num_in_stock, record.num_allocated) == (9, 0)


def test_accept_and_decline_at_the_same_moment_leave_one_truth(committed_db: None) -> None:
    group = make.make_group()
    listing = make.make_listing(group, stock=5)
    member = make.make_member(group)
    for _round in range(4):
        part = make.part_of(make.make_paid_order(listing), group)
        acts = [
            lambda part=part: fulfilment.accept(ProducerOrder.objects.get(pk=part.pk), acting_user=member),
            lambda part=part: fulfilment.decline(ProducerOrder.objects.get(pk=part.pk), reason="damaged", acting_user=member),
            lambda part=part: fulfilment.decline(ProducerOrder.objects.get(pk=part.pk), reason="other", acting_user=member),
        ]
        answers = all_at_once(3, lambda number, acts=acts: acts[number]())
        assert all(isinstance(answer, ProducerOrder | NotPossible) for answer in answers)
        part.refresh_from_db()
        assert part.status == "declined"  # an accepted part can still be declined, a declined one not accepted
        assert Refund.objects.filter(allocation__producer_order_number=part.number).count() == 1
    assert make.stock_of(listing).num_allocated == 0
    assert set(Allocation.objects.values_list("refunded_paise", flat=True)) == set(
        Allocation.objects.values_list("captured_paise", flat=True)
    )


@pytest.mark.parametrize("limit", ["most_uses", "most_uses_each"])
def test_eight_buyers_with_one_code_use_it_no_more_often_than_it_may_be(committed_db: None, limit: str) -> None:
    listing = make.make_listing(make.make_group(), stock=20)
    make_voucher(**{limit: 3})
    baskets = [make.make_basket(listing) for _ in range(BUYERS)]
    agreed = [quote(basket, make.DELHI, code="LADAKH10").hash for basket in baskets]

    def buy(number: int) -> checkout.Placed:
        basket = Basket.objects.get(pk=baskets[number].pk)
        return make.place(basket, key=f"{number}" * 40, quote_hash=agreed[number], code="LADAKH10")

    answers = all_at_once(BUYERS, buy)
    placed = [answer for answer in answers if isinstance(answer, checkout.Placed)]
    assert [type(answer) for answer in answers if answer not in placed] == [QuoteChanged] * (BUYERS - 3)
    assert len(placed) == Voucher.objects.get().uses == VoucherUse.objects.count() == Order.objects.count() == 3
    assert make.stock_of(listing).num_allocated == 3
