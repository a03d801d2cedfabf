"""What is sent for a return is a parcel like every other: it arrives, is lost or comes back, and holds no payout up."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from orders import deliveries, losses
from orders.links import new_link
from orders.models import LineRecord, Parcel, ProducerOrder, ReturnRequest
from orders.queries import order_page, producer_order_page
from orders.reconciling import reconcile
from orders.returns import asking, deciding, going_back, returnable, settling
from orders.returns.asking import Wanted
from orders.status import part_end
from payments.models import Earning, Refund
from tests.orders import factories as make
from tests.orders.steps import bring, fresh, member_of
from tests.payments.ledgers import check_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market(stock=20)


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _sent(market: make.Market, *, outcome: str = "replaced", pieces: int = 2) -> tuple[ProducerOrder, LineRecord, Parcel]:
    """A part of three pairs of socks, of which some came back and were sent again."""
    part, user = bring(make.place_order((market.socks, 3)), market.wool, "delivered"), member_of(market.wool)
    line = part.lines.get()
    request = asking.ask(part, Wanted({line.pk: pieces}, "damaged", "A hole", "replace", has_tag=True), key="k" * 20)
    deciding.approve(request, goods_come_back=True, acting_user=user)
    going_back.received(request, can_be_sold=False, acting_user=user)
    for _time in range(2):
        settling.send_again(request, outcome=outcome, carrier="speed_post", tracking_number="EP77", acting_user=user)
    return fresh(part), line, Parcel.objects.get(sent_for__isnull=False)


def test_it_is_a_parcel_with_its_own_days_and_number_that_costs_nothing_and_holds_nothing_up(market: make.Market) -> None:
    part, line, parcel = _sent(market)
    earning = Earning.objects.get()
    first = part.parcels.get(sent_for=None)
    assert (parcel.status, parcel.charge_paise, parcel.tracking_number, parcel.weight_g) == ("handed_over", 0, "EP77", line.weight_g * 2)
    assert parcel.parcel_lines.get().quantity == 2
    assert first.expected_by is not None
    assert first.handed_over_on is not None
    assert parcel.expected_by == timezone.localdate() + max(first.expected_by - first.handed_over_on, timedelta(days=1))
    assert (part.status, part_end(part)) == ("delivered", "delivered")
    shown = order_page(part.order).parts[0].parcels[-1]
    number = ReturnRequest.objects.get().number
    assert (shown.number, shown.for_return, shown.may_arrive, shown.contents) == (parcel.number, number, True, [(line.title, 2)])
    assert producer_order_page(part).parcels[-1].for_return == number
    deliveries.arrived(parcel, source="shopper")
    assert (fresh(part).status, Earning.objects.get(), Refund.objects.count()) == ("delivered", earning, 0)
    _sound()


def test_the_order_page_offers_its_arrival_and_the_clock_takes_it_for_delivered(market: make.Market, client: Client) -> None:
    part, _line, parcel = _sent(market, outcome="repaired")
    page = client.get(f"/o/{new_link(part.order)}/").content.decode()
    assert "it costs you nothing" in page
    assert f"/parcels/{parcel.number}/" in page
    Parcel.objects.filter(pk=parcel.pk).update(expected_by=timezone.localdate() - timedelta(days=deliveries.SILENT_DAYS))
    assert deliveries.deliver_due() == 1
    parcel.refresh_from_db()
    assert (parcel.status, parcel.delivered_source) == ("delivered", "clock")


def test_what_was_sent_again_may_be_returned_again_and_makes_no_sale_a_late_one(market: make.Market) -> None:
    part, line, parcel = _sent(market, pieces=3)
    assert returnable.lines_of(part) == []
    LineRecord.objects.filter(pk=line.pk).update(promised_from=timezone.localdate(), promised_to=timezone.localdate())
    parcel.refresh_from_db()
    Parcel.objects.filter(pk=parcel.pk).update(
        status="delivered", delivered_on=timezone.localdate() + timedelta(days=1), delivered_source="staff"
    )
    (found,) = returnable.lines_of(part)
    assert (found.pieces, found.is_late, "late" in found.reasons, "damaged" in found.reasons) == (3, False, False, True)


def test_when_it_is_lost_its_pieces_are_owed_back_once_and_no_delivery(market: make.Market) -> None:
    part, line, parcel = _sent(market)
    for _time in range(2):
        losses.lost(parcel, acting_user=member_of(market.wool))
    assert Refund.objects.get().amount_paise == 2 * line.unit_price_paise
    assert fresh(part).status == "delivered"
    _sound()


def test_when_it_comes_back_its_pieces_are_on_sale_again_and_counted_as_returned_once(market: make.Market) -> None:
    _part, line, parcel = _sent(market, pieces=3)
    before = make.stock_of(market.socks).num_in_stock
    for _time in range(2):
        losses.came_back(parcel, can_be_sold=True, acting_user=member_of(market.wool))
    line.refresh_from_db()
    assert (line.returned, make.stock_of(market.socks).num_in_stock) == (3, before + 3)
    assert Refund.objects.get().amount_paise == 3 * line.unit_price_paise  # a changed mind is taken
    _sound()
