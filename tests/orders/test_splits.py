"""The sums of an order: whatever is in the basket, the parts give the whole, to the paisa."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders import fulfilment
from orders.models import LineRecord, OrderRecord, Parcel, ParcelLine, ProducerOrder
from orders.oscar.order.models import Line
from payments.models import Allocation, CommissionRule, Payment, Refund
from tests.orders import factories as make

GOODS = st.fixed_dictionaries(
    {
        "group": st.integers(0, 3),
        "price_paise": st.integers(1, 5_000_000),
        "quantity": st.integers(1, 6),
        "weight_g": st.integers(1, 9_000),
        "is_food": st.booleans(),
        "is_liquid": st.booleans(),
    }
)


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(goods=st.lists(GOODS, min_size=1, max_size=8), rate_bp=st.integers(0, 3_000), declined=st.sets(st.integers(0, 3)))
def test_parts_parcels_and_allocations_sum_to_what_is_paid(db: None, goods: list[dict[str, Any]], rate_bp: int, declined: set[int]) -> None:
    with transaction.atomic():
        _check(goods, rate_bp, declined)
        transaction.set_rollback(True)


def _check(goods: list[dict[str, Any]], rate_bp: int, declined: set[int]) -> None:
    make.reference()
    CommissionRule.objects.update(rate_bp=rate_bp)
    groups = [make.make_group(pin=pin) for pin in ("194101", "194103", "194401", "194302")]
    wanted = []
    for each in goods:
        maker = make.make_food if each["is_food"] else make.make_listing
        listing = maker(groups[each["group"]], price_paise=each["price_paise"], weight_g=each["weight_g"], is_liquid=each["is_liquid"])
        wanted.append((listing, each["quantity"]))
    placed = make.make_paid_order(*wanted)

    record, payment = OrderRecord.objects.get(), Payment.objects.get()
    parts, lines, parcels = ProducerOrder.objects.all(), LineRecord.objects.all(), Parcel.objects.all()
    assert record.goods_paise == sum(each["price_paise"] * each["quantity"] for each in goods)
    assert record.total_paise == payment.amount_paise == sum(part.total_paise for part in parts)
    assert record.delivery_paise == sum(parcel.charge_paise for parcel in parcels)
    assert sum(part.captured_paise for part in Allocation.objects.all()) == payment.amount_paise
    assert int(placed.order.total_incl_tax * 100) == record.total_paise
    for part in parts:
        assert part.goods_paise == sum(line.line_paise for line in lines if line.producer_order_id == part.pk)
        assert part.delivery_paise == sum(parcel.charge_paise for parcel in parcels if parcel.producer_order_id == part.pk)
        assert part.commission_paise == sum(line.commission_paise for line in lines if line.producer_order_id == part.pk)
        assert Allocation.objects.get(producer_order_number=part.number).authorised_paise == part.total_paise
    for line in lines:
        assert sum(ParcelLine.objects.filter(line=line).values_list("quantity", flat=True)) == line.ordered
        assert int(Line.objects.get(pk=line.line_id).line_price_incl_tax * 100) == line.line_paise
    assert not {parcel.pk for parcel in parcels if {held.line.is_food for held in parcel.parcel_lines.all()} == {True, False}}
    _decline(groups, declined, payment)


def _decline(groups: list[Any], declined: set[int], payment: Payment) -> None:
    """What is owed back is exactly the parts that were declined."""
    member = make.make_member(groups[0])
    owed = 0
    for part in ProducerOrder.objects.filter(group__in=[groups[number] for number in declined]):
        fulfilment.decline(part, reason="damaged", acting_user=member)
        owed += part.total_paise
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == owed
    expected = "paid" if not owed else "refunded" if owed == payment.amount_paise else "part_refunded"
    assert OrderRecord.objects.get().payment_status == expected
