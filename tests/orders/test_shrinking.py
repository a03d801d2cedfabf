"""Lines that become less before they are packed: exactly their money goes back, stock and parcels follow, nothing ever becomes more."""

import pytest
from django.core import mail

from journal import outbox
from orders import deliveries, handover, packing, shrinking
from orders.errors import NotPossible, ShrinkRefused
from orders.models import LineRecord, OrderEvent, Parcel, ProducerOrder
from orders.reasons import UnknownReason
from payments.models import Refund, TaxPaperLine
from tests.orders import factories as make
from tests.orders.books import check_books
from tests.orders.steps import bring, fresh, member_of
from tests.payments import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> make.Market:
    return make.make_market()


def _wool(market: make.Market, to: str = "new") -> tuple[ProducerOrder, LineRecord, LineRecord]:
    """Five stoles and two pairs of socks, brought to a state."""
    part = bring(make.place_order((market.stole, 5), (market.socks, 2)), market.wool, to)
    stole, socks = LineRecord.objects.filter(producer_order=part).order_by("pk")
    return part, stole, socks


def _stock(listing: object) -> tuple[int, int]:
    record = make.stock_of(listing)
    return record.num_in_stock, record.num_allocated


def _held(part: ProducerOrder) -> dict[str, int]:
    return {held.line.title: held.quantity for parcel in part.parcels.all() for held in parcel.parcel_lines.all()}


def test_pieces_that_the_shopper_does_not_want_are_on_sale_again_and_paid_back(market: make.Market) -> None:
    part, stole, _socks = _wool(market)
    shrinking.cancel_pieces(part, keep={stole.pk: 3}, acting_user=None)
    refund = Refund.objects.get()
    assert list(refund.lines.values_list("key", "pieces", "amount_paise")) == [(str(stole.pk), 2, 3_700_000)]
    stole.refresh_from_db()
    assert (stole.cancelled, stole.declined) == (2, 0)
    assert _stock(market.stole) == (10, 3)
    assert _held(part) == {"Pashmina stole": 3, "Wool socks": 2}
    outbox.drain()
    assert any("2 × Pashmina stole" in message.body for message in mail.outbox)
    assert fresh(part).status == "new"


def test_pieces_that_are_not_there_leave_the_stock_and_the_shopper_is_told(market: make.Market) -> None:
    part, stole, _socks = _wool(market, "accepted")
    shrinking.short(part, keep={stole.pk: 3}, reason="too_few", acting_user=member_of(market.wool))
    stole.refresh_from_db()
    assert (stole.cancelled, stole.declined) == (0, 2)
    assert _stock(market.stole) == (8, 3)
    assert Refund.objects.get().amount_paise == 3_700_000
    outbox.drain()
    told = [message for message in mail.outbox if message.to == ["asha@example.com"] and "not sent" in message.body.lower()]
    assert len(told) == 1
    assert "2 × Pashmina stole" in told[0].body


def test_saying_it_twice_is_saying_it_once(market: make.Market) -> None:
    part, stole, _socks = _wool(market)
    user = member_of(market.wool)
    for _time in range(2):
        shrinking.short(part, keep={stole.pk: 3}, reason="too_few", acting_user=user)
        shrinking.cancel_pieces(part, keep={stole.pk: 3}, acting_user=None)
    assert Refund.objects.count() == 1
    assert OrderEvent.objects.filter(producer_order=part, kind__in=("short", "fewer")).count() == 1


@pytest.mark.parametrize("keep", [6, -1])
def test_nothing_becomes_more_and_nothing_less_than_nothing(market: make.Market, keep: int) -> None:
    part, stole, _socks = _wool(market)
    with pytest.raises(ShrinkRefused):
        shrinking.short(part, keep={stole.pk: keep}, reason="too_few", acting_user=member_of(market.wool))
    shrinking.short(part, keep={stole.pk: 3}, reason="too_few", acting_user=member_of(market.wool))
    with pytest.raises(ShrinkRefused):
        shrinking.cancel_pieces(part, keep={stole.pk: 4}, acting_user=None)
    assert Refund.objects.count() == 1


def test_a_line_of_another_part_is_refused(market: make.Market) -> None:
    part, _stole, _socks = _wool(market)
    other = bring(make.place_order(market.apricots), market.fruit, "new").lines.get()
    with pytest.raises(ShrinkRefused):
        shrinking.cancel_pieces(part, keep={other.pk: 0}, acting_user=None)
    with pytest.raises(UnknownReason):
        shrinking.short(part, keep={}, reason="because", acting_user=member_of(market.wool))
    assert not Refund.objects.exists()


@pytest.mark.parametrize("to", ["packed", "handed_over", "delivered", "declined", "held"])
def test_what_is_packed_or_given_up_stays_as_it_is(market: make.Market, to: str) -> None:
    part, stole, _socks = _wool(market, to)
    refunds = Refund.objects.count()
    with pytest.raises((NotPossible, ShrinkRefused)):
        shrinking.cancel_pieces(part, keep={stole.pk: 1}, acting_user=None)
    assert (Refund.objects.count(), fresh(part).status) == (refunds, to)


def test_a_part_of_which_nothing_is_wanted_is_called_off_and_one_of_which_nothing_is_there_declined(market: make.Market) -> None:
    first, stole, socks = _wool(market)
    shrinking.cancel_pieces(first, keep={stole.pk: 4}, acting_user=None)
    shrinking.cancel_pieces(first, keep={stole.pk: 0, socks.pk: 0}, acting_user=None)
    second, stole, socks = _wool(market, "accepted")
    shrinking.short(second, keep={stole.pk: 0, socks.pk: 0}, reason="damaged", acting_user=member_of(market.wool))
    assert (fresh(first).status, fresh(second).status) == ("cancelled", "declined")
    for part in (first, second):
        owed = Refund.objects.filter(allocation__producer_order_number=part.number)
        assert sum(owed.values_list("amount_paise", flat=True)) == part.total_paise
    assert _stock(market.stole) == (10, 0)
    check_books()


def test_the_charge_of_a_parcel_of_which_nothing_is_left_goes_back_and_it_is_not_sent() -> None:
    group = make.make_group()
    rug = make.make_listing(group, "Rug", weight_g=12_000, price_paise=400_000)
    part = bring(make.place_order((rug, 2)), group, "accepted")
    first, last = Parcel.objects.filter(producer_order=part).order_by("pk")
    record = part.lines.get()
    with papers.nodal():
        shrinking.short(part, keep={record.pk: 1}, reason="damaged", acting_user=member_of(group))
        refund = Refund.objects.get()
        assert list(refund.lines.values_list("key", "pieces", "amount_paise")) == [
            (str(record.pk), 1, 400_000),
            ("delivery", 0, last.charge_paise),
        ]
        last.refresh_from_db()
        assert last.status == "cancelled"
        sent = _deliver(part)
    assert fresh(sent).status == "delivered"
    first.refresh_from_db()
    assert first.status == "delivered"
    totals = dict(TaxPaperLine.objects.filter(paper__role="sale", paper__kind="invoice").values_list("key", "total_paise"))
    assert totals == {str(record.pk): 400_000, "delivery": first.charge_paise}


def _deliver(part: ProducerOrder) -> ProducerOrder:
    """Packed, handed over and arrived: every parcel of which something is left."""
    user = member_of(part.group)
    packing.pack(part, acting_user=user)
    handover.hand_over(part, carrier="own", acting_user=user)
    for parcel in Parcel.objects.filter(producer_order=part, status="handed_over").select_related("producer_order"):
        deliveries.arrived(parcel, source="shopper")
    return part


def test_goods_that_weigh_less_are_paid_for_by_their_weight() -> None:
    group = make.make_group()
    apricots = make.make_food(group, net_quantity=1, net_unit="kg", price_paise=60_000, stock=5)
    part = bring(make.place_order((apricots, 2)), group, "accepted")
    record, user = part.lines.get(), member_of(group)
    assert shrinking.grams_of(record) == 2_000
    shrinking.weigh(part, packed_g={record.pk: 1_900}, acting_user=user)
    shrinking.weigh(part, packed_g={record.pk: 1_900}, acting_user=user)
    assert list(Refund.objects.get().lines.values_list("pieces", "amount_paise")) == [(0, 6_000)]
    shrinking.weigh(part, packed_g={record.pk: 1_500}, acting_user=user)
    assert sum(Refund.objects.values_list("amount_paise", flat=True)) == 30_000
    for grams in (1_600, 0, -5):
        with pytest.raises(ShrinkRefused):
            shrinking.weigh(part, packed_g={record.pk: grams}, acting_user=user)
    shrinking.cancel_pieces(part, keep={record.pk: 1}, acting_user=None)
    record.refresh_from_db()
    assert (record.packed_g, sum(Refund.objects.values_list("amount_paise", flat=True))) == (750, 75_000)
    assert packing.pack(fresh(part), acting_user=user).status == "packed"


def test_goods_that_are_not_sold_by_weight_are_not_weighed(market: make.Market) -> None:
    part, stole, _socks = _wool(market)
    with pytest.raises(ShrinkRefused):
        shrinking.weigh(part, packed_g={stole.pk: 100}, acting_user=member_of(market.wool))


def test_a_packer_whose_page_is_older_has_to_look_again(market: make.Market) -> None:
    part, stole, _socks = _wool(market, "accepted")
    seen = part.version
    shrinking.cancel_pieces(part, keep={stole.pk: 1}, acting_user=None)
    assert fresh(part).version > seen
