"""The process dies wherever a code is counted or a discount is booked: whole or not at all, and going on mends the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders import attempts, checkout, expiry
from orders.models import LineRecord, ProducerOrder, Voucher, VoucherUse
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from orders.quotes import quote
from orders.reconciling import reconcile
from orders.sold_lines import key_of
from payments import comparing
from payments.ledger.verifying import verify
from payments.models import Allocation, Payment
from payments.refund_lines import Wanted
from payments.refunds import owe_refund
from tests.faults.killing import ORDERS, PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders.vouchers import make_voucher

pytestmark = pytest.mark.long

POINTS = points_of("uses.py", ORDERS / "vouchers")
REFUND = [point for point in points_of("refunds.py", PAYMENTS) if ".owe_refund." in point]
CODE = "LADAKH10"


def _sound() -> None:
    """Counters, rows and ledger tell the same, and there is nothing to mend."""
    assert Voucher.objects.get().uses == VoucherUse.objects.filter(given_back_at__isnull=True).count()
    assert comparing.differences() == []
    assert verify().faults == []
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_every_point_of_codes_is_tried() -> None:
    assert POINTS == ["orders.place.after_voucher", "orders.expire.after_voucher", "orders.complete.after_voucher"]


def test_a_use_is_counted_with_its_order_or_not_at_all(committed_db: None) -> None:
    listing = make.make_listing(make.make_group())
    make_voucher(most_uses=1)
    basket, key = make.make_basket(listing), attempts.new_key()
    agreed = quote(basket, make.DELHI, code=CODE).hash
    die_at("orders.place.after_voucher", lambda: make.place(basket, key=key, quote_hash=agreed, code=CODE))
    assert (Order.objects.count(), Voucher.objects.get().uses, make.stock_of(listing).num_allocated) == (0, 0, 0)
    for _press in range(2):
        make.place(Basket.objects.get(pk=basket.pk), key=key, quote_hash=agreed, code=CODE)
    assert (Order.objects.count(), Voucher.objects.get().uses) == (1, 1)
    _sound()


def test_a_use_is_given_back_and_taken_again_with_its_order(committed_db: None) -> None:
    listing = make.make_listing(make.make_group())
    make_voucher()
    placed = make.place_order(listing, code=CODE)
    later = timezone.now() + timedelta(days=3)
    die_at("orders.expire.after_voucher", lambda: expiry.expire_due(later))
    assert (Voucher.objects.get().uses, Payment.objects.get().status) == (1, "awaiting")
    for _run in range(2):
        expiry.expire_due(later)
    assert Voucher.objects.get().uses == 0
    die_at("orders.complete.after_voucher", lambda: checkout.complete(placed.payment, reference="UTR1", source="staff"))
    assert (Voucher.objects.get().uses, Payment.objects.get().status) == (0, "expired")
    for _time in range(2):
        checkout.complete(Payment.objects.get(), reference="UTR1", source="staff")
    assert (Voucher.objects.get().uses, ProducerOrder.objects.get().status) == (1, "new")
    _sound()


@pytest.mark.parametrize("point", ["payments.capture.after_allocations", "payments.capture.after_journal", *REFUND])
def test_what_the_shop_adds_and_gets_back_is_booked_with_its_rows(committed_db: None, point: str) -> None:
    listing = make.make_listing(make.make_group())
    make_voucher()
    placed = make.place_order(listing, code=CODE)
    if ".capture." in point:
        die_at(point, lambda: checkout.complete(placed.payment, reference="UTR1", source="staff"))
    make.pay(placed, "UTR1")
    part = ProducerOrder.objects.get()
    wanted = [Wanted(key_of(LineRecord.objects.get()), 45_000)]

    def refund() -> None:
        owe_refund(producer_order_number=part.number, amount_paise=45_000, reason="damaged", key="k", lines=wanted)

    if ".owe_refund." in point:
        die_at(point, refund)
        assert Allocation.objects.get().subsidy_back_paise == 0
    for _press in range(2):
        refund()
    assert (Allocation.objects.get().subsidy_paise, Allocation.objects.get().subsidy_back_paise) == (10_000, 5_000)
    _sound()
