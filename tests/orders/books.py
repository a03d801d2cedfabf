"""What must be true of stock, money and states at every moment, whatever happened before."""

from orders.models import CheckoutAttempt, LineRecord, OrderLink, OrderRecord, Parcel, ProducerOrder
from orders.oscar.basket.models import Basket
from orders.oscar.order.models import Order
from payments import comparing
from payments.models import Allocation, AllocationMove, Payment, Refund, TaxPaper
from payments.papers import verifying
from producers.oscar.models import StockRecord
from tests.payments.ledgers import check_ledger

RELEASED = ("new", "accepted", "packed", "handed_over", "delivered", "closed")


def check_books() -> None:
    """Stock held is what open lines need, parts sum to payments, refunds stay within them, papers foot, no order is half there, and
    the ledger is sound and says what the rows say.
    """
    for record in StockRecord.objects.all():
        lines = LineRecord.objects.filter(line__stockrecord=record)
        held = sum(line.ordered - line.declined - line.cancelled - line.shipped for line in lines)
        assert record.num_allocated == held <= record.num_in_stock
    for allocation in Allocation.objects.all():
        owed = sum(refund.amount_paise for refund in allocation.refunds.all())
        moved = sum(move.amount_paise for move in allocation.moves.all())
        assert (allocation.refunded_paise, allocation.moved_paise) == (owed, moved)
        assert owed + moved <= allocation.captured_paise <= allocation.authorised_paise
    for part in ProducerOrder.objects.all():
        _check_parcels(part)
        has_left = part.parcels.filter(handed_over_at__isnull=False).exists()
        valid = TaxPaper.objects.filter(producer_order_number=part.number, role=TaxPaper.Role.SALE, state__is_void=False)
        assert valid.count() == int(has_left)
    assert list(verifying.faults()) == []
    check_ledger()
    assert comparing.differences() == []
    for payment in Payment.objects.all():
        _check_order(payment)
    asked = {(payment.order_number, payment.payee_group_id) for payment in Payment.objects.all()}
    ordered_from = {(part.order.number, part.group_id) for part in ProducerOrder.objects.select_related("order")}
    assert {number for number, _group in asked} == set(Order.objects.values_list("number", flat=True))
    assert {pair for pair in asked if pair[1] is not None} <= ordered_from
    assert Order.objects.count() == OrderRecord.objects.count() == CheckoutAttempt.objects.count()
    ordered = Basket.objects.filter(status=Basket.SUBMITTED)
    assert set(ordered.values_list("pk", flat=True)) == set(Order.objects.values_list("basket", flat=True))


def _check_order(payment: Payment) -> None:
    order = Order.objects.get(number=payment.order_number)
    parts = list(ProducerOrder.objects.filter(order=order))
    if payment.payee_group_id is not None:  # paid straight to one group: its part alone
        parts = [part for part in parts if part.group_id == payment.payee_group_id]
    moved = AllocationMove.objects.filter(source__payment=payment).values_list("amount_paise", flat=True)
    assert sum(part.total_paise for part in parts) - sum(moved) == payment.amount_paise
    assert {part.producer_order_number for part in payment.allocations.all()} == {part.number for part in parts}
    assert OrderLink.objects.filter(order=order).exists()
    assert all(part.lines.exists() and part.parcels.exists() for part in parts)
    refunds = Refund.objects.filter(allocation__payment=payment)
    released = [part for part in parts if part.status in RELEASED]
    if payment.status != Payment.Status.PAID:
        assert not released
        assert not refunds.exists()
        return
    kept = payment.amount_paise - sum(refunds.values_list("amount_paise", flat=True))
    assert kept == sum(part.total_paise for part in released)


def _check_parcels(part: ProducerOrder) -> None:
    """Parcels are as far as their part, pieces have left exactly where a parcel has, and what is packed names its lots once."""
    parcels = list(Parcel.objects.filter(producer_order=part).prefetch_related("parcel_lines"))
    gone = [parcel for parcel in parcels if parcel.handed_over_at]
    assert all((parcel.status in ("open", "packed")) is (parcel not in gone) for parcel in parcels)
    if part.status not in ("packed", "handed_over", "delivered", "closed"):
        assert {parcel.status for parcel in parcels} == {"open"}
    else:
        assert "open" not in {parcel.status for parcel in parcels}
        assert (part.status == "packed") is (len(gone) < len(parcels))
    assert (part.status in ("delivered", "closed")) is (bool(part.delivered_on)) is all(parcel.delivered_on for parcel in parcels)
    for line in LineRecord.objects.filter(producer_order=part).prefetch_related("lots"):
        left = sum(held.quantity for parcel in gone for held in parcel.parcel_lines.all() if held.line_id == line.pk)
        from_lots = sum(held.quantity for held in line.lots.all())
        assert line.shipped == left
        assert from_lots <= line.ordered
        assert not from_lots or {parcel.status for parcel in parcels} != {"open"}
