"""What every provider has to keep, asked of all of them: authorise, capture, cancel, refund, read a message, and say truly what it can do."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders import expiry
from orders.models import ProducerOrder
from orders.reconciling import reconcile
from payments import providers, settlement
from payments.errors import RefundRefused, UnknownProvider
from payments.models import Allocation, Journal, Payment, ProviderEvent, Refund
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.payments import contract, payees, splits
from tests.payments.contract import Desk
from tests.payments.ledgers import check_ledger, standing

pytestmark = [pytest.mark.django_db, pytest.mark.long]
GATEWAYS = ("stripe", "split")
ALL = ("offline", "direct", *GATEWAYS)
MODES = (settlement.NODAL, settlement.PAY_EACH_GROUP, settlement.LICENSED_GATEWAY)


@pytest.fixture(params=ALL)
def desk(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Desk]:
    with contract.desk_of(request.param, settings) as found:
        yield found


@pytest.fixture
def market(desk: Desk) -> make.Market:
    found = splits.make_market()
    for group in (found.wool, found.fruit, found.berry):
        payees.make_payable(group)
    return found


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _captured(desk: Desk, market: make.Market) -> Payment:
    payment = desk.place(market.stole).payment
    desk.open(payment)
    desk.pay(payment)
    desk.hear(payment)
    payment.refresh_from_db()
    splits.settle_effects()
    return payment


def test_it_says_truly_what_it_can_do(desk: Desk) -> None:
    provider = providers.get(desk.provider)
    can = provider.can
    assert desk.mode in can.modes <= set(MODES)
    assert can.by_hand is not can.close, "who can not be asked is written down by people, and can not be closed"
    assert provider.has_pay_page is can.close
    assert can.refund is can.close
    assert (can.split, can.hold) == ((True, True) if settlement.LICENSED_GATEWAY in can.modes else (False, False))
    assert provider.hold > timedelta(0)


def test_it_takes_money_in_its_own_modes_only(desk: Desk) -> None:
    provider = providers.get(desk.provider)
    for mode in MODES:
        assert (provider in providers.offered(mode)) is (mode in provider.can.modes)
        if mode not in provider.can.modes:
            with pytest.raises(UnknownProvider):
                providers.for_mode(desk.provider, desk.method, mode)
    with pytest.raises(UnknownProvider):
        providers.for_mode(desk.provider, "barter", desk.mode)


def test_authorise_asks_for_exact_parts_under_a_stored_key_and_moves_no_money(desk: Desk, market: make.Market) -> None:
    placed = desk.place(market.stole, market.apricots, market.pulp)
    for payment in placed.payments:
        parts = list(payment.allocations.all())
        assert sum(part.authorised_paise for part in parts) == payment.amount_paise
        assert {part.captured_paise for part in parts} == {0}
        assert payment.key.startswith(f"order:{placed.order.number}")
        assert payment.mode == desk.mode
        desk.open(payment)
    assert len(placed.payments) == (3 if desk.mode == settlement.PAY_EACH_GROUP else 1)
    assert not Journal.objects.exists()


def test_capture_is_once_however_often_it_is_told(desk: Desk, market: make.Market) -> None:
    payment = _captured(desk, market)
    assert payment.status == "paid"
    before = Journal.objects.count()
    for _time in range(3):
        desk.hear(payment)
    splits.settle_effects()
    assert Journal.objects.count() == before
    part = Allocation.objects.get(payment=payment)
    assert part.captured_paise == part.authorised_paise
    assert ProducerOrder.objects.get().status == "new"
    _sound()


def test_cancel_closes_it_where_that_is_possible_and_late_money_is_honoured_where_not(desk: Desk, market: make.Market) -> None:
    payment = desk.place(market.stole).payment
    desk.open(payment)
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert expiry.expire_due() == 1
    splits.settle_effects()
    if providers.get(desk.provider).can.close:
        assert not desk.can_be_paid(payment)
        return
    payment.refresh_from_db()
    desk.hear(payment)
    assert ProducerOrder.objects.get().status == "new"
    _sound()


def test_a_payment_that_comes_between_the_end_of_its_time_and_its_closing_is_late_money(desk: Desk, market: make.Market) -> None:
    payment = desk.place(market.stole).payment
    desk.open(payment)
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    desk.pay(payment)
    assert expiry.expire_due() == 1
    payment.refresh_from_db()
    desk.hear(payment)
    splits.settle_effects()
    payment.refresh_from_db()
    assert (payment.status, ProducerOrder.objects.get().status) == ("paid", "new")
    _sound()


def test_a_refund_is_bounded_owed_once_and_sent_once(desk: Desk, market: make.Market) -> None:
    payment = _captured(desk, market)
    number = ProducerOrder.objects.get().number
    for _time in range(2):
        refund = owe_refund(producer_order_number=number, amount_paise=payment.amount_paise, reason="damaged", key="all")
    with pytest.raises(RefundRefused):
        owe_refund(producer_order_number=number, amount_paise=1, reason="damaged", key="more")
    for _time in range(2):
        desk.send_refund(refund)
        refund.refresh_from_db()
    assert (refund.status, Refund.objects.count()) == ("sent", 1)
    assert standing() == {}, "everything went back"
    _sound()


@pytest.mark.parametrize("desk", GATEWAYS, indirect=True)
class TestMessages:
    """Of those who send messages."""

    def test_the_same_message_again_is_acted_on_once(self, desk: Desk, market: make.Market) -> None:
        payment = _captured(desk, market)
        event = desk.event_of(payment)
        for _time in range(100):
            assert desk.tell(event, "").status_code == 200
        assert ProviderEvent.objects.filter(event_id=event["id"]).count() == 1
        assert Journal.objects.filter(kind="captured").count() == 1

    def test_a_forged_or_broken_one_changes_nothing(self, desk: Desk, market: make.Market) -> None:
        payment = desk.place(market.stole).payment
        desk.open(payment)
        desk.pay(payment)
        event = desk.event_of(payment)
        assert desk.tell(event, "not the secret").status_code == 400
        for body, signature in ((b"{}", ""), (b"no json", "x"), (contract.as_body(event), "t=1,v1=00")):
            assert contract.raw(desk.provider, body, signature).status_code == 400
        assert Payment.objects.get().status == "awaiting"
        assert not ProviderEvent.objects.exists()

    def test_one_of_an_unknown_kind_or_thing_is_noted_and_left(self, desk: Desk, market: make.Market) -> None:
        payment = _captured(desk, market)
        known = desk.event_of(payment)
        text = contract.as_body(known).decode().replace(str(known["id"]), "evt_other").replace(payment.gateway_id, "nobody_knows")
        assert desk.tell(json.loads(text), "").status_code == 200
        assert ProviderEvent.objects.get(event_id="evt_other").outcome == "not known"
        assert Payment.objects.count() == 1

    def test_one_that_comes_days_late_after_the_order_was_given_up_is_late_money(self, desk: Desk, market: make.Market) -> None:
        payment = desk.place(market.stole).payment
        desk.open(payment)
        desk.pay(payment)
        event = desk.event_of(payment)
        Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - timedelta(days=3))
        expiry.expire_due()
        assert desk.tell(event, "").status_code == 200
        assert (Payment.objects.get().status, ProducerOrder.objects.get().status) == ("paid", "new")
        splits.settle_effects()
        _sound()
