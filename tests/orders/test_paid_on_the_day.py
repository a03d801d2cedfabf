"""Nobody acts after the hand-over: the clock delivers, the group earns, and its payout is ready on the day that was promised."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from journal import outbox, schedule
from orders import deliveries
from orders.models import Parcel, ProducerOrder
from orders.queries import producer_order_page
from payments.models import Earning, Payout
from payments.payout_days import payout_on
from payments.payouts import outcomes, queries
from tests.orders import factories as make
from tests.orders.steps import bring, fresh
from tests.payments.ledgers import check_ledger
from tests.payments.payout_steps import approve, give_account, in_order, propose, send, staff

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]


def _noon(day: object) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _worker_runs() -> None:
    """One round of the worker: every job that is due, then every effect."""
    schedule.run_due("test-worker")
    outbox.drain()


def test_nobody_acts_after_the_hand_over_and_the_group_is_paid_on_the_promised_day() -> None:
    group = make.make_group()
    give_account(group)
    listing = make.make_listing(group, price_paise=1_850_000)
    part = bring(make.place_order(listing), group, "handed_over")
    expected_by = Parcel.objects.get(producer_order=part).expected_by
    delivered_on = expected_by + timedelta(days=deliveries.SILENT_DAYS)
    pay_on = payout_on(delivered_on)
    schedule.sync()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        day = timezone.localdate()
        while day < pay_on:
            clock.move_to(_noon(day))
            _worker_runs()
            assert not Payout.objects.exists(), day
            day += timedelta(days=1)
        assert fresh(part).status in (ProducerOrder.Status.DELIVERED, ProducerOrder.Status.CLOSED)
        assert (Earning.objects.get().delivered_on, Earning.objects.get().pay_on) == (delivered_on, pay_on)
        assert producer_order_page(part).payout.on == pay_on
        clock.move_to(_noon(pay_on))
        _worker_runs()
        payout = Payout.objects.get()
        assert (payout.status, payout.due_on, payout.amount_paise) == ("due", pay_on, part.total_paise - part.commission_paise)
        approve(propose(payout))
        send()
        outcomes.settle(Payout.objects.get(), reference="UTR1", acting_user=staff())
        outbox.drain()
        assert timezone.localdate(Payout.objects.get().settled_at) == pay_on
        assert queries.money_page(group).owed_paise == 0
    assert any("UTR1" in message.body for message in mail.outbox)
    assert in_order()
    check_ledger()
