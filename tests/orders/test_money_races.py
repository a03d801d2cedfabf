"""Money told of from several sides at the same moment: the ledger hears of it once, and a refund beside a delivery is right either way."""

from collections.abc import Callable

import pytest
from django.db import transaction

from orders import checkout, deliveries
from orders.models import ProducerOrder
from orders.reconciling import fill, reconcile
from payments.errors import RefundRefused
from payments.ledger import Line, post, sealing
from payments.ledger.balances import balance
from payments.models import Earning, Entry, Journal, Payment, Refund, Seal
from payments.refunds import owe_refund
from tests.orders import factories as make
from tests.orders.racing import all_at_once
from tests.orders.steps import bring, parcel_of
from tests.payments.ledgers import check_ledger, kinds, unguarded

pytestmark = pytest.mark.long


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def test_money_that_is_recorded_by_six_at_once_is_told_once(committed_db: None) -> None:
    market = make.make_market()
    placed = make.place_order(market.stole, market.apricots)
    payment = Payment.objects.get(pk=placed.payment.pk)
    answers = all_at_once(6, lambda _number: checkout.complete(payment, reference="UTR1", source="staff"))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert kinds() == ["money_came", "captured"]
    _sound()


def test_a_refund_beside_the_delivery_is_taken_from_what_is_held_or_from_what_was_earned(committed_db: None) -> None:
    market = make.make_market(stock=20)
    for turn in range(6):
        part = bring(make.place_order(market.stole), market.wool, "handed_over")
        parcel = parcel_of(part)
        acts: list[Callable[[], object]] = [
            lambda parcel=parcel: deliveries.arrived(parcel, source="shopper"),
            lambda part=part: owe_refund(producer_order_number=part.number, amount_paise=1_000, reason="damaged", key=f"a{part.pk}"),
            lambda part=part: owe_refund(producer_order_number=part.number, amount_paise=2_000, reason="damaged", key=f"b{part.pk}"),
            lambda parcel=parcel: deliveries.arrived(parcel, source="shopper"),
        ]
        order = acts[turn % 4 :] + acts[: turn % 4]
        answers = all_at_once(4, lambda number, order=order: order[number]())
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        earning = Earning.objects.get(producer_order_number=part.number)
        taken = sum(change.gross_paise for change in earning.changes.all())
        assert earning.gross_paise + taken == part.total_paise - 3_000
        assert Refund.objects.filter(allocation__producer_order_number=part.number).count() == 2
        _sound()
    assert balance("held") == 0


def test_two_refunds_of_all_that_is_left_end_with_one_and_one_journal(committed_db: None) -> None:
    market = make.make_market()
    part = bring(make.place_order(market.stole), market.wool, "delivered")

    def act(number: int) -> Refund:
        return owe_refund(producer_order_number=part.number, amount_paise=part.total_paise, reason="damaged", key=f"k{number}")

    answers = all_at_once(4, act)
    assert sum(isinstance(answer, RefundRefused) for answer in answers) == 3
    assert kinds().count("refund_owed") == 1
    _sound()


def test_one_key_posted_by_many_is_one_journal(committed_db: None) -> None:
    def act(_number: int) -> int:
        with transaction.atomic():
            return post(kind="captured", key="x", source="x", lines=(Line("funds.bank", 5), Line("shoppers", -5))).pk

    answers = all_at_once(6, act)
    assert len(set(answers)) == 1
    assert (Journal.objects.count(), Entry.objects.count()) == (1, 2)


def test_reconcile_and_the_sealing_beside_each_other_post_and_seal_each_journal_once(committed_db: None) -> None:
    market = make.make_market(stock=20)
    for _order in range(3):
        make.make_paid_order(market.stole, market.apricots)
    with transaction.atomic(), unguarded():
        Entry.objects.all().delete()
        Journal.objects.all().delete()
    all_at_once(3, lambda _number: fill())
    assert sorted(kinds()) == ["captured"] * 3 + ["money_came"] * 3
    later = Journal.objects.latest("pk").created_at + sealing.QUIET
    answers = all_at_once(3, lambda _number: sealing.seal_due(later))
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert sum(Seal.objects.values_list("count", flat=True)) == 6
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == {"new"}
    _sound()
