"""The process dies while a group writes down its money, or while a gateway keeps a share: going on tells everything once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from journal.models import Effect
from orders import direct
from orders.reconciling import reconcile
from payments import direct as books
from payments import transfers
from payments.models import Earning, FeeReceipt, Payment, Refund, Transfer, TransferReversal
from payments.refunds import owe_refund
from tests.faults.killing import PAYMENTS, die_at, points_of
from tests.orders import factories as make
from tests.orders.steps import arrive, bring, member_of
from tests.payments import payees, payout_steps, splits
from tests.payments.ledgers import check_ledger, kinds
from tests.payments.papers import carry_out
from tests.split_server import SplitServer

pytestmark = pytest.mark.long
SHARES = points_of("transfers.py", PAYMENTS)
FEES = points_of("direct.py", PAYMENTS)
STRAIGHT = points_of("direct.py")


def _sound() -> None:
    check_ledger()
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])


def _go_on() -> None:
    """The worker is started again: leases of the dead one are over."""
    for _time in range(3):
        Effect.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(hours=1), lease_until=None, lease_owner="")
        splits.settle_effects()


def _each(points: list[str], scenario: Callable[[str], None]) -> None:
    assert points
    for point in points:
        try:
            scenario(point)
            _sound()
        except AssertionError as failure:
            failure.add_note(f"The process had died at {point}.")
            raise


def test_a_group_says_again_what_was_cut_off_and_it_is_written_once(committed_db: None) -> None:
    with payees.each_group():
        listing = make.make_listing(make.make_group(), stock=50)
        payees.make_payable(listing.group)

    def scenario(point: str) -> None:
        with payees.each_group():
            payment = make.place_order(listing).payment
        say = {"reference": f"UPI{payment.pk}", "amount_paise": None, "acting_user": member_of(listing.group)}
        die_at(point, lambda: direct.money_came(payment, **say))
        for _time in range(2):
            direct.money_came(Payment.objects.get(pk=payment.pk), **say)
        assert payment.bank_entries.count() == 1
        assert Payment.objects.get(pk=payment.pk).status == "paid"

    _each([*STRAIGHT, "payments.bank_entry.after_row", "payments.capture.after_journal"], scenario)


def test_a_fee_is_recorded_once(committed_db: None) -> None:
    with payees.each_group():
        group = make.make_group()
        payees.make_payable(group)
        bring(make.place_order(make.make_listing(group)), group, "delivered")
    staff = payout_steps.staff()

    def scenario(point: str) -> None:
        fee = {"group": group, "amount_paise": 1, "reference": f"F{point}", "acting_user": staff}
        die_at(point, lambda: books.record_fee(**fee))
        assert not FeeReceipt.objects.exists()
        assert {books.record_fee(**fee).pk for _time in range(2)} == {FeeReceipt.objects.get().pk}
        assert kinds().count("fee_paid") == 1

    _each(FEES, scenario)


def test_a_share_is_made_taken_back_and_released_once_wherever_the_process_dies(committed_db: None, split: SplitServer) -> None:
    market = splits.make_market()

    def scenario(point: str) -> None:
        placed = splits.place(market.stole)
        payment = splits.opened(placed)
        split.state.pay(payment.gateway_id)
        event = splits.newest(split, "payment_link.paid")
        part = make.part_of(placed, market.wool)
        steps: list[Callable[[], object]] = [
            lambda: splits.tell(event),
            splits.settle_effects,
            lambda: owe_refund(producer_order_number=part.number, amount_paise=10_000, reason="damaged", key=f"flaw:{part.number}"),
            splits.settle_effects,
            lambda: carry_out(make.part_of(placed, market.wool)) if make.part_of(placed, market.wool).status == "new" else None,
            lambda: arrive(make.part_of(placed, market.wool)),
            splits.settle_effects,
            _release,
            splits.settle_effects,
        ]
        for step in steps:
            if not die_at_if(point, step):
                step()
            _go_on()
        mine = Transfer.objects.get(allocation__payment=payment)
        there = [one for one in split.state.transfers.values() if one["notes"] == {"transfer": mine.number}]
        assert len(there) == 1
        assert (mine.status, there[0]["amount_reversed"]) == ("released", mine.reversed_paise)
        assert mine.released_paise == Earning.objects.get(order_number=placed.order.number).net_paise
        assert not TransferReversal.objects.filter(status="due").exists()
        assert set(Refund.objects.values_list("status", flat=True)) == {"sent"}

    _each(SHARES, scenario)


def _release() -> None:
    Earning.objects.update(pay_on=timezone.localdate())
    transfers.release_due()


def die_at_if(point: str, step: Callable[[], object]) -> bool:
    """Let a process die in this step, if it comes by the point; whether the step is to be done again."""
    died = False
    try:
        die_at(point, step)
        died = True
    except AssertionError:
        return True  # it did not come by: the step was carried out
    return not died
